"""What an invoice says, as plain values: everything that PDF and XML are made from."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any


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

    def as_json(self) -> dict[str, Any]:
        """The facts as kept in the row: dates and money as text."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date | Decimal) else value
