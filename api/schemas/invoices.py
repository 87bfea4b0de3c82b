"""Invoices (contract S19)."""

from datetime import date
from decimal import Decimal

from api.schemas.common import Schema


class InvoiceView(Schema):
    """An invoice; amounts of a rectifying one are negative."""

    id: str
    number: str
    kind: str
    rectifies: str | None
    """Number of the invoice that it rectifies."""
    issued_on: date
    subject: str
    net: Decimal
    vat_rate: Decimal
    vat: Decimal
    gross: Decimal
    bill_id: str
