"""The worked examples of the contract's chapter S and what each rule says at its edges."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from terms.calendar import Month, end_of_hours, end_of_period, local_date, start_of_day, years_later
from terms.money import parse_amount, prorated, taxed
from terms.plans import Allowance, CustomerKind, Plan, PlanKind, Promotion
from terms.subscription import (
    ACTIVE,
    BLOCKED,
    DownloadReason,
    EnvelopeEffect,
    Standing,
    SubscriptionState,
    envelope_effect,
    may_follow,
    stricter,
)
from terms.subscription_billing import (
    ATTEMPT_SPREAD,
    billing_window,
    charge_attempts,
    first_fee,
    first_period,
    grace_end,
    paid_period,
)
from terms.subscription_capabilities import Capability, capabilities
from terms.subscription_ending import (
    CancelAt,
    ends_at_once,
    ends_by_notice,
    last_notice_day,
    may_take_back,
    may_withdraw,
    refund_due,
    unused_part,
    withdrawal_end,
)
from tests.terms.scenarios import madrid

MONTHLY = Plan(PlanKind.MONTHLY, Decimal("29.00"))
PREPAID = Plan(PlanKind.PREPAID, Decimal("290.00"), 12, Decimal("29.00"))
UNPAID = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.UNPAID)
CANCELLED = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.CANCELLED)
SUSPENDED = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.MISUSE)
STANDINGS = [
    ACTIVE,
    BLOCKED,
    Standing(SubscriptionState.PURGED),
    *(Standing(SubscriptionState.DOWNLOAD_ONLY, reason) for reason in DownloadReason),
]


@pytest.mark.rule("S4")
def test_first_charge_and_renewal_of_a_monthly_plan() -> None:
    first = taxed(first_fee(MONTHLY, date(2027, 1, 20)), Decimal(21))
    assert (first.net, first.vat, first.gross) == (Decimal("11.23"), Decimal("2.36"), Decimal("13.59"))
    assert taxed(MONTHLY.fee, Decimal(21)).vat == Decimal("6.09")
    window = billing_window(Month(2027, 2))
    assert (window.start, window.end) == (madrid(2027, 2, 1), madrid(2027, 2, 6))
    assert first_fee(MONTHLY, date(2027, 1, 1)) == MONTHLY.fee
    assert first_fee(MONTHLY, date(2028, 2, 29)) == Decimal("1.00")


@pytest.mark.rule("S10")
@pytest.mark.parametrize(
    ("noticed", "ends", "downloads"),
    [
        (madrid(2027, 4, 15), madrid(2027, 5, 1), madrid(2027, 5, 31)),
        (madrid(2027, 4, 16), madrid(2027, 6, 1), madrid(2027, 7, 1)),
        (madrid(2027, 2, 13, 23, 59), madrid(2027, 3, 1), madrid(2027, 3, 31)),
        (madrid(2027, 2, 14), madrid(2027, 4, 1), madrid(2027, 5, 1)),
        (madrid(2028, 2, 14), madrid(2028, 3, 1), madrid(2028, 3, 31)),
        (madrid(2027, 12, 17), madrid(2028, 2, 1), madrid(2028, 3, 2)),
    ],
)
def test_a_notice_ends_the_month_or_the_next(noticed: datetime, ends: datetime, downloads: datetime) -> None:
    end = ends_by_notice(MONTHLY, date(2027, 1, 20), noticed)
    assert (end.at, end.downloads_end, end.extra_month) == (ends, downloads, None)
    assert may_take_back(end.at, end.at - timedelta(seconds=1))
    assert not may_take_back(end.at, end.at)


@pytest.mark.rule("S10")
@pytest.mark.parametrize(
    ("month", "last"), [((2027, 4), 15), ((2027, 1), 16), ((2027, 2), 13), ((2028, 2), 14)]
)
def test_last_day_of_notice(month: tuple[int, int], last: int) -> None:
    assert last_notice_day(Month(*month)).day == last


@pytest.mark.rule("S4")
@pytest.mark.parametrize(
    ("selected", "months", "last"),
    [
        (date(2027, 1, 20), 12, Month(2028, 1)),
        (date(2027, 1, 1), 12, Month(2027, 12)),
        (date(2027, 1, 31), 1, Month(2027, 2)),
        (date(2027, 1, 30), 1, Month(2027, 2)),
        (date(2027, 3, 31), 1, Month(2027, 4)),
        (date(2027, 2, 1), 1, Month(2027, 2)),
    ],
)
def test_a_prepaid_period_ends_with_the_month_in_which_it_is_completed(
    selected: date, months: int, last: Month
) -> None:
    plan = Plan(PlanKind.PREPAID, Decimal(1), months, Decimal(1))
    assert first_period(plan, selected).last == last
    following = paid_period(plan, selected, last.plus(1))
    assert following.first == last.plus(1)
    assert following.last == last.plus(months)


@pytest.mark.rule("S11")
@pytest.mark.parametrize(
    ("noticed", "cancel_at", "last", "extra"),
    [
        (madrid(2027, 6, 10), CancelAt.PERIOD_END, Month(2028, 1), None),
        (madrid(2028, 1, 16), CancelAt.PERIOD_END, Month(2028, 1), None),
        (madrid(2028, 1, 17), CancelAt.PERIOD_END, Month(2028, 2), Month(2028, 2)),
        (madrid(2027, 6, 10), CancelAt.MONTH_END, Month(2027, 6), None),
        # late for June, and July is paid already
        (madrid(2027, 6, 20), CancelAt.MONTH_END, Month(2027, 7), None),
        (madrid(2028, 1, 17), CancelAt.MONTH_END, Month(2028, 2), Month(2028, 2)),
        # in the second period
        (madrid(2028, 2, 10), CancelAt.PERIOD_END, Month(2029, 1), None),
    ],
)
def test_a_prepaid_plan_ends_with_its_period_or_as_asked(
    noticed: datetime, cancel_at: CancelAt, last: Month, extra: Month | None
) -> None:
    end = ends_by_notice(PREPAID, date(2027, 1, 20), noticed, cancel_at=cancel_at)
    assert (end.last_month, end.extra_month) == (last, extra)


@pytest.mark.rule("S8")
def test_grace_counts_from_day_1_of_the_unpaid_month() -> None:
    assert grace_end(Month(2027, 3)) == madrid(2027, 3, 31)
    assert grace_end(Month(2027, 2)) == madrid(2027, 3, 3)
    assert grace_end(Month(2028, 2)) == madrid(2028, 3, 2)
    assert grace_end(Month(2027, 4)) == madrid(2027, 5, 1)


@pytest.mark.rule("S14")
def test_only_a_consumer_withdraws_and_only_for_fourteen_days() -> None:
    selected = madrid(2027, 3, 10, 18)
    assert withdrawal_end(selected) == madrid(2027, 3, 25)
    last = madrid(2027, 3, 24, 23, 59, 59)
    assert may_withdraw(CustomerKind.CONSUMER, selected, last)
    assert not may_withdraw(CustomerKind.CONSUMER, selected, madrid(2027, 3, 25))
    assert not may_withdraw(CustomerKind.COMPANY, selected, last)
    end = ends_at_once(last, DownloadReason.WITHDRAWN)
    assert end.downloads_end == madrid(2027, 4, 24)
    assert refund_due(last) == madrid(2027, 4, 8)


@pytest.mark.rule("S13")
def test_the_holder_gives_back_the_unused_days_of_a_prepaid_period() -> None:
    selected = date(2027, 1, 20)
    end = ends_by_notice(
        PREPAID, selected, madrid(2027, 6, 10), DownloadReason.HOLDER_ENDED, cancel_at=CancelAt.MONTH_END
    )
    # of 377 days from 20 January 2027 to 31 January 2028, 215 after 30 June
    assert unused_part(PREPAID.fee, PREPAID, selected, end) == prorated(PREPAID.fee, 215, 377)
    assert unused_part(MONTHLY.fee, MONTHLY, selected, end) == 0
    late = ends_by_notice(
        PREPAID, selected, madrid(2028, 1, 17), DownloadReason.HOLDER_ENDED, cancel_at=CancelAt.MONTH_END
    )
    assert unused_part(PREPAID.fee, PREPAID, selected, late) == 0


@pytest.mark.rule("S5")
def test_attempts_are_spread_over_day_1_and_repeated_once_a_day_within_the_window() -> None:
    window = billing_window(Month(2027, 3))
    firsts = []
    for number in range(2000):
        attempts = charge_attempts(f"sub_{number}", Month(2027, 3))
        assert [local_date(at) for at in attempts] == [date(2027, 3, day) for day in range(1, 6)]
        assert all(window.start <= at < window.end for at in attempts)
        assert attempts == charge_attempts(f"sub_{number}", Month(2027, 3))
        firsts.append(attempts[0])
    hours = [
        sum(1 for at in firsts if (at - window.start) // timedelta(hours=1) == hour) for hour in range(24)
    ]
    spread = ATTEMPT_SPREAD // timedelta(hours=1)
    assert all(60 < count < 140 for count in hours[:spread])
    assert not any(hours[spread:])


def test_what_may_follow_what() -> None:
    assert may_follow(ACTIVE, UNPAID)
    assert may_follow(UNPAID, ACTIVE)
    assert may_follow(UNPAID, CANCELLED)
    assert may_follow(CANCELLED, BLOCKED)
    assert not may_follow(CANCELLED, ACTIVE)
    assert not may_follow(ACTIVE, BLOCKED)
    assert not may_follow(BLOCKED, ACTIVE)
    assert not may_follow(ACTIVE, ACTIVE)
    with pytest.raises(ValueError, match="reason"):
        Standing(SubscriptionState.DOWNLOAD_ONLY)
    with pytest.raises(ValueError, match="reason"):
        Standing(SubscriptionState.ACTIVE, DownloadReason.UNPAID)


def test_nothing_is_charged_after_an_end_or_a_withdrawal() -> None:
    withdrawn = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.WITHDRAWN)
    assert {standing for standing in STANDINGS if standing.is_for_good} == {
        BLOCKED,
        Standing(SubscriptionState.PURGED),
        withdrawn,
    }


def test_envelopes_under_way_pause_go_on_and_are_voided() -> None:
    assert {envelope_effect(standing) for standing in (UNPAID, CANCELLED)} == {EnvelopeEffect.PAUSE}
    assert envelope_effect(ACTIVE) is EnvelopeEffect.RESUME
    ended = (BLOCKED, Standing(SubscriptionState.PURGED))
    assert {envelope_effect(standing) for standing in ended} == {EnvelopeEffect.VOID}


def test_the_stricter_of_contract_and_sanctions_governs_a_business() -> None:
    assert stricter(ACTIVE, ACTIVE) == ACTIVE
    for contract, sanctions in ((UNPAID, ACTIVE), (ACTIVE, SUSPENDED), (UNPAID, SUSPENDED)):
        assert stricter(contract, sanctions) == max(
            contract, sanctions, key=[ACTIVE, UNPAID, SUSPENDED].index
        )
    assert stricter(BLOCKED, SUSPENDED) == stricter(UNPAID, BLOCKED) == BLOCKED


@pytest.mark.parametrize("sanctions", [ACTIVE, SUSPENDED, BLOCKED])
@pytest.mark.parametrize("contract", STANDINGS)
def test_what_governs_allows_nothing_that_either_forbids_but_leaving_and_choosing_anew(
    contract: Standing, sanctions: Standing
) -> None:
    allowed = capabilities(stricter(contract, sanctions))
    leaving = {Capability.CANCEL, Capability.TAKE_BACK, Capability.WITHDRAW, Capability.CHOOSE_PLAN}
    assert allowed - leaving <= capabilities(contract) & capabilities(sanctions)


def test_allowances_promotions_and_plans_that_cannot_be() -> None:
    limited = Allowance(envelopes=10)
    assert limited.allows_envelope(9)
    assert not limited.allows_envelope(10)
    charged = Allowance(envelopes=10, extra_envelope=Decimal("0.60"))
    assert charged.allows_envelope(10)
    assert charged.usage_net(13) == Decimal("1.80")
    assert charged.usage_net(3) == 0
    promotion = Promotion(Decimal("12.5"), date(2027, 1, 1), date(2027, 1, 31))
    assert promotion.price(Decimal("29.00"), date(2027, 1, 31)) == Decimal("25.38")
    assert promotion.price(Decimal("29.00"), date(2027, 2, 1)) == Decimal("29.00")
    for kind, fee, months, monthly in (
        (PlanKind.FREE, Decimal(1), 1, None),
        (PlanKind.MONTHLY, Decimal(-1), 1, None),
        (PlanKind.MONTHLY, Decimal(1), 2, None),
        (PlanKind.PREPAID, Decimal(1), 12, None),
        (PlanKind.PREPAID, Decimal(1), 0, Decimal(1)),
    ):
        with pytest.raises(ValueError, match="plan"):
            Plan(kind, fee, months, monthly)


@pytest.mark.rule("C5")
def test_money_is_never_a_float_and_rounds_half_up() -> None:
    assert parse_amount("29.005") == Decimal("29.01")
    assert taxed(Decimal("0.50"), Decimal(21)).vat == Decimal("0.11")
    with pytest.raises(TypeError):
        parse_amount(29.0)
    for wrong in ("", "1e", "inf", "-0.01", "1000000001"):
        with pytest.raises(ValueError, match="not a"):
            parse_amount(wrong)


def test_days_hours_and_years_of_the_calendar() -> None:
    # the night of 28 March 2027 has 23 hours in Madrid
    assert end_of_period(madrid(2027, 3, 27, 12), 1) == madrid(2027, 3, 29)
    awareness = madrid(2027, 3, 27, 12)
    assert end_of_hours(awareness, 48) == datetime(2027, 3, 29, 11, tzinfo=UTC)
    assert years_later(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert years_later(date(2028, 2, 29), 4) == date(2032, 2, 29)
    # where clocks skip midnight the day begins at the change
    santiago = ZoneInfo("America/Santiago")
    begin = start_of_day(date(2027, 9, 5), "America/Santiago")
    assert begin.astimezone(santiago).isoformat() == "2027-09-05T01:00:00-03:00"
    naive = datetime(2027, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        local_date(naive)
    with pytest.raises(ValueError, match="time zone"):
        end_of_hours(naive, 1)
    assert [str(Month.parse("2027-12").plus(n)) for n in (-12, 0, 1)] == ["2026-12", "2027-12", "2028-01"]
    for wrong in ("2027-13", "2027-1", "202712", "x"):
        with pytest.raises(ValueError, match="month"):
            Month.parse(wrong)
