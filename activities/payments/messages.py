"""What `Cashier` is asked and answers. Ids and small words only; amounts and cards stay in PostgreSQL."""

from dataclasses import dataclass
from enum import StrEnum

from terms.payments import Decline


class Outcome(StrEnum):
    """What became of an attempt. `UNKNOWN` is not final: it is asked for until it is known."""

    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    EXPIRED = "expired"
    """The hosted page was never finished."""


@dataclass(frozen=True)
class ChargeOrder:
    """Charge a bill to the saved card. `key` is workflow id + step: a repeated order is the same charge."""

    bill_id: str
    key: str


@dataclass(frozen=True)
class ChargeResult:
    """The final outcome; `decline` and the gateway's `code` when it was refused."""

    outcome: Outcome
    decline: Decline | None = None
    code: str | None = None


@dataclass(frozen=True)
class RefundOrder:
    """Give `cents` of a paid bill back. `key` makes it once for ever."""

    bill_id: str
    key: str
    cents: int


@dataclass(frozen=True)
class RefundReceipt:
    """The gateway took the order; `refund_id` is the ledger's."""

    refund_id: str


@dataclass(frozen=True)
class PageOrder:
    """A page that pays a bill, or saves the card where the bill is of nothing. `key` makes it once."""

    subscription_id: str
    bill_id: str
    key: str


@dataclass(frozen=True)
class CardPageOrder:
    """A page that saves another card. `key` makes it once."""

    subscription_id: str
    key: str


@dataclass(frozen=True)
class PageOpened:
    """The row that holds the page's address; empty when there is nothing to pay by a page any more."""

    page_id: str | None


@dataclass(frozen=True)
class LookOrder:
    """Looks what became of a subscription's pages, and of those of the bill that is owed."""

    subscription_id: str
    bill_id: str | None


@dataclass(frozen=True)
class PageNews:
    """Whether the bill was paid by one, and whether one saved a new card."""

    paid: bool
    new_card: bool
