"""What an invoice says, as plain values: everything that PDF and XML are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from terms.use import UseOfDays


@dataclass(frozen=True)
class Party:
    """Who issues or receives it."""

    name: str
    tax_id: str
    street: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True)
class InvoiceFacts:
    """One line, one rate of VAT. Amounts are in euros; those of a rectifying invoice are negative."""

    number: str
    issued_on: date
    operation_on: date
    """The day of the charge or refund."""
    language: str
    issuer: Party
    registry: str
    customer: Party
    subject: str
    """What was charged: plan and period."""
    net: Decimal
    vat_rate: Decimal
    vat: Decimal
    gross: Decimal
    vat_category: str
    vat_ground: str
    rectifies: str = ""
    """Number of the invoice that it rectifies."""
    rectifies_on: date | None = None
    use: tuple[UseOfDays, ...] = ()
    """What a charge for use is made of (contract S6)."""

    def as_json(self) -> dict[str, Any]:
        """The facts as kept in the row: dates and money as text."""
        made: dict[str, Any] = _FACTS.dump_python(self, mode="json")
        return made


_FACTS = TypeAdapter(InvoiceFacts)


def facts_of(kept: Mapping[str, Any]) -> InvoiceFacts:
    """The facts from the row's JSON."""
    return _FACTS.validate_python(kept)
