"""What goes into a timeline and what comes out of it. Instants are in UTC, amounts in euros."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from terms.calendar import HOLDER_ZONE, Month, local_date
from terms.money import Amount
from terms.plans import CustomerKind, Plan
from terms.retention import DataClass
from terms.subscription import Standing
from terms.subscription_billing import Window
from terms.subscription_ending import CancelAt

HORIZON_YEARS_MAX = 100
"""A timeline reaches no further from the selection; nobody contracts for longer."""


class ChargeKind(StrEnum):
    """What a charge is for."""

    FIRST = "first"
    RENEWAL = "renewal"
    USAGE = "usage"
    EXTRA_MONTH = "extra_month"


class Deadline(StrEnum):
    """Dates that a timeline names when they hold at its end."""

    WITHDRAWAL_ENDS = "withdrawal_ends"
    CANCELLATION_EFFECTIVE = "cancellation_effective"
    HOLDER_END_EFFECTIVE = "holder_end_effective"
    GRACE_ENDS = "grace_ends"
    DOWNLOADS_END = "downloads_end"


@dataclass(frozen=True)
class Scenario:
    """A subscription and what happens to it.

    `vat_rate` and `interest_rate` are percents; without the latter the legal rates apply, the last known one
    standing for days not known yet. `payments` maps the month billed to the instant at which its charge went
    through, `None` for never; a month that is not there is paid when its window opens. `usage` maps a month
    to the net amount used in it. A withdrawal that is not allowed changes nothing. `until` is the horizon.
    Raises `ValueError` for instants in an impossible order.
    """

    plan: Plan
    customer: CustomerKind
    vat_rate: Decimal
    selected_at: datetime
    until: datetime
    interest_rate: Decimal | None = None
    zone: str = HOLDER_ZONE
    payments: Mapping[Month, datetime | None] = field(default_factory=dict)
    usage: Mapping[Month, Decimal] = field(default_factory=dict)
    cancelled_at: datetime | None = None
    cancel_at: CancelAt = CancelAt.PERIOD_END
    withdrawn_at: datetime | None = None
    holder_noticed_at: datetime | None = None
    expelled_at: datetime | None = None

    def __post_init__(self) -> None:
        acts = {
            "cancelled_at": self.cancelled_at,
            "withdrawn_at": self.withdrawn_at,
            "holder_noticed_at": self.holder_noticed_at,
            "expelled_at": self.expelled_at,
        }
        for name, at in acts.items():
            if at is not None and at < self.selected_at:
                raise ValueError(f"{name} is before selected_at")
        if self.until.year - self.selected_at.year > HORIZON_YEARS_MAX:
            raise ValueError(f"until is more than {HORIZON_YEARS_MAX} years after selected_at")

    @property
    def first_month(self) -> Month:
        """The month of selection."""
        return Month.of(local_date(self.selected_at, self.zone))


@dataclass(frozen=True)
class Charge:
    """One invoice: the month it is billed in, what for, when it is due, and when it was paid if it was."""

    period: Month
    kind: ChargeKind
    window: Window
    amount: Amount
    paid_at: datetime | None


@dataclass(frozen=True)
class StandingFrom:
    """The standing that begins at an instant and lasts to the next one."""

    at: datetime
    standing: Standing


@dataclass(frozen=True)
class Refund:
    """What is given back, and the instant at which it is ordered."""

    at: datetime
    gross: Decimal


@dataclass(frozen=True)
class Claim:
    """What is claimed when a contract ends unpaid, VAT included, with interest for so many days (S8, S9)."""

    principal: Decimal
    interest: Decimal
    days: int


@dataclass(frozen=True)
class Timeline:
    """What becomes of a scenario.

    The horizon cuts charges and states alone. `deadlines` are those that hold at the end; `purge` is `None`
    while it is not settled when the data is blocked.
    """

    charges: tuple[Charge, ...]
    states: tuple[StandingFrom, ...]
    refunds: tuple[Refund, ...]
    claim: Claim | None
    deadlines: Mapping[Deadline, datetime]
    purge: Mapping[DataClass, datetime] | None
