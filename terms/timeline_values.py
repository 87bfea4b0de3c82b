"""What goes into a timeline and what comes out of it. Instants are in UTC, amounts in euros."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from terms.calendar import HOLDER_ZONE, Month, local_date
from terms.money import Amount
from terms.plan_phases import AgreedChange, Phase, phases
from terms.plans import CustomerKind, Plan
from terms.retention import DataClass
from terms.subscription import Standing
from terms.subscription_billing import Window
from terms.subscription_changes import ChangeKind
from terms.subscription_ending import CancelAt

HORIZON_YEARS_MAX = 100
"""A timeline reaches no further from the selection; nobody contracts for longer."""


class ChargeKind(StrEnum):
    """What a charge is for."""

    FIRST = "first"
    RENEWAL = "renewal"
    USAGE = "usage"
    EXTRA_MONTH = "extra_month"
    CHANGE = "change"
    """The difference for an upgrade (contract S15)."""


AT_ONCE = frozenset({ChargeKind.FIRST, ChargeKind.CHANGE})
"""Charges of which nothing begins before they are paid (contract S3, S15)."""


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
    standing for days not known yet. `vat_rates` are those of months billed at another rate. `payments` maps
    the month billed to the instant at which its charge went through, `None` for never; a month that is not
    there is paid when its window opens. `usage` maps a month to the net amount used in it. `plan_changes` are
    agreed while nothing is owed; one agreed after a notice changes nothing. Nor does a withdrawal that is not
    allowed. `until` is the horizon.
    `grace_until` maps a month to the instant at which the holder ends the contract over its debt, `None`
    while that waits for a decision; without it the grace of S8 holds. `forgiven` maps a month to the instant
    at which the holder gave its debt up. `expelled_until` puts off the end of downloads after an expulsion.
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
    vat_rates: Mapping[Month, Decimal] = field(default_factory=dict)
    plan_changes: Sequence[AgreedChange] = ()
    expelled_until: datetime | None = None
    grace_until: Mapping[Month, datetime | None] = field(default_factory=dict)
    forgiven: Mapping[Month, datetime] = field(default_factory=dict)

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

    def vat_rate_of(self, month: Month) -> Decimal:
        """Percent of VAT of what is billed in a month (contract S2)."""
        return self.vat_rates.get(month, self.vat_rate)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The plans of the contract in order, each from when it is in force (contract S15)."""
        notices = (self.cancelled_at, self.holder_noticed_at, self.expelled_at)
        noticed_at = min((at for at in notices if at is not None), default=None)
        agreed = [change for change in self.plan_changes if noticed_at is None or change.at < noticed_at]
        return phases(self.plan, self.selected_at, agreed, self.zone)


@dataclass(frozen=True)
class Charge:
    """One invoice: the month it is billed in, what for, when it is due, and when it was paid or given up.

    One that is `waived` is not owed, because its bill is too small for the gateway to take: nobody pays it,
    it has no invoice, and `paid_at` is when it was waived.
    """

    period: Month
    kind: ChargeKind
    window: Window
    amount: Amount
    paid_at: datetime | None
    waived: bool = False
    forgiven_at: datetime | None = None

    @property
    def was_paid(self) -> bool:
        """Whether money came for it."""
        return self.paid_at is not None and not self.waived

    @property
    def is_owed(self) -> bool:
        """Whether it is neither paid nor given up."""
        return self.paid_at is None and self.forgiven_at is None


@dataclass(frozen=True)
class StandingFrom:
    """The standing that begins at an instant and lasts to the next one."""

    at: datetime
    standing: Standing


@dataclass(frozen=True)
class PlanFrom:
    """Another plan, in force from an instant on, and when the change to it was agreed (contract S15)."""

    at: datetime
    agreed_at: datetime
    kind: ChangeKind
    plan: Plan


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

    The horizon cuts charges, states and plans alone. `deadlines` are those that hold at the end; `purge` is
    `None` while it is not settled when the data is blocked. `plans` are those changed to.
    """

    charges: tuple[Charge, ...]
    states: tuple[StandingFrom, ...]
    refunds: tuple[Refund, ...]
    claim: Claim | None
    deadlines: Mapping[Deadline, datetime]
    purge: Mapping[DataClass, datetime] | None
    plans: tuple[PlanFrom, ...] = ()
