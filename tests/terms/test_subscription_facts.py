"""A running subscription, asked at any instant, stands where its timeline says (contract S)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from terms.calendar import Month, start_of_day
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription_course import course_of
from terms.subscription_facts import Facts
from terms.timeline_values import Scenario
from tests.terms.scenarios import scenarios


def facts_at(scenario: Scenario, now: datetime) -> Facts:
    """What is known at an instant of a scenario that has been lived through until then."""
    facts = Facts(scenario.plan, scenario.customer, scenario.vat_rate, scenario.selected_at, scenario.zone)
    course = course_of(scenario)
    for charge in course.settlement.charges:
        if charge.paid_at is not None and charge.paid_at <= now and charge.period != facts.first_month:
            facts.paid[str(charge.period)] = charge.paid_at
    facts.usage = {str(month): net for month, net in scenario.usage.items()}
    for act in ("cancelled_at", "withdrawn_at"):
        at = getattr(scenario, act)
        if at is not None and at <= now:
            setattr(facts, act, at)
    facts.cancel_at = scenario.cancel_at
    return facts


@settings(max_examples=200, deadline=None)
@given(scenarios(), st.floats(0, 1))
def test_what_is_known_at_an_instant_gives_the_standing_of_the_timeline(
    scenario: Scenario, place: float
) -> None:
    whole = course_of(scenario)
    now = scenario.selected_at + (scenario.until - scenario.selected_at) * place
    if now >= scenario.until:
        return
    known = course_of(facts_at(scenario, now).scenario(now))
    assert known.standing_at(now) == whole.standing_at(now)
    owed = [charge for charge in known.due(now) if charge.kind != "first"]
    assert all(charge.window.start <= now for charge in owed)
    assert all(charge.paid_at is None or charge.paid_at > now for charge in whole.due(now))


def test_a_month_that_opens_is_owed_until_it_is_paid() -> None:
    facts = facts_at_selection()
    opened = start_of_day(Month(2027, 2).first_day)
    assert course_of(facts.scenario(opened - timedelta(seconds=1))).due(opened - timedelta(seconds=1)) == ()
    (charge,) = course_of(facts.scenario(opened)).due(opened)
    assert (str(charge.period), str(charge.amount.gross)) == ("2027-02", "35.09")
    facts.paid["2027-02"] = opened + timedelta(hours=3)
    assert course_of(facts.scenario(opened)).due(opened + timedelta(hours=3)) == ()


def facts_at_selection() -> Facts:
    """A monthly plan of 29.00, selected on 2027-01-20."""
    plan = Plan(PlanKind.MONTHLY, Decimal("29.00"))
    return Facts(plan, CustomerKind.COMPANY, Decimal(21), datetime(2027, 1, 20, 9, tzinfo=UTC))
