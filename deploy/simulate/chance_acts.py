"""Random plans, changes of plan and acts of the holder, where they are possible (S8, S13, S15, A8)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from deploy.simulate.script import Script
from terms.calendar import Month, local_date, start_of_day
from terms.plan_phases import AgreedChange
from terms.plans import Plan, PlanKind
from terms.subscription_billing import grace_end
from terms.subscription_holder import hold_end
from terms.timeline_values import Scenario

CHANGED = 0.3
"""How many of the contracts change their plan."""
DECIDED = 0.4
"""Upon how many of the others the holder acts."""
NOON = timedelta(hours=12)


def random_plan(chance: Random) -> Plan:
    """Of any kind, at any price."""
    fee = Decimal(chance.randint(100, 20_000)) / 100
    match chance.choice(list(PlanKind)):
        case PlanKind.FREE:
            return Plan(PlanKind.FREE)
        case PlanKind.MONTHLY:
            return Plan(PlanKind.MONTHLY, fee)
        case PlanKind.PREPAID:
            months = chance.choice((1, 2, 3, 6, 12))
            return Plan(PlanKind.PREPAID, fee * months, months, fee + 1)
        case PlanKind.USAGE:
            return Plan(PlanKind.USAGE, chance.choice((Decimal(0), fee)))


def with_acts(chance: Random, script: Script) -> Script:
    """The same customer, who changes the plan, or upon whose contract the holder acts, or neither."""
    if chance.random() < CHANGED:
        return _with_changes(chance, script)
    if chance.random() < DECIDED:
        return _with_decision(chance, script)
    return script


def _with_changes(chance: Random, script: Script) -> Script:
    """One or two, in months of no trouble and before any notice; without use, and with VAT as it was."""
    old = script.scenario
    notices = [at for at in (old.cancelled_at, old.withdrawn_at) if at is not None]
    last = min([*notices, old.until - timedelta(days=31)])
    months = [month for month in _months(old) if _is_quiet(old, month) and _day(month, 25, old.zone) < last]
    chosen = sorted(chance.sample(months, min(len(months), chance.randint(1, 2))))
    changes, before = [], old.plan
    for month in chosen:
        plan = random_plan(chance)
        if plan == before:
            continue
        minutes = chance.randint(0, 600)
        at = _day(month, chance.randint(8, 25), old.zone) + timedelta(hours=8, minutes=minutes)
        changes.append(AgreedChange(at, plan))
        before = plan
    return replace(script, scenario=replace(old, plan_changes=tuple(changes), usage={}), moves=())


def _with_decision(chance: Random, script: Script) -> Script:
    old = script.scenario
    unpaid = [month for month, paid_at in sorted(old.payments.items()) if paid_at is None]
    if unpaid and chance.random() < 0.7:
        return _over_debt(chance, script, unpaid[0])
    months = _months(old)
    at = _day(chance.choice(months), chance.randint(1, 28), old.zone) + timedelta(
        minutes=chance.randint(10, 1300)
    )
    alone = replace(old, cancelled_at=None, withdrawn_at=None)
    if chance.random() < 0.5:
        return replace(script, scenario=replace(alone, holder_noticed_at=at))
    return replace(script, scenario=replace(alone, expelled_at=at))


def _over_debt(chance: Random, script: Script, month: Month) -> Script:
    """The debt of a month that would end the contract is given up, or has more time to be paid."""
    old, zone = script.scenario, script.scenario.zone
    payments = {one: paid_at for one, paid_at in old.payments.items() if one == month or one < month}
    alone = replace(old, cancelled_at=None, withdrawn_at=None, payments=payments)
    at = _day(month, chance.randint(7, 27), zone) + NOON
    if chance.random() < 0.5:
        return replace(script, scenario=replace(alone, forgiven={month: at}))
    last_day = local_date(grace_end(month, zone), zone) + timedelta(days=chance.randint(1, 25))
    until = hold_end(last_day, zone)
    if chance.random() < 0.5:
        payments[month] = _before(chance, until, zone)
    held = replace(alone, payments=payments, grace_until={month: until})
    return replace(script, scenario=held, held_at={month: at})


def _before(chance: Random, until: datetime, zone: str) -> datetime:
    """Noon of one of the last days before the end of a hold."""
    return start_of_day(local_date(until, zone) - timedelta(days=chance.randint(1, 8)), zone) + NOON


def _months(scenario: Scenario) -> list[Month]:
    """Those after the first one, up to the horizon."""
    last = Month.of(local_date(scenario.until, scenario.zone))
    return [scenario.first_month.plus(n) for n in range(1, last.minus(scenario.first_month))]


def _is_quiet(scenario: Scenario, month: Month) -> bool:
    """Whether nothing of it, nor of the month before, is paid late; after one that is never paid none is."""
    payments: Mapping[Month, datetime | None] = scenario.payments
    if any(paid_at is None and one <= month for one, paid_at in payments.items()):
        return False
    return month not in payments and month.plus(-1) not in payments


def _day(month: Month, day: int, zone: str) -> datetime:
    return start_of_day(month.first_day + timedelta(days=day - 1), zone)
