"""Until when the archive timestamps of an envelope's documents hold (contract E4)."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class ArchiveTerm(Base):
    """When what was sealed has to have another timestamp. The worker's rows, one per certified envelope.

    Each renewal is a row of `revisions` (key `archive:{number}`) per document, with its event.
    """

    __tablename__ = "archive_terms"

    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), primary_key=True)
    valid_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    """When the first certificate behind the newest timestamp expires; `None` once nothing is left of it."""
    renewals: Mapped[int] = mapped_column(Integer)
    renewed_at: Mapped[Instant | None]
