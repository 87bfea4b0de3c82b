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
