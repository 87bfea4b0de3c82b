"""When a subscription is charged and how much (contract S4–S8)."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from terms.calendar import HOLDER_ZONE, Month, local_date, start_of_day
from terms.plans import Plan, PlanKind, share_of_month
from terms.subscription import BILLING_WINDOW_DAYS, GRACE_DAYS

ATTEMPT_SPREAD = timedelta(hours=20)
"""Part of a day over which the attempts of all customers are spread (S5). The rest of the day is left to find
out what became of attempts without an answer before day 5 ends.
"""


@dataclass(frozen=True)
class Window:
    """The instants (UTC) between which a charge is due, the end exclusive."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class PaidPeriod:
    """The months that one charge of the fee pays for, both included."""

    first: Month
    last: Month


def first_period(plan: Plan, selected_on: date) -> PaidPeriod:
    """What the first charge pays for (contract S4).

    A prepaid period ends with the month that contains the selection date + N months - 1 day.
    """
    month = Month.of(selected_on)
    if plan.kind is not PlanKind.PREPAID:
        return PaidPeriod(month, month)
    return PaidPeriod(month, month.plus(plan.months - 1 if selected_on.day == 1 else plan.months))


def paid_period(plan: Plan, selected_on: date, month: Month) -> PaidPeriod:
    """The period of the plan in which `month` lies; raises `ValueError` for one before the selection."""
    first = first_period(plan, selected_on)
    if month < first.first:
        raise ValueError(f"{month} is before the plan was selected")
    if month <= first.last:
        return first
    before = (month.minus(first.last) - 1) // plan.months
    start = first.last.plus(before * plan.months + 1)
    return PaidPeriod(start, start.plus(plan.months - 1))


def first_fee(plan: Plan, selected_on: date) -> Decimal:
    """Net amount charged at selection: the rest of the month, or the whole prepaid period (contract S4)."""
    if plan.kind is PlanKind.PREPAID:
        return plan.fee
    return share_of_month(plan.fee, selected_on, Month.of(selected_on).days)


def billing_window(month: Month, zone: str = HOLDER_ZONE) -> Window:
    """Days 1 to 5 of a month (contract S5)."""
    first = month.first_day
    return Window(start_of_day(first, zone), start_of_day(first + timedelta(days=BILLING_WINDOW_DAYS), zone))


def grace_end(unpaid_month: Month, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive instant (UTC) at which the grace of an unpaid month ends; its day 1 counts (contract S8)."""
    return start_of_day(unpaid_month.first_day + timedelta(days=GRACE_DAYS), zone)


def grace_after(at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive end (UTC) of a grace whose first day is that of `at`.

    So counts that of a month which could not be paid before, an earlier one being owed for longer than in S8.
    """
    return start_of_day(local_date(at, zone) + timedelta(days=GRACE_DAYS), zone)


def charge_attempts(subscription_id: str, month: Month, zone: str = HOLDER_ZONE) -> tuple[datetime, ...]:
    """The instants (UTC) at which a month's charge is tried, one on each day of the window (contract S5).

    A hash of the id spreads the customers over the day, so that not all are charged at once, and gives each
    the same time of day every month.
    """
    digest = hashlib.sha256(subscription_id.encode()).digest()
    places = ATTEMPT_SPREAD // timedelta(milliseconds=1)
    offset = timedelta(milliseconds=int.from_bytes(digest[:8]) % places)
    days = (month.first_day + timedelta(days=n) for n in range(BILLING_WINDOW_DAYS))
    return tuple(start_of_day(day, zone) + offset for day in days)
