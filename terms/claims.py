"""What is claimed of charges that were not paid (contract S8, S9).

Where the contract is silent, these readings hold:

- a claim is reckoned through a day, that day included, and never beyond the end of the contract;
- interest runs on what was to be paid, VAT included, on each charge from its own day 6;
- a charge that the contract has ended for is claimed, and so is one that is held; one whose days to be paid
  are not over is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from terms.interest import Stretch, late_interest, stretches
from terms.money import total
from terms.rates import RateTable


class ClaimRefusal(StrEnum):
    """Why no claim is made."""

    NOTHING_OWED = "nothing-owed"
    RATE_UNKNOWN = "interest-rate-unknown"
    """The rate of some of its days has not been entered; it is never guessed."""


@dataclass(frozen=True)
class OverdueBill:
    """A bill that was not paid: euros, VAT included, and the first day on which it is late."""

    bill_id: str
    gross: Decimal
    late_since: date


@dataclass(frozen=True)
class ClaimedBill:
    """The same with its interest, to the cent, and what that is made of."""

    bill: OverdueBill
    stretches: tuple[Stretch, ...]
    interest: Decimal


@dataclass(frozen=True)
class DebtClaim:
    """Bills that are claimed together, reckoned through `last_day`, included."""

    bills: tuple[ClaimedBill, ...]
    last_day: date

    @property
    def principal(self) -> Decimal:
        """What was to be paid."""
        return total(one.bill.gross for one in self.bills)

    @property
    def interest(self) -> Decimal:
        """Late interest of all."""
        return total(one.interest for one in self.bills)


def reckon_claim(
    bills: Iterable[OverdueBill], table: RateTable, last_day: date, ended_on: date | None
) -> DebtClaim:
    """The claim of what is late on `last_day`; `ended_on` is the first day after the contract.

    Raises `RateUnknown` where the table does not reach.
    """
    through = last_day if ended_on is None else min(last_day, ended_on - timedelta(days=1))
    until = through + timedelta(days=1)
    late = [bill for bill in bills if bill.late_since <= through]
    return DebtClaim(
        tuple(
            ClaimedBill(
                bill,
                stretches(table, bill.late_since, until),
                late_interest(bill.gross, table, bill.late_since, until),
            )
            for bill in late
        ),
        through,
    )
