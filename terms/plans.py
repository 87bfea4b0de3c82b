"""Plans and prices (contract S1, S2, A4): what a customer contracts and keeps until accepting another."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from terms.money import ZERO, prorated, to_cents


class PlanKind(StrEnum):
    """How a plan is paid (contract S1)."""

    FREE = "free"
    MONTHLY = "monthly"
    PREPAID = "prepaid"
    USAGE = "usage"


class CustomerKind(StrEnum):
    """Whether the customer acts in a trade or profession or privately (contract A6)."""

    COMPANY = "company"
    CONSUMER = "consumer"


@dataclass(frozen=True)
class Plan:
    """The price contracted, in euros without VAT (contract S1).

    `fee` is that of a month or, for a prepaid plan, of its whole period of `months`; `monthly_fee` is what
    a prepaid plan's extra month costs after a late notice (S11). A usage plan's fee is its base fee.
    Raises `ValueError` where the parts do not make a plan of that kind.
    """

    kind: PlanKind
    fee: Decimal = ZERO
    months: int = 1
    monthly_fee: Decimal | None = None

    def __post_init__(self) -> None:
        if self.fee < 0 or (self.monthly_fee is not None and self.monthly_fee < 0):
            raise ValueError("a plan's fee is not negative")
        if self.kind is PlanKind.FREE and self.fee:
            raise ValueError("a free plan has no fee")
        if self.kind is PlanKind.PREPAID:
            self._check_prepaid()
        elif self.months != 1 or self.monthly_fee is not None:
            raise ValueError(f"a {self.kind} plan is not paid for several months")

    def _check_prepaid(self) -> None:
        if self.months < 1 or self.monthly_fee is None:
            raise ValueError("a prepaid plan needs its months and the monthly fee of an extra month")

    @property
    def price_of_a_month(self) -> Decimal:
        """Net price of a month paid by itself: of the one that a late notice adds (contract S10, S11).

        It orders plans from cheaper to dearer (contract S15).
        """
        return self.fee if self.monthly_fee is None else self.monthly_fee


@dataclass(frozen=True)
class Allowance:
    """What a plan includes each month; `None` is without limit (contract A4, E5).

    `extra_envelope` is the net price of each envelope beyond those included; `None` means that sending is
    refused there. `businesses` of the same owner may share the plan.
    """

    envelopes: int | None
    extra_envelope: Decimal | None = None
    members: int | None = None
    businesses: int = 1
    storage_bytes: int | None = None

    @property
    def refuses_envelopes(self) -> bool:
        """Whether sending is refused once those included are used up (contract E5)."""
        return self.envelopes is not None and self.extra_envelope is None

    def allows_envelope(self, used: int) -> bool:
        """Whether one more envelope may be sent this month after `used` (contract E5)."""
        return self.envelopes is None or used < self.envelopes or self.extra_envelope is not None

    def usage_net(self, used: int) -> Decimal:
        """What the envelopes of a month beyond those included cost, in euros without VAT (contract S6)."""
        return ZERO if self.extra_envelope is None else to_cents(self.beyond(used) * self.extra_envelope)

    def beyond(self, used: int) -> int:
        """How many of so many envelopes are not included."""
        return 0 if self.envelopes is None else max(0, used - self.envelopes)


@dataclass(frozen=True)
class Promotion:
    """A discount for whoever contracts between two days, both included; it lasts as long as the contract.

    It never changes a price already contracted (contract S15).
    """

    percent: Decimal
    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100 or self.last_day < self.first_day:
            raise ValueError("a promotion is a discount up to 100 % on at least one day")

    def price(self, fee: Decimal, contracted_on: date) -> Decimal:
        """The fee, in euros without VAT, for a contract made on that day."""
        if not self.first_day <= contracted_on <= self.last_day:
            return fee
        return to_cents(fee * (100 - self.percent) / 100)


def share_of_month(fee: Decimal, day: date, days_in_month: int) -> Decimal:
    """The part of a month's fee from `day`, included, to the month's end (contract S4)."""
    return prorated(fee, days_in_month - day.day + 1, days_in_month)
