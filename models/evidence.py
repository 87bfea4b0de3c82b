"""The evidence ledger and what is signed: events, document revisions, certificates. Append-only."""

from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, Sha256


class EvidenceEvent(Base):
    """One link of an envelope's hash chain (contract E4). The application may insert and read, nothing else.

    `key` names the step that caused the event, so that a repeated step adds nothing. `personal` may be
    redacted by erasure; the chain commits only to `personal_digest`.
    """

    __tablename__ = "evidence_events"
    __table_args__ = (
        UniqueConstraint("envelope_id", "key"),
        Index(
            "ix_evidence_events_corrected",
            "envelope_id",
            postgresql_where=text("kind IN ('signer:corrected', 'signer:rectified')"),
        ),
    )

    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[Id] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(String(200))
    at: Mapped[Instant]
    kind: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[Id | None]
    document_id: Mapped[Id | None]
    document_sha256: Mapped[Sha256 | None]
    data: Mapped[JsonObject] = mapped_column(default=dict)
    personal: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    personal_salt: Mapped[bytes] = mapped_column(LargeBinary)
    personal_digest: Mapped[Sha256]
    previous: Mapped[Sha256]
    hash: Mapped[Sha256]


class Revision(Base):
    """One signed version of a document in an envelope: number 1 after the first signature, and so on.

    The unique constraints are what makes each signature and the seal happen once: of two attempts built on
    the same base, one row wins and the other's bytes are discarded.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("envelope_id", "document_id", "number"),
        UniqueConstraint("envelope_id", "document_id", "key"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"))
    document_id: Mapped[Id] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(120))
    """`signature:{signer id}`, `seal`, or `archive:{number}` for a renewed timestamp."""
    sha256: Mapped[Sha256]
    base_sha256: Mapped[Sha256]
    object_key: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(Integer)
    level: Mapped[str] = mapped_column(String(8))
    """PAdES level found by validating these bytes: B-B, B-T, B-LT or B-LTA."""
    certificate_serial: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[Instant]
    """Time in the signature's own timestamp token."""
    created_at: Mapped[Instant]


class Certificate(Base):
    """The certificate of evidence of an envelope that ended, whatever the ending; one per envelope."""

    __tablename__ = "certificates"

    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), primary_key=True)
    id: Mapped[Id] = mapped_column(unique=True)
    sha256: Mapped[Sha256]
    object_key: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(Integer)
    level: Mapped[str] = mapped_column(String(8))
    sealed: Mapped[bool] = mapped_column(Boolean, default=True)
    chain_sequence: Mapped[int] = mapped_column(Integer)
    chain_head: Mapped[Sha256]
    chain_token: Mapped[bytes] = mapped_column(LargeBinary)
    """RFC 3161 token over the chain head's raw 32 bytes' SHA-256."""
    created_at: Mapped[Instant]
