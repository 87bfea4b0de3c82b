"""What was cleared away when: the service's own record (contract M9)."""

from datetime import date

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant


class Clearing(Base):
    """What one batch of a day's run cleared away of one kind. Counts alone; append-only."""

    __tablename__ = "clearings"

    run_on: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    """One of `terms.clearing.Cleared`."""
    batch: Mapped[int] = mapped_column(Integer, primary_key=True)
    """From 1."""
    count: Mapped[int] = mapped_column(Integer)
    at: Mapped[Instant]
