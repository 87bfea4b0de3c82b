"""The mail ledger (at most one accepted message per key) and the provider's event inbox."""

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, LongText, Sha256
from models.kept import MAIL_SUBJECT


class Mail(Base):
    """One message to one recipient. `key` is workflow id + step + recipient; a second order finds the first.

    `state` is one of `terms.mail.MailState`. `sending_at` is when the newest attempt was handed to the
    provider: another attempt keeps away from it until its outcome must have become known.
    """

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_subject", text(MAIL_SUBJECT)),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    purpose: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    envelope_id: Mapped[Id | None] = mapped_column(ForeignKey("envelopes.id"), index=True)
    signer_id: Mapped[Id | None] = mapped_column(ForeignKey("signers.id"), index=True)
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    content_sha256: Mapped[Sha256 | None]
    provider_message_id: Mapped[str | None] = mapped_column(String(200), index=True)
    failure: Mapped[LongText | None]
    created_at: Mapped[Instant]
    sending_at: Mapped[Instant | None]
    accepted_at: Mapped[Instant | None]
    opened_at: Mapped[Instant | None]


class MailProviderEvent(Base):
    """Inbox of the provider's webhook: each event once, by the provider's own event id."""

    __tablename__ = "mail_provider_events"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    provider_event_id: Mapped[str] = mapped_column(String(200), unique=True)
    mail_id: Mapped[Id | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[Instant]
    received_at: Mapped[Instant]
    handled_at: Mapped[Instant | None] = mapped_column(index=True)
    payload: Mapped[JsonObject]
