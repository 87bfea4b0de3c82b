"""The register of sub-processors, and who objected to which (contract P4)."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, LongText


class Subprocessor(Base):
    """A company that processes controllers' data for the holder. Published, whatever its state.

    Its workflow writes state and dates. `purpose`, `data` and `safeguards` hold a text per language.
    """

    __tablename__ = "subprocessors"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[JsonObject]
    data: Mapped[JsonObject]
    """Which data it gets."""
    country: Mapped[str] = mapped_column(String(2))
    """Where it processes them (ISO 3166-1)."""
    safeguards: Mapped[JsonObject]
    """What protects a transfer out of the European Economic Area, or that there is none."""
    contact: Mapped[str] = mapped_column(String(254))
    service: Mapped[str | None] = mapped_column(String(24), index=True)
    """Which of the service's neighbours it is, of `terms.subprocessors.OutsideService`."""
    entered_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(16), default="announcing")
    """One of `terms.subprocessors.SubprocessorState`."""
    announced_at: Mapped[Instant | None]
    """When the last controller had been told."""
    told: Mapped[int] = mapped_column(default=0)
    """How many controllers were told."""
    unreached: Mapped[int] = mapped_column(default=0)
    """How many could not be: it does not work for them."""
    effective_at: Mapped[Instant | None]
    """From when it works for those that did not object."""
    ended_at: Mapped[Instant | None]
    ended_by: Mapped[Id | None]
    end_reason: Mapped[LongText | None]


class SubprocessorObjection(Base):
    """A controller objects. Rows of `business_id`, its owner's; `taken_back_at` ends one."""

    __tablename__ = "subprocessor_objections"

    subprocessor_id: Mapped[Id] = mapped_column(ForeignKey("subprocessors.id"), primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), primary_key=True, index=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    at: Mapped[Instant]
    reason: Mapped[LongText]
    taken_back_at: Mapped[Instant | None]
