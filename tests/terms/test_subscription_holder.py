"""What the holder decides about unpaid months, and what an expulsion that is lifted leaves (S8, S13, A8)."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terms.calendar import Month, local_date, start_of_day
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import ACTIVE, DownloadReason
from terms.subscription_course import course_of
from terms.subscription_facts import Facts
from terms.subscription_holder import HOLD_DAYS_MAX, HolderAct, hold_end, refuse_holder_act
from terms.subscription_notices import NoticeKind, planned_notices
from terms.subscription_refusals import SubscriptionRefusal
from terms.timeline import timeline
from terms.timeline_json import scenario_from_json, timeline_as_json
from terms.timeline_lines import timeline_lines
from terms.timeline_values import Deadline, Scenario
from tests.terms.scenarios import MONTHLY, PREPAID, madrid, scenarios
from tests.terms.test_timeline_meetings import states

MARCH, APRIL = Month(2027, 3), Month(2027, 4)
UNPAID = replace(MONTHLY, payments={MARCH: None})


def running(**changes: object) -> Facts:
    """A monthly plan of 29.00 selected on 2027-01-20, February paid and March not."""
    plan = Plan(PlanKind.MONTHLY, Decimal("29.00"))
    facts = Facts(plan, CustomerKind.COMPANY, Decimal(21), madrid(2027, 1, 20, 10))
    facts.paid["2027-02"] = madrid(2027, 2, 1, 9)
    for name, value in changes.items():
        setattr(facts, name, value)
    return facts


def test_a_hold_puts_the_end_and_the_warnings_off_and_interest_runs_on() -> None:
    held = replace(UNPAID, grace_until={MARCH: madrid(2027, 5, 11)})
    result = timeline(held)
    assert states(result)[1:] == [("unpaid", madrid(2027, 3, 6)), ("blocked", madrid(2027, 5, 11))]
    assert result.deadlines[Deadline.GRACE_ENDS] == madrid(2027, 5, 11)
    assert result.claim is not None
    assert (result.claim.days, result.claim.principal) == (66, Decimal("35.09"))
    warned = [one.at for one in planned_notices(held, result) if one.kind is NoticeKind.GRACE_ENDING]
    assert warned == [madrid(2027, 5, 1), madrid(2027, 5, 8)]


def test_a_month_that_passed_whole_under_a_hold_is_not_charged() -> None:
    held = replace(MONTHLY, payments={MARCH: madrid(2027, 5, 10)}, grace_until={MARCH: madrid(2027, 6, 1)})
    result = timeline(held)
    charged = [str(one.period) for one in result.charges if one.paid_at is not None]
    assert charged[:5] == ["2027-01", "2027-02", "2027-03", "2027-05", "2027-06"]
    assert states(result) == [
        ("active", madrid(2027, 1, 20, 10)),
        ("unpaid", madrid(2027, 3, 6)),
        ("active", madrid(2027, 5, 10)),
    ]


def test_use_before_a_hold_is_billed_after_it_with_a_grace_of_its_own() -> None:
    usage = replace(
        MONTHLY,
        plan=Plan(PlanKind.USAGE, Decimal("10.00")),
        usage={MARCH: Decimal("4.00")},
        payments={MARCH: madrid(2027, 5, 10, 9), APRIL: None},
        grace_until={MARCH: madrid(2027, 6, 1)},
    )
    result = timeline(usage)
    assert [(one.kind, one.amount.net) for one in result.charges if one.period == APRIL] == [
        ("usage", Decimal("4.00"))
    ]
    assert states(result)[-1] == ("blocked", madrid(2027, 6, 9))


def test_what_waits_for_a_decision_neither_ends_nor_is_claimed() -> None:
    waiting = replace(UNPAID, grace_until={MARCH: None})
    result = timeline(waiting)
    assert states(result)[1:] == [("unpaid", madrid(2027, 3, 6))]
    assert (result.claim, result.purge, dict(result.deadlines)) == (None, None, {})
    course = course_of(waiting)
    assert not course.awaits_decision(madrid(2027, 3, 30, 23, 59))
    assert course.awaits_decision(madrid(2027, 3, 31))
    assert course.next_change(madrid(2027, 3, 31)) is None
    warned = [one.about for one in planned_notices(waiting, result) if one.kind is NoticeKind.GRACE_ENDING]
    assert warned == [madrid(2027, 3, 31)] * 2


def test_nothing_waits_for_a_decision_once_the_downloads_after_an_agreed_end_are_over() -> None:
    ended = replace(UNPAID, grace_until={MARCH: None}, cancelled_at=madrid(2027, 3, 10))
    assert states(timeline(ended))[-1] == ("blocked", madrid(2027, 5, 1))


def test_a_debt_given_up_is_not_owed_and_the_service_is_back() -> None:
    waived = replace(UNPAID, forgiven={MARCH: madrid(2027, 3, 20, 12)})
    result = timeline(waived)
    assert states(result)[1:] == [("unpaid", madrid(2027, 3, 6)), ("active", madrid(2027, 3, 20, 12))]
    (march,) = [one for one in result.charges if one.period == MARCH]
    assert (march.paid_at, march.forgiven_at, march.is_owed) == (None, madrid(2027, 3, 20, 12), False)
    assert course_of(waived).due(madrid(2027, 3, 21)) == ()
    told = [one.kind for one in planned_notices(waived, result) if one.at == madrid(2027, 3, 20, 12)]
    assert told == [NoticeKind.DEBT_WAIVED]
    (line,) = [line for line in timeline_lines(result) if line.what == "forgiven:renewal"]
    assert (line.rule, line.amount) == ("S8", Decimal("35.09"))


def test_a_debt_is_given_up_before_grace_ends_or_not_at_all() -> None:
    late = replace(UNPAID, forgiven={MARCH: madrid(2027, 3, 31)})
    assert states(timeline(late))[-1] == ("blocked", madrid(2027, 3, 31))


def test_scenarios_in_json_know_what_the_holder_decides() -> None:
    given = {
        "plan": {"kind": "monthly", "fee": "29.00"},
        "customer": "company",
        "vat_rate": "21",
        "interest_rate": "10",
        "selected_at": "2027-01-20T10:00:00+01:00",
        "until": "2027-06-01T00:00:00+02:00",
        "payments": {"2027-03": None, "2027-04": None},
        "forgiven": {"2027-03": "2027-03-20T12:00:00+01:00"},
        "grace_until": {"2027-04": None},
    }
    shown = timeline_as_json(timeline(scenario_from_json(given)))
    assert [one["forgiven_at"] for one in shown["charges"] if "forgiven_at" in one] == [
        "2027-03-20T12:00:00+01:00"
    ]
    assert shown["states"][-1]["reason"] == "unpaid"


@pytest.mark.parametrize(
    ("act", "at", "refusal"),
    [
        (HolderAct.HOLD, madrid(2027, 2, 10), SubscriptionRefusal.NOTHING_OWED),
        (HolderAct.WAIVE, madrid(2027, 2, 10), SubscriptionRefusal.NOTHING_OWED),
        (HolderAct.ENFORCE, madrid(2027, 3, 10), SubscriptionRefusal.NOTHING_TO_DECIDE),
        (HolderAct.WAIVE, madrid(2027, 3, 10), None),
        (HolderAct.END, madrid(2027, 3, 10), None),
    ],
)
def test_what_the_holder_can_decide(
    act: HolderAct, at: datetime, refusal: SubscriptionRefusal | None
) -> None:
    assert refuse_holder_act(act, running(), at) is refusal


def test_a_hold_is_later_than_the_end_it_puts_off_and_bounded() -> None:
    now = madrid(2027, 3, 10, 12)
    last = local_date(now) + timedelta(days=HOLD_DAYS_MAX)

    def refused(until: datetime | None) -> SubscriptionRefusal | None:
        return refuse_holder_act(HolderAct.HOLD, running(), now, until)

    assert refused(hold_end(last, "Europe/Madrid")) is None
    assert refused(hold_end(last + timedelta(days=1), "Europe/Madrid")) is SubscriptionRefusal.HOLD_DATE
    assert refused(madrid(2027, 3, 31)) is SubscriptionRefusal.HOLD_DATE
    assert refused(None) is SubscriptionRefusal.HOLD_DATE
    held = running(grace_until={"2027-03": madrid(2027, 5, 1)})
    again = refuse_holder_act(HolderAct.HOLD, held, now, madrid(2027, 4, 20))
    assert again is SubscriptionRefusal.HOLD_DATE, "who was told a date keeps it"


def test_what_is_enforced_ends_at_once_but_not_before_grace_is_over() -> None:
    facts = running(grace_until={"2027-03": None})
    assert refuse_holder_act(HolderAct.ENFORCE, facts, madrid(2027, 4, 9)) is None
    facts.grace_until["2027-03"] = madrid(2027, 3, 9)
    assert course_of(facts.scenario(madrid(2027, 3, 10))).blocked_at == madrid(2027, 3, 31)


def test_an_expulsion_that_is_lifted_leaves_no_debt_of_the_months_between() -> None:
    facts = running(expelled_at=madrid(2027, 3, 3), paid={"2027-02": madrid(2027, 2, 1)})
    facts.paid["2027-03"] = madrid(2027, 3, 1)
    facts.readmit(madrid(2027, 5, 4))
    assert facts.forgiven == {"2027-04": madrid(2027, 4, 1), "2027-05": madrid(2027, 5, 1)}
    assert course_of(facts.scenario(madrid(2027, 5, 4))).standing_at(madrid(2027, 5, 4)) == ACTIVE


def test_a_prepaid_period_that_began_during_an_expulsion_is_charged_with_a_grace_of_its_own() -> None:
    facts = replace(running(), plan=PREPAID.plan, expelled_at=madrid(2028, 1, 20))
    facts.readmit(madrid(2028, 4, 20, 9))
    at = madrid(2028, 4, 20, 9)
    course = course_of(facts.scenario(at))
    assert [str(charge.period) for charge in course.due(at)] == ["2028-02"]
    assert course.blocked_at == madrid(2028, 5, 20)


def test_while_an_appeal_waits_downloads_do_not_end() -> None:
    facts = running(expelled_at=madrid(2027, 3, 3), expulsion_appealed=True)
    facts.paid["2027-03"] = madrid(2027, 3, 1)
    for at in (madrid(2027, 3, 4), madrid(2027, 6, 4)):
        course = course_of(facts.scenario(at))
        assert course.standing_at(at).reason is DownloadReason.MISUSE
        assert course.blocked_at is not None
        assert course.blocked_at >= at + timedelta(days=29)


def _grace_of(month: Month, zone: str) -> st.SearchStrategy[datetime | None]:
    """Undecided, or some day of the half-year from the month on."""

    def days_later(days: int) -> datetime:
        return start_of_day(month.first_day + timedelta(days=days), zone)

    return st.one_of(st.none(), st.integers(0, 200).map(days_later))


@st.composite
def decided(draw: st.DrawFn) -> Scenario:
    """A scenario whose unpaid months are held, wait for a decision, or are given up."""
    scenario = draw(scenarios())
    first = scenario.first_month
    months = [first.plus(n) for n in range(1, 8)]
    held = {month: draw(_grace_of(month, scenario.zone)) for month in months if draw(st.booleans())}
    forgiven = {
        month: start_of_day(month.first_day, scenario.zone) + timedelta(hours=draw(st.integers(0, 2000)))
        for month in months
        if draw(st.integers(0, 3)) == 0
    }
    return replace(scenario, grace_until=held, forgiven=forgiven)


@settings(max_examples=300, deadline=None)
@given(decided())
def test_whatever_is_decided_no_charge_comes_after_the_end_and_states_follow_each_other(
    scenario: Scenario,
) -> None:
    course = course_of(scenario)
    result = timeline(scenario)
    begun = [one.at for one in course.standings()]
    assert begun == sorted(set(begun))
    for charge in result.charges:
        assert charge.paid_at is None or charge.forgiven_at is None
        if course.blocked_at is not None and charge.paid_at is not None:
            assert charge.paid_at <= course.blocked_at
    periods = [(one.period, one.kind) for one in result.charges]
    assert len(periods) == len(set(periods))
    if course.blocked_at is not None:
        assert course.due(course.blocked_at) == ()
    claimed = result.claim.principal if result.claim else Decimal(0)
    owed = [one for one in result.charges if one.is_owed]
    assert not claimed or claimed == sum(one.amount.gross for one in owed)


@settings(max_examples=200, deadline=None)
@given(decided(), st.floats(0, 1))
def test_what_is_known_of_decisions_at_an_instant_gives_the_standing_of_the_timeline(
    scenario: Scenario, place: float
) -> None:
    whole = course_of(scenario)
    now = scenario.selected_at + (scenario.until - scenario.selected_at) * place
    if now >= scenario.until:
        return
    facts = Facts(scenario.plan, scenario.customer, scenario.vat_rate, scenario.selected_at, scenario.zone)
    for charge in whole.settlement.charges:
        if charge.period == facts.first_month:
            continue
        if charge.paid_at is not None and charge.paid_at <= now:
            facts.paid[str(charge.period)] = charge.paid_at
        if charge.forgiven_at is not None and charge.forgiven_at <= now:
            facts.forgiven[str(charge.period)] = charge.forgiven_at
    facts.usage = {str(month): net for month, net in scenario.usage.items()}
    facts.grace_until = {str(month): until for month, until in scenario.grace_until.items()}
    for act in ("cancelled_at", "withdrawn_at", "holder_noticed_at", "expelled_at"):
        at = getattr(scenario, act)
        if at is not None and at <= now:
            setattr(facts, act, at)
    facts.cancel_at = scenario.cancel_at
    assert course_of(facts.scenario(now)).standing_at(now) == whole.standing_at(now)
