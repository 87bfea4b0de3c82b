"""What the end of a service gives back: never more than was paid, and all that was paid for nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from terms.calendar import Month, local_date, start_of_day
from terms.money import CENT, total
from terms.plan_phases import AgreedChange, phase_at
from terms.plans import Plan, PlanKind
from terms.subscription_billing import paid_period
from terms.subscription_course import course_of
from terms.subscription_ending import CancelAt, End
from terms.subscription_refunds import FEES, ChargedFee, give_back
from terms.timeline import timeline
from terms.timeline_values import Scenario
from tests.terms.scenarios import MONTHLY, MONTHS, PREPAID, instants, madrid, plans, scenarios

YEAR = Plan(PlanKind.PREPAID, Decimal("490.00"), 12, Decimal("49.00"))
DEARER = Plan(PlanKind.MONTHLY, Decimal("49.00"))

cents = st.integers(1, 100_000).map(lambda number: Decimal(number) / 100)
fees = st.lists(
    st.builds(
        lambda net, rate, number: ChargedFee(
            f"bil_{number}", net, rate, net + (net * rate / 100).quantize(CENT)
        ),
        cents,
        st.sampled_from((Decimal(0), Decimal(21), Decimal("25.5"))),
        st.integers(0, 3),
    ),
    max_size=5,
)


@given(fees, st.integers(0, 400_000).map(lambda number: Decimal(number) / 100))
def test_each_bill_gives_back_at_most_what_it_brought_and_the_last_paid_comes_first(
    paid: Sequence[ChargedFee], net: Decimal
) -> None:
    parts = give_back(net, paid)
    assert len({part.bill_id for part in parts}) == len(parts)
    for part in parts:
        assert 0 < part.gross <= total(fee.gross for fee in paid if fee.bill_id == part.bill_id)
    if net >= total(fee.net for fee in paid):
        assert total(part.gross for part in parts) == total(fee.gross for fee in paid)
    if parts:
        assert parts[0].bill_id == paid[-1].bill_id


long_ones = st.builds(
    lambda fee, months, monthly: Plan(PlanKind.PREPAID, Decimal(fee), months, Decimal(monthly)),
    st.integers(200, 2000),
    st.sampled_from((6, 12, 24)),
    st.integers(1, 30),
)
"""Prepaid plans of which much is left when the plan changes."""
by_month = st.integers(31, 90).map(lambda fee: Plan(PlanKind.MONTHLY, Decimal(fee)))
"""Dearer than those, and yet not so dear that what was left is soon used."""


@st.composite
def ended(draw: st.DrawFn) -> Scenario:
    """All is paid, the plan changes up to three times, and somebody gives notice."""
    scenario = draw(scenarios(with_ends=False))
    at, changes = scenario.selected_at, []

    def later(within: int) -> datetime:
        on = local_date(at, scenario.zone) + timedelta(days=draw(st.integers(0, within)))
        return max(at, draw(instants(on, scenario.zone)))

    for _ in range(draw(st.integers(1, 3))):
        at = later(300)
        changes.append(AgreedChange(at, draw(st.one_of(plans, by_month, by_month))))
    notice = draw(st.sampled_from(("cancelled_at", "holder_noticed_at")))
    return replace(
        scenario,
        plan=draw(st.one_of(plans, long_ones, long_ones)),
        payments={},
        usage={},
        vat_rate=Decimal(0),
        plan_changes=tuple(changes),
        cancel_at=CancelAt.PERIOD_END,
        until=start_of_day(scenario.first_month.plus(5 * MONTHS).first_day, scenario.zone),
        **{notice: later(120)},
    )


def worth(scenario: Scenario, end: End) -> Decimal:
    """What each day of service costs by the plan of its evening."""
    day, sum_ = local_date(scenario.selected_at, scenario.zone), Decimal(0)
    while day <= end.last_month.last_day:
        month = Month.of(day)
        evening = start_of_day(day + timedelta(days=1), scenario.zone) - timedelta(microseconds=1)
        phase = phase_at(scenario.phases, max(evening, scenario.selected_at))
        if month == end.extra_month:
            sum_ += phase.plan.price_of_a_month / month.days
        elif phase.plan.kind is PlanKind.PREPAID:
            period = paid_period(phase.plan, phase.selected_on, month)
            begin = max(phase.selected_on, period.first.first_day)
            sum_ += phase.plan.fee / ((period.last.last_day - begin).days + 1)
        else:
            sum_ += phase.plan.fee / month.days
        day += timedelta(days=1)
    return sum_


@settings(deadline=None, max_examples=150)
@given(ended())
def test_what_is_kept_is_what_the_days_of_service_cost(scenario: Scenario) -> None:
    told, end = timeline(scenario), course_of(scenario).end
    assert end is not None
    kept = total(one.amount.net for one in told.charges if one.was_paid)
    given_back = total(refund.gross for refund in told.refunds)
    waived = total(one.amount.net for one in told.charges if one.waived)
    assert given_back <= total(one.amount.net for one in told.charges if one.was_paid and one.kind in FEES)
    roundings = CENT * (3 + 2 * len(scenario.plan_changes))
    assert abs(kept - given_back - worth(scenario, end)) <= waived + roundings


def test_a_period_that_was_upgraded_is_given_back_at_the_price_of_the_plan_in_force() -> None:
    ended_early = replace(
        PREPAID,
        plan_changes=[AgreedChange(madrid(2027, 7, 16), YEAR)],
        holder_noticed_at=madrid(2027, 8, 3),
    )
    (refund,) = timeline(ended_early).refunds
    # of 377 days from 20 January to 31 January, 153 come after 31 August: 490.00 x 153/377 = 198.86
    assert (refund.at, refund.gross) == (madrid(2027, 9, 1), Decimal("240.62"))


def test_each_part_has_the_vat_at_which_it_was_paid() -> None:
    moved = replace(
        PREPAID,
        plan_changes=[AgreedChange(madrid(2027, 7, 16), YEAR)],
        holder_noticed_at=madrid(2027, 8, 3),
        vat_rates={Month(2027, 7): Decimal(7)},
    )
    paid = {str(one.period): one.amount for one in timeline(moved).charges}
    difference = paid["2027-07"]
    assert difference.gross == difference.net + (difference.net * 7 / 100).quantize(CENT)
    (refund,) = timeline(moved).refunds
    rest = Decimal("198.86") - difference.net
    assert refund.gross == difference.gross + rest + (rest * 21 / 100).quantize(CENT)


def test_nothing_is_given_back_of_a_fee_that_was_given_up() -> None:
    renewed = replace(
        PREPAID,
        until=madrid(2029, 1, 1),
        holder_noticed_at=madrid(2028, 6, 3),
        payments={Month(2028, 2): None},
    )
    given_up = replace(renewed, forgiven={Month(2028, 2): madrid(2028, 2, 20)})
    assert timeline(given_up).refunds == ()
    assert timeline(replace(renewed, payments={})).refunds != ()


def test_a_month_after_a_prepaid_plan_that_passed_whole_unpaid_is_not_charged() -> None:
    """A hold keeps the debt of March open until June; April and May then had no service (contract S7)."""
    monthly = replace(
        MONTHLY,
        plan=Plan(PlanKind.PREPAID, Decimal("10.00"), 12, Decimal("10.00")),
        plan_changes=[AgreedChange(madrid(2027, 2, 10), DEARER)],
        payments={Month(2027, 3): madrid(2027, 6, 2)},
        grace_until={Month(2027, 3): madrid(2027, 7, 1)},
        until=madrid(2027, 8, 2),
    )
    renewals = [str(one.period) for one in timeline(monthly).charges if one.kind not in ("first", "change")]
    assert renewals == ["2027-03", "2027-06", "2027-07", "2027-08"]
