"""Changes of plan (contract S15): upgrades at once for the pro-rated difference, downgrades later."""

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

    A plan that costs more a month is an upgrade. Anything else begins when what is paid already ends: with
    the next month, or the next period of a prepaid plan. Raises `ValueError` for a day before the selection
    and for a plan that is the same.
    """
    if current == new:
        raise ValueError("the new plan is the current one")
    period = paid_period(current, selected_on, Month.of(on))
    if on < selected_on:
        raise ValueError(f"{on} is before the plan was selected")
    if new.fee_per_month <= current.fee_per_month:
        return PlanChange(ChangeKind.DOWNGRADE, period.last.plus(1).first_day, ZERO, ZERO, keeps_period=True)
    keeps_period = new.kind is current.kind and new.months == current.months
    share = _unused_share(current, period, selected_on, on)
    if keeps_period:
        difference = to_cents((new.fee - current.fee) * share.days / share.of_days)
    else:
        difference = first_fee(new, on) - to_cents(current.fee * share.days / share.of_days)
    return PlanChange(ChangeKind.UPGRADE, on, max(difference, ZERO), max(-difference, ZERO), keeps_period)


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
