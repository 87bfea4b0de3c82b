"""Which rows of a table are a business's, and what of them it is given (contract S16)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, select

from models import Base, Envelope

Whose = Callable[[str], ColumnElement[bool]]
"""Business → condition on the table's rows."""

DOOR = "opens something, or shows that somebody has what opens it"
INSIDE = "how the service works inside; says nothing of the business"
PERSONS = "the person's own, not the business's"
STAFF = "names somebody of the holder's staff, or is their own words among themselves"
GATEWAY = "a handle at the payment gateway"


@dataclass(frozen=True)
class ExportedTable:
    """A table of which a business gets its rows. `without` names the columns that are left out, and why."""

    model: type[Base]
    whose: Whose
    without: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """As SQLAlchemy has it."""
        return self.model.metadata.tables[self.model.__tablename__]

    @property
    def name(self) -> str:
        """As PostgreSQL calls it, and the file in the archive."""
        return self.table.name

    @property
    def columns(self) -> list[Column[Any]]:
        """What is given, in the table's order."""
        return [column for column in self.table.columns if column.name not in self.without]

    def rows(self, business_id: str) -> Select[Any]:
        """The rows, in a fixed order."""
        return select(*self.columns).where(self.whose(business_id)).order_by(*self.table.primary_key.columns)


def of_business(model: Any) -> Whose:
    """Rows with the business's id."""
    return lambda business_id: model.business_id == business_id


def of_its_envelopes(model: Any) -> Whose:
    """Rows of envelopes of the business."""

    def whose(business_id: str) -> ColumnElement[bool]:
        envelopes = select(Envelope.id).where(Envelope.business_id == business_id)
        condition: ColumnElement[bool] = model.envelope_id.in_(envelopes)
        return condition

    return whose
