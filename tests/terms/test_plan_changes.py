"""Changes of plan within a timeline (contract S15): what is charged when, and what never changes by them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terms.calendar import Month, local_date, start_of_day
from terms.money import CENT, total
from terms.plan_phases import AgreedChange, phase_at
from terms.plans import Plan, PlanKind
from terms.subscription_changes import ChangeKind
from terms.subscription_course import course_of
from terms.subscription_ending import CancelAt
from terms.subscription_facts import Facts
from terms.subscription_notices import NoticeKind, planned_notices
from terms.timeline import timeline
from terms.timeline_json import scenario_from_json, timeline_as_json
from terms.timeline_lines import timeline_lines
from terms.timeline_values import AT_ONCE, ChargeKind, Scenario
from tests.terms.scenarios import MONTHLY, MONTHS, PREPAID, instants, madrid, plans, scenarios

DEARER = Plan(PlanKind.MONTHLY, Decimal("49.00"))
FREE = Plan(PlanKind.FREE)
YEAR = Plan(PlanKind.PREPAID, Decimal("490.00"), 12, Decimal("49.00"))


def charged(scenario: Scenario, **changes: Any) -> list[tuple[str, str, str]]:
    """Month, kind and net amount of each charge."""
    told = timeline(replace(scenario, **changes)).charges
    return [(str(charge.period), charge.kind, str(charge.amount.net)) for charge in told]


def to(plan: Plan, *at: int) -> AgreedChange:
    """A change agreed at an instant by the wall clock of Madrid."""
    return AgreedChange(madrid(*at), plan)


UNTIL_JULY = replace(MONTHLY, until=madrid(2027, 7, 2))


@pytest.mark.rule("S15")
def test_an_upgrade_is_paid_at_once_and_renews_at_its_own_price() -> None:
    told = charged(UNTIL_JULY, plan_changes=[to(DEARER, 2027, 4, 16, 12)])
    assert told[3:6] == [
        ("2027-04", "renewal", "29.00"),
        ("2027-04", "change", "10.00"),
        ("2027-05", "renewal", "49.00"),
    ]


def test_an_upgrade_on_day_1_pays_the_whole_difference_on_top_of_the_months_fee() -> None:
    told = charged(UNTIL_JULY, plan_changes=[to(DEARER, 2027, 4, 1, 12)])
    assert told[3:5] == [("2027-04", "renewal", "29.00"), ("2027-04", "change", "20.00")]


@pytest.mark.rule("S15")
def test_a_downgrade_is_charged_from_the_next_month() -> None:
    told = charged(replace(UNTIL_JULY, plan=DEARER), plan_changes=[to(MONTHLY.plan, 2027, 4, 16)])
    assert told[3:5] == [("2027-04", "renewal", "49.00"), ("2027-05", "renewal", "29.00")]
    told = charged(replace(UNTIL_JULY, plan=DEARER), plan_changes=[to(FREE, 2027, 4, 30, 23)])
    assert told[-1] == ("2027-04", "renewal", "49.00")


def test_a_downgrade_that_has_not_begun_gives_way_to_a_later_change() -> None:
    changes = [to(MONTHLY.plan, 2027, 4, 10), to(YEAR, 2027, 4, 20)]
    cheaper = Plan(PlanKind.MONTHLY, Decimal("40.00"))
    told = charged(replace(UNTIL_JULY, plan=cheaper), plan_changes=changes)
    assert told[4:] == [("2027-04", "change", "475.33")]  # 490.00 - 40.00 x 11/30


def test_what_an_upgrade_leaves_of_a_prepaid_period_pays_for_the_months_that_follow() -> None:
    later = replace(PREPAID, until=madrid(2027, 12, 2), plan_changes=[to(DEARER, 2027, 7, 16)])
    assert charged(later) == [
        ("2027-01", "first", "290.00"),
        ("2027-10", "renewal", "18.44"),  # 153.85 - 25.29 was left in July, two months of it are used
        ("2027-11", "renewal", "49.00"),
        ("2027-12", "renewal", "49.00"),
    ]


def test_what_is_left_of_it_at_the_end_is_given_back() -> None:
    left = replace(PREPAID, plan_changes=[to(DEARER, 2027, 7, 16)], cancelled_at=madrid(2027, 8, 3))
    (refund,) = timeline(left).refunds
    assert (refund.at, refund.gross) == (madrid(2027, 9, 1), Decimal("96.27"))  # 79.56 net
    assert next(line for line in timeline_lines(timeline(left)) if line.what == "refund").rule == "S15"
    used = replace(left, cancelled_at=madrid(2027, 11, 3))
    assert timeline(used).refunds == ()


def test_a_late_notice_is_billed_by_the_plan_that_was_to_begin() -> None:
    ahead = Plan(PlanKind.PREPAID, Decimal("250.00"), 12, Decimal("25.00"))
    told = charged(UNTIL_JULY, plan_changes=[to(ahead, 2027, 4, 10)], cancelled_at=madrid(2027, 4, 20))
    assert told[-1] == ("2027-05", "extra_month", "25.00")
    told = charged(
        replace(PREPAID, until=madrid(2028, 7, 1)),
        plan_changes=[to(Plan(PlanKind.MONTHLY, Decimal("20.00")), 2027, 4, 10)],
        cancelled_at=madrid(2028, 1, 20),
    )
    assert told[1:] == [("2028-02", "renewal", "20.00")]


def test_a_change_after_a_notice_changes_nothing() -> None:
    noticed = replace(UNTIL_JULY, cancelled_at=madrid(2027, 4, 10))
    assert charged(noticed, plan_changes=[to(DEARER, 2027, 4, 12)]) == charged(noticed)


def test_a_change_is_told_when_it_is_agreed_and_when_it_begins() -> None:
    down = replace(UNTIL_JULY, plan=DEARER, plan_changes=[to(MONTHLY.plan, 2027, 4, 16)])
    paid_later = AgreedChange(madrid(2027, 4, 16), DEARER, madrid(2027, 4, 16, 9))
    up = replace(UNTIL_JULY, plan_changes=[paid_later])
    for scenario, told in (
        (down, [(madrid(2027, 4, 16), madrid(2027, 5, 1)), (madrid(2027, 5, 1), madrid(2027, 5, 1))]),
        (up, [(madrid(2027, 4, 16, 9), madrid(2027, 4, 16, 9))]),
    ):
        notices = planned_notices(scenario, timeline(scenario))
        changed = [one for one in notices if one.kind is NoticeKind.PLAN_CHANGED]
        assert [(one.at, one.about) for one in changed] == told
    assert timeline(up).charges[4].paid_at == madrid(2027, 4, 16, 9)


@pytest.mark.rule("S21")
@pytest.mark.parametrize(
    ("agreed", "told"), [((2027, 4, 9, 12), (2027, 4, 10)), ((2027, 4, 16), (2027, 4, 24))]
)
def test_a_renewal_that_an_upgrade_made_is_told_when_it_can_be_known(
    agreed: tuple[int, ...], told: tuple[int, ...]
) -> None:
    scenario = replace(UNTIL_JULY, plan_changes=[to(DEARER, *agreed)])
    notices = planned_notices(scenario, timeline(scenario))
    ahead = [one.at for one in notices if one.kind is NoticeKind.RENEWAL_AHEAD]
    assert madrid(*told) in ahead
    assert len([at for at in ahead if madrid(2027, 4, 9) <= at < madrid(2027, 5, 1)]) == 1


def test_a_scenario_names_its_changes_and_a_timeline_its_plans() -> None:
    given_ = json.loads(
        """{"plan": {"kind": "monthly", "fee": "29.00"}, "customer": "company", "vat_rate": "21",
            "selected_at": "2027-01-20T10:00:00+01:00", "until": "2027-07-01T00:00:00+02:00",
            "plan_changes": [
              {"at": "2027-04-16T12:00:00+02:00", "plan": {"kind": "monthly", "fee": "49"}}]}"""
    )
    scenario = scenario_from_json(given_)
    assert scenario.plan_changes == (to(DEARER, 2027, 4, 16, 12),)
    told = timeline_as_json(timeline(scenario))
    assert told["plans"] == [
        {
            "from": "2027-04-16T12:00:00+02:00",
            "agreed_at": "2027-04-16T12:00:00+02:00",
            "change": "upgrade",
            "kind": "monthly",
            "fee": "49.00",
            "months": 1,
            "monthly_fee": None,
        }
    ]
    assert "plans" not in timeline_as_json(timeline(replace(scenario, plan_changes=())))
    lines = timeline_lines(timeline(scenario))
    assert [(line.rule, line.clause) for line in lines if line.what == "plan:upgrade"] == [("S15", "6.6")]


@st.composite
def changing(draw: st.DrawFn, *, with_ends: bool = True) -> Scenario:
    """A scenario in which all is paid and the plan changes up to four times."""
    scenario = draw(scenarios(with_ends=with_ends))
    selected_on = local_date(scenario.selected_at, scenario.zone)
    days = draw(st.lists(st.integers(0, MONTHS * 30), max_size=4))
    at = [draw(instants(selected_on + timedelta(days=day), scenario.zone)) for day in days]
    changes = [AgreedChange(max(when, scenario.selected_at), draw(plans)) for when in at]
    return replace(scenario, payments={}, plan_changes=tuple(changes))


@given(changing())
def test_changes_leave_the_states_as_they_were_but_for_a_notice_measured_by_another_plan(
    scenario: Scenario,
) -> None:
    changed, plain = timeline(scenario), timeline(replace(scenario, plan_changes=()))
    if scenario.cancelled_at is None:
        assert changed.states == plain.states
    ends = [begun.at for begun in changed.states if begun.standing.reason is not None]
    for charge in changed.charges:
        assert charge.paid_at is not None or scenario.withdrawn_at is not None
        assert charge.amount.net > 0
        if charge.kind not in (ChargeKind.USAGE, ChargeKind.FIRST):
            assert all(charge.window.start < at for at in ends)
    billed = [(charge.period, charge.kind) for charge in changed.charges if charge.kind not in AT_ONCE]
    assert len(billed) == len(set(billed))


@given(changing(with_ends=False), st.floats(0, 1))
def test_a_later_change_never_rewrites_what_was_charged_before_it(scenario: Scenario, place: float) -> None:
    now = scenario.selected_at + (scenario.until - scenario.selected_at) * place
    known = replace(scenario, plan_changes=[one for one in scenario.plan_changes if one.at < now])
    before = [charge for charge in timeline(scenario).charges if charge.window.start < now]
    assert [charge for charge in timeline(known).charges if charge.window.start < now] == before


def days(scenario: Scenario) -> Iterator[tuple[date, Plan]]:
    """Each day until the horizon with the plan it is paid at: on the day of an upgrade, the new one."""
    day = local_date(scenario.selected_at, scenario.zone)
    while start_of_day(day, scenario.zone) < scenario.until:
        last_moment = start_of_day(day + timedelta(days=1), scenario.zone) - timedelta(microseconds=1)
        yield day, phase_at(scenario.phases, max(last_moment, scenario.selected_at)).plan
        day += timedelta(days=1)


def daily(scenario: Scenario) -> Decimal:
    """What all days cost by the monthly fee of their plan."""
    return sum((plan.fee / Month.of(day).days for day, plan in days(scenario)), Decimal(0))


@settings(deadline=None)
@given(changing(with_ends=False), st.lists(st.integers(0, 90_000), min_size=5, max_size=5))
def test_monthly_plans_cost_what_each_day_costs_by_the_plan_of_that_day(
    scenario: Scenario, cents: list[int]
) -> None:
    prices = [Plan(PlanKind.MONTHLY, Decimal(fee) / 100) for fee in cents]
    changes = [
        replace(change, plan=plan) for change, plan in zip(scenario.plan_changes, prices[1:], strict=False)
    ]
    through = start_of_day(scenario.first_month.plus(MONTHS).first_day, scenario.zone)
    monthly = replace(scenario, plan=prices[0], plan_changes=changes, usage={}, until=through)
    told = timeline(monthly)
    roundings = 1 + len(changes)
    assert abs(total(one.amount.net for one in told.charges) - daily(monthly)) <= CENT * roundings


@given(changing(), st.floats(0, 1))
def test_facts_with_changes_stand_where_the_timeline_says(scenario: Scenario, place: float) -> None:
    now = scenario.selected_at + (scenario.until - scenario.selected_at) * place * 0.99
    facts = Facts(scenario.plan, scenario.customer, scenario.vat_rate, scenario.selected_at, scenario.zone)
    facts.changes = [one for one in scenario.plan_changes if one.at <= now]
    for act in ("cancelled_at", "withdrawn_at"):
        at: datetime | None = getattr(scenario, act)
        setattr(facts, act, at if at is not None and at <= now else None)
    facts.cancel_at = scenario.cancel_at
    for charge in timeline(scenario).charges:
        if charge.kind not in AT_ONCE and charge.window.start <= now:
            facts.paid[str(charge.period)] = charge.window.start
    known = course_of(facts.scenario(now))
    assert known.standing_at(now) == course_of(scenario).standing_at(now)
    assert known.due(now) == ()


def test_the_end_of_a_prepaid_period_is_measured_by_the_plan_in_force() -> None:
    longer = replace(
        MONTHLY,
        plan_changes=[to(YEAR, 2027, 4, 16)],
        cancelled_at=madrid(2027, 5, 3),
        until=madrid(2029, 1, 1),
    )
    end = course_of(longer).end
    assert end is not None
    assert end.at == madrid(2028, 5, 1)
    month_end = course_of(replace(longer, cancel_at=CancelAt.MONTH_END)).end
    assert month_end is not None
    assert month_end.at == madrid(2027, 6, 1)
    assert longer.phases[-1].change is not None
    assert longer.phases[-1].change.kind is ChangeKind.UPGRADE
