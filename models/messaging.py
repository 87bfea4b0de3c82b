"""Instant-messaging channels: what was authorised by whom, and each message (contract W1, W2)."""

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText, Sha256


class ChannelClause(Base):
    """A business accepted the clause of its contract that authorises a channel, until it revokes it."""

    __tablename__ = "channel_clauses"
    __table_args__ = (
        Index(
            "uq_channel_clauses_in_force",
            "business_id",
            "channel",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    channel: Mapped[str] = mapped_column(String(16))
    """One of `terms.messaging.Channel`."""
    text_version: Mapped[str] = mapped_column(String(32))
    text_language: Mapped[str] = mapped_column(String(2))
    text_sha256: Mapped[Sha256]
    accepted_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    accepted_at: Mapped[Instant]
    revoked_by: Mapped[Id | None]
    revoked_at: Mapped[Instant | None]


class ChannelConsent(Base):
    """A person's consent towards one business for one channel: in force from the code on, until revoked.

    The person is who reads the mailbox `email` (in lower case). The code is derived from the id with the
    service's secret key and kept nowhere; `token_sha256` is of the link that revokes.
    """

    __tablename__ = "channel_consents"
    __table_args__ = (
        Index(
            "uq_channel_consents_in_force",
            "business_id",
            "email",
            "channel",
            unique=True,
            postgresql_where=text("confirmed_at IS NOT NULL AND revoked_at IS NULL"),
        ),
        Index("ix_channel_consents_business_id_id", "business_id", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"))
    """On whose signing page it was given."""
    signer_id: Mapped[Id] = mapped_column(ForeignKey("signers.id"))
    email: Mapped[str] = mapped_column(String(254), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    phone: Mapped[str] = mapped_column(String(16))
    """E.164, with its plus sign. Empty once the code lapsed unused."""
    language: Mapped[str] = mapped_column(String(2))
    text_version: Mapped[str] = mapped_column(String(32))
    text_sha256: Mapped[Sha256]
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    given_at: Mapped[Instant]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    """Wrong codes typed."""
    confirmed_at: Mapped[Instant | None]
    lapsed_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    revoked_how: Mapped[str | None] = mapped_column(String(16))
    """One of `terms.messaging.Revocation`."""
    revoked_by: Mapped[Id | None]


class Message(Base):
    """One message over a channel to one number, like a mail's row: claimed before the provider is called.

    `key` is workflow id + step + recipient. `reasons` is why it did not leave.
    """

    __tablename__ = "messages"

    id: Mapped[Id] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    purpose: Mapped[str] = mapped_column(String(24))
    channel: Mapped[str] = mapped_column(String(16))
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), index=True)
    signer_id: Mapped[Id] = mapped_column(ForeignKey("signers.id"))
    consent_id: Mapped[Id | None] = mapped_column(ForeignKey("channel_consents.id"))
    phone: Mapped[str] = mapped_column(String(16), default="")
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(16))
    """One of `terms.messaging.MessageState`."""
    reasons: Mapped[list[str]] = mapped_column(JSONB, default=list)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    content_sha256: Mapped[Sha256 | None]
    provider_message_id: Mapped[str | None] = mapped_column(String(64), index=True)
    failure: Mapped[LongText | None]
    created_at: Mapped[Instant]
    sending_at: Mapped[Instant | None]
    accepted_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]
    """When it was delivered, or known not to be."""
