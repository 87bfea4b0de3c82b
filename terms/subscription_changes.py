"""Changes of plan (contract S15): upgrades at once for the pro-rated difference, downgrades later.

Where the contract is silent, these readings hold, in the customer's favour:

- plans are compared by what a month of them costs when paid by the month, so that no discount for paying
  ahead is taken for a dearer or a cheaper plan; leaving a free plan is always an upgrade;
- what is paid already is never lost: an upgrade to a plan of another kind begins its own period, and the
  unused days of the old one are set against its price and, beyond it, against the charges that follow; all
  else begins when what is paid ends;
- an upgrade whose difference is not paid within 24 hours, and within the month for which it was priced, has
  not taken place, and nothing is owed (as a choice lapses, S3);
- the plan changed to is contracted at the price of that day, today's promotions included, as long as it is
  another plan; a newer version of the same one is accepted at its own price (S1);
- each plan includes its envelopes whole in a month that two of them share: those sent under the one do not
  count against the other (S6, E5);
- a change is no new contract: the days to withdraw (S14) count from the first selection.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from terms.calendar import Month
from terms.money import ZERO, to_cents
from terms.plans import Plan, PlanKind
from terms.subscription_billing import PaidPeriod, first_fee, first_period, paid_period


class ChangeKind(StrEnum):
    """Which way a change of plan goes."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


class ChangeState(StrEnum):
    """What became of a change that was asked for."""

    AWAITING_PAYMENT = "awaiting_payment"
    """An upgrade whose difference is not paid yet, or whose card not saved."""
    SCHEDULED = "scheduled"
    """A downgrade that has not begun: until then it can be taken back."""
    TAKEN = "taken"
    LAPSED = "lapsed"
    """It was not paid in time: nothing is owed."""
    TAKEN_BACK = "taken_back"
    REPLACED = "replaced"
    """A later change was agreed before it began."""


@dataclass(frozen=True)
class PlanChange:
    """When a new plan begins and what is paid for it at that moment, in euros without VAT.

    `credit` is what the old plan had paid beyond the new one's price: it is set against the next charges.
    `keeps_period` tells that the paid period goes on as it was. A downgrade is paid by its own renewal, so
    nothing is due for it here.
    """

    kind: ChangeKind
    begins_on: date
    due: Decimal
    credit: Decimal
    keeps_period: bool


def change_of_plan(current: Plan, new: Plan, selected_on: date, on: date) -> PlanChange:
    """What changing from `current`, selected on `selected_on`, to `new` on a day means (contract S15).

    An upgrade begins at once. Anything else begins when what is paid already ends: with the next month, or
    the next period of a prepaid plan. Raises `ValueError` for a day before the selection.
    """
    period = paid_period(current, selected_on, Month.of(on))
    if on < selected_on:
        raise ValueError(f"{on} is before the plan was selected")
    if not is_upgrade(current, new):
        return PlanChange(ChangeKind.DOWNGRADE, period.last.plus(1).first_day, ZERO, ZERO, keeps_period=True)
    keeps_period = new.kind is current.kind and new.months == current.months
    share = _unused_share(current, period, selected_on, on)
    if keeps_period:
        difference = to_cents((new.fee - current.fee) * share.days / share.of_days)
    else:
        difference = first_fee(new, on) - to_cents(current.fee * share.days / share.of_days)
    return PlanChange(ChangeKind.UPGRADE, on, max(difference, ZERO), max(-difference, ZERO), keeps_period)


def is_upgrade(current: Plan, new: Plan) -> bool:
    """Whether `new` costs more by the month than `current`, or leaves a free plan (contract S15)."""
    if current.kind is PlanKind.FREE:
        return new.kind is not PlanKind.FREE
    return new.price_of_a_month > current.price_of_a_month


@dataclass(frozen=True)
class _Share:
    days: int
    of_days: int


def _unused_share(plan: Plan, period: PaidPeriod, selected_on: date, on: date) -> _Share:
    """The days from `on`, included, to the end of what the plan's last charge pays for, of all its days.

    A month's fee counts the whole month, because its first charge was for part of it already; a prepaid
    period begins with the day of selection.
    """
    begins_late = plan.kind is PlanKind.PREPAID and period == first_period(plan, selected_on)
    begin = selected_on if begins_late else period.first.first_day
    last = period.last.last_day
    return _Share((last - on).days + 1, (last - begin).days + 1)
