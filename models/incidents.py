"""The register of incidents (contract A7, M7, P8)."""

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText


class Incident(Base):
    """Something that endangers data or service. Belongs to no business: the rows of staff with a duty in it.

    Its history is its entries; `state` and `closed_at` are those of the newest. `source_id` makes what one
    report or alarm opens unique. `subject_ids` name users, businesses, envelopes; no personal data is here.
    """

    __tablename__ = "incidents"

    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), index=True)
    source: Mapped[str] = mapped_column(String(24))
    source_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    subject_ids: Mapped[list[str]] = mapped_column(JSONB, default=list)
    aware_at: Mapped[Instant]
    """When the holder became aware of it: legal deadlines count from here (contract C4, P8)."""
    opened_at: Mapped[Instant]
    opened_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"))
    """The member of staff who entered it; empty when the service did."""
    state: Mapped[str] = mapped_column(String(16), index=True)
    closed_at: Mapped[Instant | None]


class IncidentEntry(Base):
    """One line of an incident's history. Append-only; rows of the same staff as the incident's."""

    __tablename__ = "incident_entries"

    incident_id: Mapped[Id] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """From 1, without gaps."""
    at: Mapped[Instant]
    kind: Mapped[str] = mapped_column(String(8))
    """One of `terms.incidents.EntryKind`."""
    by: Mapped[Id | None]
    """The member of staff; empty when the service wrote it."""
    words: Mapped[LongText]
    state: Mapped[str | None] = mapped_column(String(16))
    """The state that the incident took with this entry."""
