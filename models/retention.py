"""What becomes of blocked data: legal holds, dates, and what was destroyed when (contract S17, S18)."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, LongText, Sha256


class LegalHold(Base):
    """An authority's order not to destroy anything of a business. Rows of the staff who place and lift it.

    In force until `released_at`: the database destroys nothing of the business meanwhile. Lifting it takes a
    second person.
    """

    __tablename__ = "legal_holds"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    placed_by: Mapped[Id]
    placed_at: Mapped[Instant]
    reason: Mapped[LongText]
    reference: Mapped[str] = mapped_column(String(100))
    """The authority's own."""

    release_asked_by: Mapped[Id | None]
    release_asked_at: Mapped[Instant | None]
    release_reason: Mapped[LongText | None]
    released_by: Mapped[Id | None]
    released_at: Mapped[Instant | None]


class Retention(Base):
    """One stage of a blocked business's purge. Ids and dates alone: it outlives the business.

    `stage` is of `terms.retention.PurgeStage`. Written by the worker.
    """

    __tablename__ = "retentions"

    business_id: Mapped[Id] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(String(32), primary_key=True)
    blocked_at: Mapped[Instant]
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    """`None` during a legal hold."""
    begun_at: Mapped[Instant | None]
    purged_at: Mapped[Instant | None]


class DepartingUser(Base):
    """A user who goes with a business, because nothing else of the service needs them. The worker's rows."""

    __tablename__ = "departing_users"

    business_id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(primary_key=True)


class PurgeStep(Base):
    """What one transaction of a purge destroyed, written with it by the retention's role. Append-only.

    `digest` is the SHA-256 of the sorted ids, one a line; no id is kept.
    """

    __tablename__ = "purge_steps"

    business_id: Mapped[Id] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(String(32), primary_key=True)
    step: Mapped[str] = mapped_column(String(80), primary_key=True)
    """`key`, `table:{name}`, `objects` or `histories`; beside the table `activity` also which segments of its
    chain lack how many entries (`terms.log_chain.purge_step`)."""
    batch: Mapped[int] = mapped_column(Integer, primary_key=True)
    """From 1."""
    count: Mapped[int] = mapped_column(Integer)
    digest: Mapped[Sha256]
    at: Mapped[Instant]


class PurgeCertificate(Base):
    """What was destroyed, when and by which rule, sealed; no personal data. Append-only. Rows of the DPO."""

    __tablename__ = "purge_certificates"
    __table_args__ = (UniqueConstraint("business_id", "stage"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id]
    stage: Mapped[str] = mapped_column(String(32))
    issued_at: Mapped[Instant]
    digest: Mapped[Sha256]
    facts: Mapped[JsonObject]
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    """PDF/A with the organisation's seal."""
