"""A second, slow reading of chapter S: lives through a scenario event by event, not knowing what comes.

It shares no code with the timeline, so that an error would have to be made twice to pass unseen.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from terms.plans import CustomerKind, PlanKind
from terms.subscription_ending import CancelAt
from terms.timeline_values import Scenario

DAY = timedelta(days=1)


@dataclass
class Life:
    """What is known of a subscription at a moment, and what has happened so far."""

    scenario: Scenario
    states: list[tuple[datetime, str]] = field(default_factory=list)
    charges: list[tuple[str, str, datetime | None]] = field(default_factory=list)
    paid_through: date = date.min
    ends_after: date | None = None
    """The last day of service once notice is given."""
    extra_from: date | None = None
    withdrawn_on: date | None = None
    withdrawn: bool = False
    owed: date | None = None
    """Day 1 of the unpaid month."""
    waiting: date | None = None
    """Day 1 of a month that opened while another was owed."""
    over: bool = False

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=ZoneInfo(self.scenario.zone)).astimezone(UTC)

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.scenario.zone)).date()

    def become(self, now: datetime, state: str) -> None:
        if self.states and self.states[-1][0] == now:
            self.states.pop()
        if not self.states or self.states[-1][1] != state:
            self.states.append((now, state))


def last_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_on(day: date, months: int) -> date:
    """Day 1 of the month so many months after that of `day`."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def live(scenario: Scenario) -> Life:
    """Lives through the scenario until its horizon."""
    life = Life(scenario)
    _select(life)
    for now in _moments(life):
        if life.over or now >= scenario.until:
            break
        _happen(life, now)
    return life


def _moments(life: Life) -> Iterator[datetime]:
    """All midnights, and every instant at which somebody does something."""
    scenario = life.scenario
    acts = {at for at in scenario.payments.values() if at} | {scenario.cancelled_at, scenario.withdrawn_at}
    day, midnights = life.today(scenario.selected_at), set()
    while life.midnight(day) <= scenario.until:
        day += DAY
        midnights.add(life.midnight(day))
    return iter(sorted({at for at in acts if at and at >= scenario.selected_at} | midnights))


def _select(life: Life) -> None:
    scenario, plan = life.scenario, life.scenario.plan
    today = life.today(scenario.selected_at)
    life.paid_through = last_of(today)
    if plan.kind is PlanKind.PREPAID:
        # selection date + N months - 1 day, the day clipped to the month's length
        target = months_on(today, plan.months)
        life.paid_through = last_of(target.replace(day=min(today.day, last_of(target).day)) - DAY)
    if plan.fee:
        life.charges.append((f"{today:%Y-%m}", "first", scenario.selected_at))
    life.become(scenario.selected_at, "active")


def _happen(life: Life, now: datetime) -> None:
    """Notices and withdrawals first, for they act from their very instant; then the calendar."""
    scenario, today = life.scenario, life.today(now)
    if now == scenario.withdrawn_at and not life.withdrawn:
        _withdraw(life, now, today)
    if now == scenario.cancelled_at and not life.withdrawn and life.ends_after is None:
        _cancel(life, today)
    if now == life.midnight(today):
        _end_of_day(life, now, today)
        if life.over:
            return
        if today.day == 1 and not life.withdrawn:
            _open_month(life, now, today)
    _pay(life, now)
    _limit(life, now, today)


def _withdraw(life: Life, now: datetime, today: date) -> None:
    selected_on = life.today(life.scenario.selected_at)
    if life.scenario.customer is CustomerKind.CONSUMER and today <= selected_on + 14 * DAY:
        life.withdrawn, life.withdrawn_on = True, today
        life.owed = life.waiting = None
        life.become(now, "withdrawn")


def _cancel(life: Life, today: date) -> None:
    prepaid = life.scenario.plan.kind is PlanKind.PREPAID
    month_end = not prepaid or life.scenario.cancel_at is CancelAt.MONTH_END
    # on day 1 of a new period its renewal is not booked yet at this instant
    through = life.paid_through
    if today > through:
        months = life.scenario.plan.months if prepaid else 1
        through = last_of(months_on(today, months - 1))
    measured = last_of(today) if month_end else through
    in_time = today + 15 * DAY <= measured
    life.ends_after = measured if in_time else last_of(measured + DAY)
    if prepaid and life.ends_after > through:
        life.extra_from = through + DAY


def _end_of_day(life: Life, now: datetime, today: date) -> None:
    """Grace and downloads run out; the service ends."""
    if life.withdrawn_on is not None:
        life.over = today >= life.withdrawn_on + 31 * DAY
    elif life.owed is not None:
        life.over = today >= life.owed + 30 * DAY
    elif life.ends_after is not None:
        life.over = today >= life.ends_after + 31 * DAY
    if life.over:
        life.become(now, "blocked")


def _open_month(life: Life, now: datetime, today: date) -> None:
    if _due(life, today):
        if life.owed is not None:
            life.waiting = today
        else:
            _charge(life, now, today)


def _due(life: Life, today: date) -> list[str]:
    """What falls due in the month that begins today."""
    plan, due = life.scenario.plan, []
    served = life.ends_after is None or today <= life.ends_after
    if served and today > life.paid_through and plan.kind is not PlanKind.FREE:
        if today == life.extra_from:
            due += ["extra_month"] if plan.monthly_fee else []
        elif plan.fee:
            due.append("renewal")
    before = months_on(today, -1)
    used = any(month.first_day == before for month in life.scenario.usage)
    if used and (life.ends_after is None or before <= life.ends_after):
        due.append("usage")
    return due


def _charge(life: Life, now: datetime, month: date) -> None:
    due = _due(life, month)
    listed = {billed.first_day: at for billed, at in life.scenario.payments.items()}
    at = listed.get(month, now)
    paid = at is not None and at <= now
    life.charges += [(f"{month:%Y-%m}", kind, now if paid else None) for kind in due]
    if set(due) & {"renewal", "extra_month"}:
        months = life.scenario.plan.months if "renewal" in due else 1
        life.paid_through = last_of(months_on(month, months - 1))
    if not paid:
        life.owed = month


def _pay(life: Life, now: datetime) -> None:
    """A payment of the month that is owed; then the month that waited for it is charged."""
    owed = life.owed
    if owed is None:
        return
    listed = {billed.first_day: at for billed, at in life.scenario.payments.items()}
    at = listed.get(owed)
    if at is None or now < at:
        return
    life.charges = [
        (month, kind, now if month == f"{owed:%Y-%m}" else paid) for month, kind, paid in life.charges
    ]
    life.owed = None
    if life.waiting is not None:
        waiting, life.waiting = life.waiting, None
        _charge(life, now, waiting)


def _limit(life: Life, now: datetime, today: date) -> None:
    if life.withdrawn:
        return
    if life.owed is not None and today >= life.owed + 5 * DAY:
        life.become(now, "unpaid")
    elif life.ends_after is not None and today > life.ends_after:
        life.become(now, "cancelled")
    else:
        life.become(now, "active")
