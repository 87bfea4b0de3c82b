"""What the making of receipts is asked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class ReceiptOrder:
    """The receipt of a declaration, with what follows from it: dates, and what is given back until when.

    `given_back` is in euros, VAT included.
    """

    act_id: str
    rule: str
    ends_at: datetime
    downloads_end: datetime | None = None
    given_back: Decimal | None = None
    given_back_until: datetime | None = None
