"""Legal clocks of data protection, each a row that whoever it concerns can read (contract P)."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class Deadline(Base):
    """One clock. Rows of `business_id`, for its owner; without one they are the holder's own.

    Written by the workflow whose clock it is; `outcome` is empty while it runs.
    """

    __tablename__ = "deadlines"
    __table_args__ = (
        UniqueConstraint("subject_id", "kind", "business_id", postgresql_nulls_not_distinct=True),
        Index("ix_deadlines_business_id_id", "business_id", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    """One of `terms.deadlines.DeadlineKind`."""
    subject_id: Mapped[Id]
    """What it is about, such as a breach or a sub-processor."""
    business_id: Mapped[Id | None] = mapped_column(ForeignKey("businesses.id"))
    rule: Mapped[str] = mapped_column(String(8))
    ground: Mapped[str] = mapped_column(String(80))
    clause: Mapped[str] = mapped_column(String(16))
    """Of the processor contract."""
    contract_version: Mapped[str | None] = mapped_column(String(16))
    """The version of the processor contract that the business had accepted when the clock started."""
    reckoning: Mapped[str] = mapped_column(String(16))
    """One of `terms.deadlines.Reckoning`."""
    length: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    """Whose days they are."""
    started_at: Mapped[Instant]
    due_at: Mapped[Instant] = mapped_column(index=True)
    """The first instant that is too late."""
    ended_at: Mapped[Instant | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    """One of `terms.deadlines.DeadlineOutcome`."""
