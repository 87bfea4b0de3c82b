"""Where rules meet: non-payment with cancellation, ends by the holder, last bills, late withdrawals."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from terms.calendar import Month
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import ACTIVE, BLOCKED, DownloadReason, Standing, SubscriptionState
from terms.subscription_course import UNPAID, course_of
from terms.subscription_ending import CancelAt
from terms.subscription_grounds import Situation, holds
from terms.subscription_notices import NoticeKind, planned_notices
from terms.timeline import timeline
from terms.timeline_values import ChargeKind, Claim, Deadline, Refund, Scenario, Timeline
from tests.terms.scenarios import MONTHLY, PREPAID, madrid

USAGE = replace(MONTHLY, plan=Plan(PlanKind.USAGE, Decimal("10.00")))


def states(result: Timeline) -> list[tuple[str, datetime]]:
    return [(begun.standing.reason or begun.standing.state, begun.at) for begun in result.states]


def charges(result: Timeline) -> list[tuple[str, ChargeKind, Decimal]]:
    return [(str(charge.period), charge.kind, charge.amount.net) for charge in result.charges]


@pytest.mark.rule("S12")
def test_a_cancellation_does_not_reach_beyond_the_grace_of_an_unpaid_month() -> None:
    result = timeline(replace(MONTHLY, payments={Month(2027, 3): None}, cancelled_at=madrid(2027, 3, 10)))
    assert states(result)[1:] == [("unpaid", madrid(2027, 3, 6)), ("blocked", madrid(2027, 3, 31))]
    assert dict(result.deadlines) == {Deadline.GRACE_ENDS: madrid(2027, 3, 31)}
    assert result.claim == Claim(Decimal("35.09"), Decimal("0.24"), 25)


@pytest.mark.rule("S12")
def test_of_an_end_that_a_debt_overtook_nothing_lasts_longer_than_the_contract() -> None:
    unpaid = replace(MONTHLY, payments={Month(2027, 3): None})
    overtaken = course_of(replace(unpaid, cancelled_at=madrid(2027, 3, 20)))
    agreed, came, over = overtaken.end, overtaken.came_to_end, madrid(2027, 3, 31)
    assert agreed is not None
    assert came is not None
    assert (agreed.at, agreed.downloads_end) == (madrid(2027, 5, 1), madrid(2027, 5, 31))
    assert (came.at, came.downloads_end, came.reason) == (over, over, agreed.reason)
    put_off = replace(unpaid, grace_until={Month(2027, 3): madrid(2027, 7, 1)})
    held = course_of(replace(put_off, cancelled_at=madrid(2027, 3, 10))).came_to_end
    assert held is not None
    assert (held.at, held.downloads_end) == (madrid(2027, 4, 1), madrid(2027, 7, 1))
    met = course_of(replace(MONTHLY, cancelled_at=madrid(2027, 3, 10)))
    assert met.came_to_end == met.end
    assert course_of(unpaid).came_to_end is None


@pytest.mark.rule("S12")
def test_a_debt_paid_before_the_cancelled_service_ends_brings_it_back_until_then() -> None:
    result = timeline(
        replace(MONTHLY, payments={Month(2027, 4): madrid(2027, 4, 20)}, cancelled_at=madrid(2027, 4, 10))
    )
    assert states(result) == [
        ("active", madrid(2027, 1, 20, 10)),
        ("unpaid", madrid(2027, 4, 6)),
        ("active", madrid(2027, 4, 20)),
        ("cancelled", madrid(2027, 5, 1)),
        ("blocked", madrid(2027, 5, 31)),
    ]


@pytest.mark.rule("S12", "S21")
def test_a_notice_leaves_the_month_owed_and_ends_only_what_comes_after_the_end() -> None:
    """Its charge is tried and its warnings come, because paying still opens the downloads of S12."""
    owed = replace(MONTHLY, payments={Month(2027, 3): None})
    noticed = replace(owed, cancelled_at=madrid(2027, 3, 3))
    during = madrid(2027, 3, 4)
    (due,) = course_of(noticed).due(during)
    assert (due.period, due.amount.net) == (Month(2027, 3), Decimal("29.00"))
    assert course_of(noticed).due(madrid(2027, 3, 20)) == (due,)

    def grace(scenario: Scenario) -> list[datetime]:
        told = planned_notices(scenario, timeline(scenario))
        return [notice.at for notice in told if notice.kind is NoticeKind.GRACE_ENDING]

    assert grace(noticed) == grace(owed) == [madrid(2027, 3, 21), madrid(2027, 3, 28)]
    paid = replace(noticed, payments={Month(2027, 3): madrid(2027, 3, 30)})
    assert states(timeline(paid))[-2:] == [
        ("cancelled", madrid(2027, 4, 1)),
        ("blocked", madrid(2027, 5, 1)),
    ]
    assert [charge.period for charge in timeline(paid).charges][-1] == Month(2027, 3)
    situation = Situation(during, ACTIVE, ACTIVE, madrid(2027, 4, 1), madrid(2027, 5, 1), owed=True)
    assert holds(NoticeKind.CHARGE_FAILED, madrid(2027, 3, 6), situation)
    ended = replace(situation, contract=Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.CANCELLED))
    assert holds(NoticeKind.CHARGE_FAILED, madrid(2027, 4, 6), ended), (
        "of the last use, charged after the end"
    )
    assert not holds(NoticeKind.CHARGE_FAILED, madrid(2027, 4, 6), replace(ended, contract=BLOCKED))
    assert not holds(NoticeKind.RENEWAL_AHEAD, madrid(2027, 4, 1), situation)
    limited = replace(situation, contract=UNPAID, business=UNPAID)
    assert holds(NoticeKind.GRACE_ENDING, madrid(2027, 3, 31), limited)


@pytest.mark.rule("S7")
def test_paying_at_the_very_end_of_the_window_or_of_grace() -> None:
    in_time = replace(MONTHLY, payments={Month(2027, 3): madrid(2027, 3, 6)})
    assert states(timeline(in_time)) == [("active", madrid(2027, 1, 20, 10))]
    late = replace(MONTHLY, payments={Month(2027, 3): madrid(2027, 3, 31)})
    assert states(timeline(late))[-1] == ("blocked", madrid(2027, 3, 31))
    assert timeline(late).charges[-1].paid_at is None


def test_the_month_after_an_unpaid_february_can_stay_unpaid_too() -> None:
    owed = {Month(2028, 2): madrid(2028, 3, 1, 23), Month(2028, 3): None}
    result = timeline(replace(MONTHLY, payments=owed))
    assert states(result)[1:] == [
        ("unpaid", madrid(2028, 2, 6)),
        ("active", madrid(2028, 3, 1, 23)),
        ("unpaid", madrid(2028, 3, 6)),
        ("blocked", madrid(2028, 3, 31)),
    ]
    leap = timeline(replace(MONTHLY, payments={Month(2028, 2): madrid(2028, 3, 2)}))
    assert states(leap)[-1] == ("blocked", madrid(2028, 3, 2))
    assert charges(leap)[-1][0] == "2028-02"


def test_an_unpaid_last_bill_of_use_ends_with_its_grace() -> None:
    scenario = replace(
        USAGE,
        usage={Month(2027, 3): Decimal("12.40"), Month(2027, 4): Decimal("5.00")},
        cancelled_at=madrid(2027, 3, 10),
        payments={Month(2027, 4): None},
    )
    result = timeline(scenario)
    assert charges(result)[-1] == ("2027-04", ChargeKind.USAGE, Decimal("12.40"))
    assert states(result)[1:] == [
        ("cancelled", madrid(2027, 4, 1)),
        ("unpaid", madrid(2027, 4, 6)),
        ("blocked", madrid(2027, 5, 1)),
    ]
    assert result.claim is not None
    assert result.claim.principal == Decimal("15.00")
    assert set(result.deadlines) == {Deadline.CANCELLATION_EFFECTIVE, Deadline.GRACE_ENDS}


def test_a_base_fee_and_the_use_of_the_month_before_are_due_together() -> None:
    result = timeline(
        replace(USAGE, usage={Month(2027, 1): Decimal("4.20")}, payments={Month(2027, 2): None})
    )
    assert charges(result) == [
        ("2027-01", ChargeKind.FIRST, Decimal("3.87")),
        ("2027-02", ChargeKind.RENEWAL, Decimal("10.00")),
        ("2027-02", ChargeKind.USAGE, Decimal("4.20")),
    ]
    assert result.claim is not None
    assert result.claim.principal == Decimal("12.10") + Decimal("5.08")


def test_a_prepaid_plan_renews_for_its_whole_period() -> None:
    result = timeline(replace(PREPAID, until=madrid(2029, 6, 1)))
    assert charges(result) == [
        ("2027-01", ChargeKind.FIRST, Decimal("290.00")),
        ("2028-02", ChargeKind.RENEWAL, Decimal("290.00")),
        ("2029-02", ChargeKind.RENEWAL, Decimal("290.00")),
    ]


def test_an_unpaid_renewal_of_a_prepaid_plan_ends_it() -> None:
    result = timeline(replace(PREPAID, payments={Month(2028, 2): None}))
    assert states(result)[1:] == [("unpaid", madrid(2028, 2, 6)), ("blocked", madrid(2028, 3, 2))]


def test_an_unpaid_extra_month_ends_before_the_service_would() -> None:
    result = timeline(replace(PREPAID, cancelled_at=madrid(2028, 1, 20), payments={Month(2028, 2): None}))
    assert charges(result)[-1] == ("2028-02", ChargeKind.EXTRA_MONTH, Decimal("29.00"))
    assert states(result)[1:] == [("unpaid", madrid(2028, 2, 6)), ("blocked", madrid(2028, 3, 2))]


def test_a_late_wish_for_the_months_end_costs_nothing_within_the_paid_period() -> None:
    result = timeline(replace(PREPAID, cancelled_at=madrid(2027, 6, 20), cancel_at=CancelAt.MONTH_END))
    assert len(result.charges) == 1
    assert result.deadlines[Deadline.CANCELLATION_EFFECTIVE] == madrid(2027, 8, 1)


def test_a_withdrawal_after_the_first_renewal_gives_back_both_charges() -> None:
    consumer = replace(MONTHLY, customer=CustomerKind.CONSUMER, selected_at=madrid(2027, 3, 25, 9))
    withdrawn = replace(consumer, withdrawn_at=madrid(2027, 4, 5, 9))
    result = timeline(withdrawn)
    assert charges(result) == [
        ("2027-03", ChargeKind.FIRST, Decimal("6.55")),
        ("2027-04", ChargeKind.RENEWAL, Decimal("29.00")),
    ]
    assert result.refunds == (Refund(madrid(2027, 4, 5, 9), Decimal("7.93") + Decimal("35.09")),)
    owing = timeline(replace(withdrawn, payments={Month(2027, 4): madrid(2027, 4, 7)}))
    assert owing.charges[-1].paid_at is None
    assert owing.refunds == (Refund(madrid(2027, 4, 5, 9), Decimal("7.93")),)
    assert owing.claim is None


def test_a_withdrawal_undoes_a_cancellation_and_an_unpaid_month() -> None:
    result = timeline(
        replace(
            MONTHLY,
            customer=CustomerKind.CONSUMER,
            selected_at=madrid(2027, 3, 25, 9),
            cancelled_at=madrid(2027, 3, 26),
            withdrawn_at=madrid(2027, 4, 7, 12),
            payments={Month(2027, 4): None},
        )
    )
    assert states(result)[1:] == [
        ("unpaid", madrid(2027, 4, 6)),
        ("withdrawn", madrid(2027, 4, 7, 12)),
        ("blocked", madrid(2027, 5, 8)),
    ]
    assert set(result.deadlines) == {Deadline.WITHDRAWAL_ENDS, Deadline.DOWNLOADS_END}


def test_the_holder_ends_a_prepaid_plan_and_gives_back_what_is_unused() -> None:
    result = timeline(replace(PREPAID, holder_noticed_at=madrid(2027, 6, 10)))
    assert states(result)[1:] == [("holder_ended", madrid(2027, 7, 1)), ("blocked", madrid(2027, 7, 31))]
    # 290.00 x 215/377 = 165.38 and its VAT 34.73
    assert result.refunds == (Refund(madrid(2027, 7, 1), Decimal("200.11")),)
    assert result.deadlines[Deadline.HOLDER_END_EFFECTIVE] == madrid(2027, 7, 1)


def test_an_expulsion_takes_effect_at_once_and_nothing_is_given_back() -> None:
    result = timeline(replace(PREPAID, expelled_at=madrid(2027, 6, 10, 12)))
    assert states(result)[1:] == [("misuse", madrid(2027, 6, 10, 12)), ("blocked", madrid(2027, 7, 11))]
    assert result.refunds == ()
    assert len(result.charges) == 1


def test_the_horizon_leaves_what_lies_beyond_it_but_for_charges_and_states() -> None:
    near = timeline(replace(MONTHLY, payments={Month(2027, 3): None}, until=madrid(2027, 3, 10)))
    assert states(near)[-1] == ("unpaid", madrid(2027, 3, 6))
    assert near.claim is not None
    assert near.deadlines[Deadline.GRACE_ENDS] == madrid(2027, 3, 31)
    assert near.purge is not None
    before = timeline(replace(MONTHLY, until=MONTHLY.selected_at))
    assert (before.charges, before.states) == ((), ())


def test_the_holders_zone_decides_to_which_day_an_instant_belongs() -> None:
    noticed = madrid(2027, 4, 16, 0, 30)
    assert timeline(replace(MONTHLY, cancelled_at=noticed)).deadlines[
        Deadline.CANCELLATION_EFFECTIVE
    ] == madrid(2027, 6, 1)
    canary = timeline(replace(MONTHLY, zone="Atlantic/Canary", cancelled_at=noticed))
    assert canary.deadlines[Deadline.CANCELLATION_EFFECTIVE] == madrid(2027, 5, 1, 1)


def test_without_a_rate_the_legal_one_of_the_customer_applies() -> None:
    unpaid = replace(MONTHLY, interest_rate=None, payments={Month(2027, 3): None})
    company, consumer = (timeline(replace(unpaid, customer=kind)).claim for kind in CustomerKind)
    assert company is not None
    assert consumer is not None
    assert (company.interest, consumer.interest) == (Decimal("0.24"), Decimal("0.08"))


def test_a_withdrawal_at_the_very_instant_of_a_payment_prevents_it() -> None:
    at = madrid(2027, 3, 1, 10)
    selected = madrid(2027, 2, 20, 10)
    scenario = replace(
        MONTHLY,
        customer=CustomerKind.CONSUMER,
        selected_at=selected,
        payments={Month(2027, 3): at},
        withdrawn_at=at,
    )
    assert [charge.paid_at for charge in timeline(scenario).charges] == [selected, None]
