"""What was used of a plan, as an invoice names it: amount and days (contract S6)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from terms.money import ZERO


@dataclass(frozen=True)
class UseOfDays:
    """Envelopes sent from one day to another, both included, under one plan.

    `included` of them are in its fee (`None`: all), each further one costs `price`, net euros.
    """

    first_day: date
    last_day: date
    envelopes: int
    included: int | None = None
    price: Decimal | None = None

    @property
    def charged(self) -> int:
        """The envelopes beyond those included that have a price."""
        if self.included is None or self.price is None:
            return 0
        return max(0, self.envelopes - self.included)

    @property
    def net(self) -> Decimal:
        """What those cost, in euros without VAT."""
        return self.charged * self.price if self.price is not None else ZERO


def counts_from(sent_at: datetime, metered_until: datetime | None) -> datetime:
    """The instant by which an envelope counts as use (contract S6).

    One that was sent before midnight and written only after the month was counted (`metered_until`, the first
    instant that was not) counts in the month that follows: once, and in no invoice that is already made.
    """
    return sent_at if metered_until is None else max(sent_at, metered_until)
