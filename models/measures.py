"""The evidence that security measures leave (contract M1, M7, M9, W4)."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, Sha256


class MeasureRecord(Base):
    """One time a measure was carried out, or failed. Append-only; belongs to no business: figures and ids."""

    __tablename__ = "measure_records"
    __table_args__ = (UniqueConstraint("measure", "due_at", name="uq_measure_records_measure"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(24))
    """One of `terms.measures.Measure`."""
    due_at: Mapped[Instant]
    """For which moment it was carried out; by hand, when it was begun."""
    began_at: Mapped[Instant]
    ended_at: Mapped[Instant]
    outcome: Mapped[str] = mapped_column(String(8))
    """One of `terms.measures.Outcome`."""
    reason: Mapped[str | None] = mapped_column(String(200))
    """Why it failed, in a few technical words."""
    figures: Mapped[JsonObject]
    """What was found or done: counts, ids, digests, durations."""
    figures_sha256: Mapped[Sha256]
    """Of the figures as JSON with sorted keys, so that copies of the record can be compared."""
    version: Mapped[str] = mapped_column(String(64))
    """Which version of the service did it."""
