"""Envelopes, their signers, fields and links. Lifecycle columns are written by the workflow alone."""

from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, LongText, Sha256


class Envelope(Base):
    """Documents sent to signers. `sequence` orders the workflow's writes: an older one never wins."""

    __tablename__ = "envelopes"
    __table_args__ = (
        Index("ix_envelopes_business_id_id", "business_id", "id"),
        Index("ix_envelopes_business_id_state_id", "business_id", "state", "id"),
        Index("ix_envelopes_business_id_external_id", "business_id", "external_id"),
        Index("ix_envelopes_tests", "business_id", "id", postgresql_where=text("test")),
        Index("ix_envelopes_charged_to_counted_at", "charged_to", "counted_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    created_by: Mapped[Id]
    title: Mapped[str] = mapped_column(String(200))
    message: Mapped[LongText] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2), default="es")
    external_id: Mapped[str | None] = mapped_column(String(200))
    custom: Mapped[JsonObject] = mapped_column("metadata", default=dict)
    expires_in_days: Mapped[int] = mapped_column(Integer)
    reminders: Mapped[JsonObject] = mapped_column(default=dict)
    """`{"first_after_days": int, "every_days": int, "maximum": int}`"""
    test: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Made in test mode: mails go to members of the business alone, and no plan counts it."""
    created_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(16), default="draft")
    step: Mapped[str] = mapped_column(String(32), default="draft")
    """What the workflow is doing, one of `workflows.envelope_messages.Step`."""
    waits_for: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Ids of the signers it waits for now."""
    step_since: Mapped[Instant | None]
    next_deadline: Mapped[Instant | None]
    next_deadline_kind: Mapped[str | None] = mapped_column(String(32))
    """`reminder` or `expiry`."""
    paused: Mapped[bool] = mapped_column(Boolean, default=False)
    sent_at: Mapped[Instant | None]
    expires_at: Mapped[Instant | None]
    finished_at: Mapped[Instant | None]
    reason: Mapped[LongText | None]
    """Why it was voided or declined, in the words of who did it."""
    charged_to: Mapped[Id | None]
    """The subscription whose plan it uses up: that of the business, or that of whose plan it shared when it
    was sent (contract A4, S6). Shares end, this stays; empty for tests and where no plan was in force.
    """
    counted_at: Mapped[Instant | None]
    """The instant by which it counts as use: `sent_at`, or the begin of the month after where it was written
    only once the month of its sending had been counted (contract S6).
    """
    sequence: Mapped[int] = mapped_column(Integer, default=0)


class EnvelopeDocument(Base):
    """A document's place in an envelope. Its signed versions are its revisions."""

    __tablename__ = "envelope_documents"
    __table_args__ = (UniqueConstraint("envelope_id", "position"),)

    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), primary_key=True)
    document_id: Mapped[Id] = mapped_column(ForeignKey("documents.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(Integer)


class Signer(Base):
    """A person asked to sign. `name` and `email` are personal data: they never go to Temporal."""

    __tablename__ = "signers"
    __table_args__ = (Index("ix_signers_lower_email", text("lower(email)")),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(2))
    routing_order: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    notified_at: Mapped[Instant | None]
    viewed_at: Mapped[Instant | None]
    acted_at: Mapped[Instant | None]
    decline_reason: Mapped[LongText | None]


class Field(Base):
    """A place to fill or sign. Coordinates are fractions of the page as shown, from its top left corner."""

    __tablename__ = "fields"

    id: Mapped[Id] = mapped_column(primary_key=True)
    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), index=True)
    signer_id: Mapped[Id] = mapped_column(ForeignKey("signers.id"), index=True)
    document_id: Mapped[Id] = mapped_column(ForeignKey("documents.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """signature, initials, date, name, email, text, checkbox."""
    page: Mapped[int] = mapped_column(Integer)
    """From 1."""
    x: Mapped[float] = mapped_column(Float)
    y: Mapped[float] = mapped_column(Float)
    width: Mapped[float] = mapped_column(Float)
    height: Mapped[float] = mapped_column(Float)
    required: Mapped[bool] = mapped_column(Boolean, default=True)
    label: Mapped[str] = mapped_column(String(200), default="")


class SigningLink(Base):
    """A link mailed to one signer. Its token is derived from the id with a secret key; here is its hash."""

    __tablename__ = "signing_links"

    id: Mapped[Id] = mapped_column(primary_key=True)
    signer_id: Mapped[Id] = mapped_column(ForeignKey("signers.id"), index=True)
    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """The step that issued it, so that a repeated step finds the same link."""
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
    ended_by_report: Mapped[Id | None] = mapped_column(index=True)
    """The report of lost credentials that ended it (contract A7). Until the mailbox's owner asks for a new
    link, mails to this signer carry links that are ended likewise.
    """


class Submission(Base):
    """What a signer sent when signing: it takes effect only if the workflow accepts it."""

    __tablename__ = "submissions"

    id: Mapped[Id] = mapped_column(primary_key=True)
    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), index=True)
    signer_id: Mapped[Id] = mapped_column(ForeignKey("signers.id"), index=True)
    link_id: Mapped[Id]
    method: Mapped[str] = mapped_column(String(8))
    """typed or drawn."""
    typed_name: Mapped[str | None] = mapped_column(String(200))
    drawing_object_key: Mapped[str | None] = mapped_column(String(255))
    """The drawn signature, a PNG in the vault."""
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Field id → text or true/false."""
    consent_version: Mapped[str] = mapped_column(String(32))
    consent_language: Mapped[str] = mapped_column(String(2))
    consent_sha256: Mapped[Sha256]
    time_zone: Mapped[str] = mapped_column(String(64))
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    received_at: Mapped[Instant]


class Act(Base):
    """What somebody asked for and how it came in, stored before the workflow is told the act's id.

    Keeps words, IP and user agent out of Temporal. It takes effect only if the workflow accepts it.
    """

    __tablename__ = "acts"

    id: Mapped[Id] = mapped_column(primary_key=True)
    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    """send, view, decline, void, remind, change_expiry, renew_link, correct, pause, resume, download."""
    signer_id: Mapped[Id | None] = mapped_column(ForeignKey("signers.id"))
    user_id: Mapped[Id | None]
    words: Mapped[LongText | None]
    details: Mapped[JsonObject] = mapped_column(default=dict)
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    received_at: Mapped[Instant]
