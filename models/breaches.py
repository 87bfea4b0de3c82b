"""Personal-data breaches, what was found out, and which controllers were told what (contract P8)."""

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, LongText


class Breach(Base):
    """An incident that concerns personal data. Rows of staff with a duty in incidents.

    What people ask for is written by the API; `state`, `told`, `measured` and `closed_at` by the breach's
    workflow alone.
    """

    __tablename__ = "breaches"
    __table_args__ = (
        CheckConstraint("responsible_id <> substitute_id", name="substitute"),
        CheckConstraint(
            "unlikely_approved_by IS NULL OR unlikely_approved_by <> unlikely_by", name="second_person"
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    incident_id: Mapped[Id] = mapped_column(ForeignKey("incidents.id"), unique=True)
    drill: Mapped[bool]
    """An exercise: nobody outside is told."""
    responsible_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    substitute_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    """Who is called when nobody acts."""
    registered_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    registered_at: Mapped[Instant]
    aware_at: Mapped[Instant]
    """From which the deadlines count (contract C4)."""
    notify: Mapped[int] = mapped_column(Integer, default=0)
    """Up to which assessment somebody wants the controllers told."""
    unlikely_by: Mapped[Id | None]
    unlikely_at: Mapped[Instant | None]
    unlikely_reason: Mapped[LongText | None]
    unlikely_approved_by: Mapped[Id | None]
    unlikely_approved_at: Mapped[Instant | None]
    authority_reference: Mapped[str | None] = mapped_column(String(100))
    authority_filed_by: Mapped[Id | None]
    authority_filed_at: Mapped[Instant | None]
    authority_facts: Mapped[JsonObject] = mapped_column(default=dict, server_default=text("'{}'"))
    """What the authority's form asks for besides, as far as staff know it."""
    close_asked_by: Mapped[Id | None]
    close_asked_at: Mapped[Instant | None]

    state: Mapped[str] = mapped_column(String(16), index=True)
    """One of `terms.breaches.BreachState`."""
    told: Mapped[int | None] = mapped_column(Integer)
    """Which assessment all controllers know; 0 is the first notice of an incident still unassessed."""
    measured: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    """By how many of the incident's ids its controllers were counted; the list only grows."""
    closed_at: Mapped[Instant | None]


class BreachAssessment(Base):
    """A version of what is known. Append-only; each text in es and en, as controllers read it."""

    __tablename__ = "breach_assessments"

    breach_id: Mapped[Id] = mapped_column(ForeignKey("breaches.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """From 1, without gaps."""
    at: Mapped[Instant]
    by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    nature: Mapped[JsonObject]
    people: Mapped[JsonObject]
    """Categories of the people concerned."""
    records: Mapped[JsonObject]
    """Categories of the data concerned."""
    consequences: Mapped[JsonObject]
    measures: Mapped[JsonObject]


class BreachController(Base):
    """A controller whose data is concerned. Rows of the staff, and of `business_id`'s owner once told, or
    once no address took what was to tell it.
    """

    __tablename__ = "breach_controllers"

    breach_id: Mapped[Id] = mapped_column(ForeignKey("breaches.id"), primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), primary_key=True, index=True)
    drill: Mapped[bool]
    """As the breach's own: its owner sees nothing of it."""
    people: Mapped[int]
    """About how many people, as counted from the data concerned."""
    records: Mapped[int]
    told: Mapped[int | None] = mapped_column(Integer)
    """The newest assessment this controller was told."""
    told_at: Mapped[Instant | None]
    first_told_at: Mapped[Instant | None]
    """When it first learned of it, by mail or another way: unset again when that notice comes back and no
    other arrived. Its owner sees the row from then on, or once no address takes a notice.
    """
    refused_at: Mapped[Instant | None]
    """When no address took its newest notice, or the last that did gave it back: it has to be told another
    way. Unset again once a later one arrives.
    """
    refused: Mapped[int | None] = mapped_column(Integer)
    """Which assessment that was; 0 is the first notice of an incident still unassessed."""


class BreachContact(Base):
    """Somebody told a controller of one assessment another way, because no mail reached it. Append-only.

    Rows of the staff with a duty in it, and of `business_id`'s owner.
    """

    __tablename__ = "breach_contacts"

    breach_id: Mapped[Id] = mapped_column(ForeignKey("breaches.id"), primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), primary_key=True, index=True)
    assessment: Mapped[int] = mapped_column(Integer, primary_key=True, server_default=text("0"))
    """What it was told of; 0 is an incident still unassessed."""
    at: Mapped[Instant]
    """When the controller was told."""
    by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    words: Mapped[LongText]
    """How, and whom."""
    entered_at: Mapped[Instant]
