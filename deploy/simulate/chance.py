"""Random scripts, in which the days where rules meet come more often; the same ones for the same seed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from deploy.simulate.chance_acts import random_plan, with_acts
from deploy.simulate.script import Move, Script, Way
from terms.calendar import Month, start_of_day
from terms.payments import Decline
from terms.plans import CustomerKind, PlanKind
from terms.subscription_ending import CancelAt, last_notice_day
from terms.timeline_values import Scenario

ZONES = ("Europe/Madrid", "Atlantic/Canary", "America/New_York", "Asia/Kolkata", "America/Santiago")
MONTHS = (6, 26)
"""How long a contract is looked at."""
FIRST_DAY = date(2027, 1, 1)
DAYS = 1460


def random_script(chance: Random, zone: str) -> Script:
    """A customer's years."""
    selected_at = _instant(chance, _day_of_selection(chance), zone)
    first = Month.of(selected_at.astimezone(ZoneInfo(zone)).date())
    months = [first.plus(n) for n in range(1, chance.randint(*MONTHS))]
    plan = random_plan(chance)
    customer = chance.choice(list(CustomerKind))
    uses = plan.kind is PlanKind.USAGE or chance.random() < 0.2
    scenario = Scenario(
        plan=plan,
        customer=customer,
        vat_rate=chance.choice((Decimal(21), Decimal(21), Decimal(0))),
        selected_at=selected_at,
        until=start_of_day(months[-1].plus(1).first_day, zone),
        zone=zone,
        payments=_payments(chance, months, zone),
        usage=_usage(chance, [first, *months]) if uses else {},
        cancelled_at=_cancelled_at(chance, selected_at, [first, *months], zone),
        cancel_at=chance.choice(list(CancelAt)) if plan.kind is PlanKind.PREPAID else CancelAt.PERIOD_END,
        withdrawn_at=_soon(chance, selected_at, zone) if chance.random() < 0.2 else None,
    )
    return with_acts(chance, _script(chance, scenario))


def _script(chance: Random, scenario: Scenario) -> Script:
    return Script(
        scenario,
        {month: chance.choice(list(Decline)) for month in scenario.payments},
        {month: chance.choice(list(Way)) for month in scenario.payments},
        moves=_moves(chance, scenario),
    )


def _day_of_selection(chance: Random) -> date:
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    if chance.random() < 0.5:
        return day
    month = Month.of(day)
    last = month.last_day
    return chance.choice((month.first_day, last, last - timedelta(days=1), last_notice_day(month)))


def _instant(chance: Random, day: date, zone: str) -> datetime:
    """Within a day, minutes away from its ends: what is done takes real time."""
    minutes = chance.choice((10, 22 * 60 + 30, chance.randint(10, 1350)))
    return start_of_day(day, zone) + timedelta(minutes=minutes)


def _payments(chance: Random, months: list[Month], zone: str) -> Mapping[Month, datetime | None]:
    """Most months are paid at once, some late, some never."""
    payments: dict[Month, datetime | None] = {}
    for month in chance.sample(months, min(len(months), chance.randint(0, 4))):
        late = chance.choice((None, chance.randint(0, 6), chance.randint(5, 33)))
        day = month.first_day + timedelta(days=late or 0)
        payments[month] = None if late is None else _instant(chance, day, zone)
    return payments


def _usage(chance: Random, months: list[Month]) -> Mapping[Month, Decimal]:
    """A dozen envelopes at most, at one price: sometimes too little to charge."""
    price = Decimal(chance.choice((20, 35, 150))) / 100
    used = chance.sample(months, min(len(months), chance.randint(1, 8)))
    return {month: price * chance.randint(1, 12) for month in used}


def _cancelled_at(chance: Random, selected_at: datetime, months: list[Month], zone: str) -> datetime | None:
    if chance.random() < 0.4:
        return None
    last = last_notice_day(chance.choice(months))
    day = last + timedelta(days=chance.choice((0, 1, chance.randint(-15, 15))))
    return max(_instant(chance, day, zone), selected_at + timedelta(minutes=10))


def _soon(chance: Random, selected_at: datetime, zone: str) -> datetime:
    days = chance.choice((0, 14, 15, chance.randint(0, 20)))
    day = selected_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return max(_instant(chance, day, zone), selected_at + timedelta(minutes=10))


def _moves(chance: Random, scenario: Scenario) -> tuple[Move, ...]:
    """Some go to the Canaries or come from there, and their VAT with them."""
    if chance.random() < 0.8:
        return ()
    at = scenario.selected_at + timedelta(days=chance.randint(1, 200), minutes=chance.randint(1, 500))
    return (Move(at, "ES", "35001" if scenario.vat_rate else "03001"),)
