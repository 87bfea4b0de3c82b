"""What holds for every timeline, whatever the scenario (contract S)."""

import os
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terms.calendar import Month, local_date, start_of_day
from terms.money import CENT, total
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import DownloadReason, SubscriptionState, may_follow
from terms.subscription_billing import paid_period
from terms.subscription_notices import planned_notices
from terms.timeline import timeline
from terms.timeline_lines import timeline_lines
from terms.timeline_values import ChargeKind, Deadline, Scenario, Timeline
from tests.terms.day_by_day import live
from tests.terms.scenarios import ZONES, scenarios

FEES = (ChargeKind.FIRST, ChargeKind.RENEWAL, ChargeKind.EXTRA_MONTH)


def named(result: Timeline) -> list[tuple[datetime, str]]:
    return [(begun.at, begun.standing.reason or begun.standing.state) for begun in result.states]


def unpaid_time(scenario: Scenario, result: Timeline) -> timedelta:
    """How long the service is limited for want of payment."""
    ends = [begun.at for begun in result.states[1:]] + [scenario.until]
    spells = (
        end - begun.at
        for begun, end in zip(result.states, ends, strict=True)
        if begun.standing.reason is DownloadReason.UNPAID
    )
    return sum(spells, timedelta())


@settings(max_examples=int(os.environ.get("SCENARIOS", "300")), deadline=None)
@given(scenarios())
def test_living_through_it_event_by_event_gives_the_same_states_and_charges(scenario: Scenario) -> None:
    result, life = timeline(scenario), live(scenario)
    assert named(result) == life.states
    charged = [(str(charge.period), str(charge.kind), charge.paid_at) for charge in result.charges]
    lived = {(month, kind): paid for month, kind, paid in life.charges}
    assert [(month, kind) for month, kind, _ in charged] == list(lived)
    for month, kind, paid_at in charged:
        if paid_at is None or paid_at < scenario.until:
            assert paid_at == lived[month, kind]


@given(scenarios())
def test_states_follow_each_other_without_gap_overlap_or_repetition(scenario: Scenario) -> None:
    states = timeline(scenario).states
    assert states[0].at == scenario.selected_at
    for before, after in pairwise(states):
        assert before.at < after.at
        assert may_follow(before.standing, after.standing)


@given(scenarios())
def test_nothing_is_charged_twice_and_no_month_is_paid_for_twice(scenario: Scenario) -> None:
    charges = timeline(scenario).charges
    billed = [(charge.period, charge.kind) for charge in charges]
    assert len(billed) == len(set(billed))
    selected_on = local_date(scenario.selected_at, scenario.zone)
    covered: list[Month] = []
    for charge in charges:
        if charge.kind in FEES:
            last = charge.period
            if charge.kind is not ChargeKind.EXTRA_MONTH:
                last = paid_period(scenario.plan, selected_on, charge.period).last
            covered += [charge.period.plus(n) for n in range(last.minus(charge.period) + 1)]
    assert len(covered) == len(set(covered))
    if charges and scenario.plan.fee:
        assert covered == [covered[0].plus(n) for n in range(len(covered))]


@given(scenarios())
def test_nothing_is_charged_after_the_end_but_what_was_used_before_it(scenario: Scenario) -> None:
    result = timeline(scenario)
    ended = [b.at for b in result.states if b.standing.reason not in (None, DownloadReason.UNPAID)]
    blocked = [b.at for b in result.states if b.standing.state is SubscriptionState.BLOCKED]
    for charge in result.charges:
        assert all(charge.window.start < at for at in blocked)
        assert all(charge.paid_at is None or charge.paid_at < at for at in blocked)
        if charge.kind in (ChargeKind.RENEWAL, ChargeKind.EXTRA_MONTH):
            assert all(charge.window.start < at for at in ended)


@pytest.mark.rule("C5")
@given(scenarios())
def test_amounts_are_cents_and_add_up(scenario: Scenario) -> None:
    result = timeline(scenario)
    for charge in result.charges:
        amount = charge.amount
        assert amount.gross == amount.net + amount.vat
        assert all(part == part.quantize(CENT) for part in (amount.net, amount.vat, amount.gross))
        assert abs(amount.vat - amount.net * scenario.vat_rate / 100) <= CENT / 2
    paid = total(charge.amount.gross for charge in result.charges if charge.was_paid)
    unpaid = total(charge.amount.gross for charge in result.charges if not charge.paid_at)
    if result.claim:
        assert result.claim.principal == unpaid
        assert not result.refunds
    withdrew = any(begun.standing.reason is DownloadReason.WITHDRAWN for begun in result.states)
    assert total(refund.gross for refund in result.refunds) == (paid if withdrew else 0)


@given(scenarios(), st.integers(1, 40))
def test_paying_earlier_never_lengthens_the_time_without_service(scenario: Scenario, days: int) -> None:
    scenario = replace(scenario, withdrawn_at=None, cancelled_at=None)
    late = [month for month, at in scenario.payments.items() if at is not None]
    for month in late:
        paid_at = scenario.payments[month]
        assert paid_at is not None
        earlier = replace(scenario, payments={**scenario.payments, month: paid_at - timedelta(days=days)})
        result, sooner = timeline(scenario), timeline(earlier)
        over = SubscriptionState.BLOCKED in {begun.standing.state for begun in result.states}
        if not over:
            assert unpaid_time(earlier, sooner) <= unpaid_time(scenario, result)


@given(scenarios(), st.integers(0, 600))
def test_the_horizon_cuts_charges_and_states_and_changes_none(scenario: Scenario, days: int) -> None:
    near = replace(scenario, until=scenario.selected_at + timedelta(days=days))
    if near.until > scenario.until:
        return
    whole, cut = timeline(scenario), timeline(near)
    assert cut.charges == tuple(c for c in whole.charges if c.window.start < near.until)
    assert cut.states == tuple(begun for begun in whole.states if begun.at < near.until)


@given(scenarios(), st.integers(0, 500))
def test_what_happens_later_does_not_change_what_was(scenario: Scenario, days: int) -> None:
    now = scenario.selected_at + timedelta(days=days)
    known = replace(
        scenario,
        payments={
            m: at for m, at in scenario.payments.items() if start_of_day(m.first_day, scenario.zone) < now
        },
        cancelled_at=scenario.cancelled_at if scenario.cancelled_at and scenario.cancelled_at < now else None,
        withdrawn_at=scenario.withdrawn_at if scenario.withdrawn_at and scenario.withdrawn_at < now else None,
    )
    before = [begun for begun in timeline(scenario).states if begun.at < now]
    assert [begun for begun in timeline(known).states if begun.at < now] == before


@given(scenarios())
def test_deadlines_and_purge_agree_with_the_states(scenario: Scenario) -> None:
    result = timeline(replace(scenario, until=scenario.until + timedelta(days=400)))
    by_state = {begun.standing.state: begun.at for begun in result.states}
    blocked = by_state.get(SubscriptionState.BLOCKED)
    ends = [
        at for name, at in result.deadlines.items() if name in (Deadline.GRACE_ENDS, Deadline.DOWNLOADS_END)
    ]
    if blocked is not None:
        assert ends == [blocked]
        assert result.purge is not None
        assert all(at > blocked for at in result.purge.values())
    assert (result.claim is None) == (Deadline.GRACE_ENDS not in result.deadlines)
    assert (Deadline.WITHDRAWAL_ENDS in result.deadlines) == (scenario.customer is CustomerKind.CONSUMER)


@pytest.mark.rule("C1")
@given(scenarios())
def test_every_deadline_is_the_first_moment_of_a_local_day(scenario: Scenario) -> None:
    result = timeline(scenario)
    at_midnight = [*result.deadlines.values(), *(result.purge or {}).values()]
    at_midnight += [charge.window.end for charge in result.charges if charge.kind is not ChargeKind.FIRST]
    for at in at_midnight:
        assert at == start_of_day(local_date(at, scenario.zone), scenario.zone)
        assert local_date(at - timedelta(microseconds=1), scenario.zone) < local_date(at, scenario.zone)


@given(scenarios())
def test_every_notice_comes_before_or_with_what_it_tells_and_each_once(scenario: Scenario) -> None:
    result = timeline(scenario)
    notices = planned_notices(scenario, result)
    assert all(scenario.selected_at <= told.at <= told.about for told in notices)
    assert len(notices) == len(set(notices))
    assert [told.at for told in notices] == sorted(told.at for told in notices)
    assert len(timeline_lines(result)) >= len(result.charges) + len(result.states)


@pytest.mark.rule("S4")
def test_selection_on_each_day_of_three_years_in_every_zone_is_charged_for_what_is_left_of_the_month() -> (
    None
):
    fee = Decimal("29.00")
    for zone in ZONES:
        for offset in range(0, 1096, 1 if zone == "Europe/Madrid" else 7):
            day = date(2027, 1, 1) + timedelta(days=offset)
            month = Month.of(day)
            selected_at = start_of_day(day, zone) + timedelta(hours=10)
            scenario = Scenario(
                Plan(PlanKind.MONTHLY, fee),
                CustomerKind.COMPANY,
                Decimal(21),
                selected_at,
                until=start_of_day(month.plus(2).first_day, zone),
                zone=zone,
            )
            first, renewal = timeline(scenario).charges
            assert abs(first.amount.net - fee * (month.days - day.day + 1) / month.days) <= CENT / 2
            assert (first.period, renewal.period) == (month, month.plus(1))
            assert renewal.window.start == start_of_day(month.plus(1).first_day, zone)


def test_a_thousand_scenarios_take_seconds() -> None:
    random = Random(5)
    sample = []
    for _ in range(1000):
        selected_on = date(2026, 1, 1) + timedelta(days=random.randrange(1500))
        selected_at = start_of_day(selected_on) + timedelta(hours=random.randrange(24))
        months = [Month.of(selected_on).plus(n) for n in range(1, 25)]
        sample.append(
            Scenario(
                Plan(PlanKind.MONTHLY, Decimal(29)),
                random.choice(list(CustomerKind)),
                Decimal(21),
                selected_at,
                until=start_of_day(months[-1].first_day),
                payments={random.choice(months): start_of_day(random.choice(months).first_day)},
                cancelled_at=selected_at + timedelta(days=random.randrange(600)),
            )
        )
    begin = time.process_time()
    for scenario in sample:
        timeline(scenario)
    assert time.process_time() - begin < 10
