"""What is allowed in each state (S16, S17), what a change of plan costs (S15), what is told when (S21)."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.accounts import Document
from terms.calendar import Month, start_of_day
from terms.clauses import CLAUSES, CURRENT_TERMS, clause_of, sanction_clauses
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import ACTIVE, BLOCKED, DownloadReason, Standing, SubscriptionState
from terms.subscription_billing import paid_period
from terms.subscription_capabilities import Capability, WayOut, capabilities, refuse
from terms.subscription_changes import ChangeKind, change_of_plan
from terms.subscription_ending import last_notice_day
from terms.subscription_notices import NoticeKind, planned_notices
from terms.texts import LANGUAGES, find, versions
from terms.timeline import timeline
from terms.timeline_json import timeline_as_json
from terms.timeline_lines import CHARGE_RULES, DEADLINE_RULES, REASON_RULES, STATE_RULES, timeline_lines
from terms.working_days import WorkingCalendar, end_of_working_days
from tests.terms.scenarios import MONTHLY, PREPAID, madrid

LIMITED = [Standing(SubscriptionState.DOWNLOAD_ONLY, reason) for reason in DownloadReason]
READING = {Capability.SIGN_IN, Capability.LIST, Capability.DOWNLOAD, Capability.EXPORT, Capability.ASK_RIGHTS}
WRITING = {Capability.UPLOAD, Capability.SEND, Capability.SIGN, Capability.INVITE, Capability.REMIND}


@pytest.mark.rule("S16")
@pytest.mark.parametrize("standing", LIMITED)
def test_download_only_reads_and_pays_and_does_nothing_else(standing: Standing) -> None:
    allowed = capabilities(standing)
    assert READING | {Capability.PAY} <= allowed
    assert not WRITING & allowed
    for capability in WRITING:
        refusal = refuse(capability, standing)
        assert refusal is not None
        assert refusal.way_out is not None


def test_active_does_all_and_blocked_and_purged_nothing() -> None:
    assert capabilities(ACTIVE) >= READING | WRITING
    assert refuse(Capability.SEND, ACTIVE) is None
    for standing in (BLOCKED, Standing(SubscriptionState.PURGED)):
        assert not capabilities(standing)
        refusal = refuse(Capability.SIGN_IN, standing)
        assert refusal is not None
        assert refusal.way_out is None
    pending = Standing(SubscriptionState.PENDING_PAYMENT)
    assert not WRITING & capabilities(pending)
    unpaid = refuse(Capability.SEND, LIMITED[0])
    assert unpaid is not None
    assert unpaid.way_out is WayOut.PAY_DEBT


DEARER = Plan(PlanKind.MONTHLY, Decimal("49.00"))


def test_an_upgrade_pays_the_difference_of_what_is_left() -> None:
    change = change_of_plan(MONTHLY.plan, DEARER, date(2027, 1, 20), date(2027, 4, 16))
    assert (change.kind, change.begins_on, change.due) == (
        ChangeKind.UPGRADE,
        date(2027, 4, 16),
        Decimal("10.00"),
    )
    dear = Plan(PlanKind.PREPAID, Decimal("490.00"), 12, Decimal("49.00"))
    change = change_of_plan(PREPAID.plan, dear, date(2027, 1, 20), date(2027, 7, 1))
    assert change.due == Decimal("114.06")  # 200.00 x 215/377
    assert change.keeps_period


def test_an_upgrade_to_another_kind_begins_anew_and_sets_the_rest_against_it() -> None:
    dear = Plan(PlanKind.PREPAID, Decimal("490.00"), 12, Decimal("49.00"))
    change = change_of_plan(MONTHLY.plan, dear, date(2027, 1, 20), date(2027, 4, 16))
    assert (change.due, change.credit, change.keeps_period) == (Decimal("475.50"), Decimal("0.00"), False)
    back = change_of_plan(PREPAID.plan, DEARER, date(2027, 1, 20), date(2027, 7, 16))
    assert (back.due, back.credit) == (Decimal("0.00"), prorated_rest())


def prorated_rest() -> Decimal:
    """200 of 377 days of 290.00 are unused on 16 July; 16 of 31 days of 49.00 are due."""
    return Decimal("153.85") - Decimal("25.29")


def test_a_downgrade_waits_for_the_end_of_what_is_paid() -> None:
    change = change_of_plan(DEARER, MONTHLY.plan, date(2027, 1, 20), date(2027, 4, 16))
    assert (change.kind, change.begins_on, change.due) == (
        ChangeKind.DOWNGRADE,
        date(2027, 5, 1),
        Decimal(0),
    )
    change = change_of_plan(PREPAID.plan, Plan(PlanKind.FREE), date(2027, 1, 20), date(2027, 4, 16))
    assert change.begins_on == date(2028, 2, 1)
    same_price = change_of_plan(DEARER, DEARER, date(2027, 1, 20), date(2027, 4, 16))
    assert (same_price.kind, same_price.due) == (ChangeKind.DOWNGRADE, Decimal(0))
    with pytest.raises(ValueError, match="before"):
        change_of_plan(DEARER, MONTHLY.plan, date(2027, 1, 20), date(2027, 1, 19))


@given(st.integers(100, 90_000), st.integers(1, 90_000), st.dates(date(2027, 1, 20), date(2030, 1, 1)))
def test_an_upgrade_never_costs_more_than_the_whole_difference(cents: int, more: int, on: date) -> None:
    cheap = Plan(PlanKind.MONTHLY, Decimal(cents) / 100)
    dear = Plan(PlanKind.MONTHLY, Decimal(cents + more) / 100)
    change = change_of_plan(cheap, dear, date(2027, 1, 20), on)
    assert 0 <= change.due <= dear.fee - cheap.fee
    assert change.credit == 0
    if on.day == 1:
        assert change.due == dear.fee - cheap.fee


def told(kind: NoticeKind, **changes: Any) -> list[datetime]:
    scenario = replace(MONTHLY, **{"until": madrid(2034, 1, 1), **changes})
    return [notice.at for notice in planned_notices(scenario, timeline(scenario)) if notice.kind is kind]


@pytest.mark.rule("S21")
def test_each_date_is_told_ahead_and_when_it_comes() -> None:
    unpaid = {"payments": {Month(2027, 3): None}}
    assert told(NoticeKind.CHARGE_FAILED, **unpaid) == [madrid(2027, 3, 1)]
    assert told(NoticeKind.LIMITED_UNPAID, **unpaid) == [madrid(2027, 3, 6)]
    assert told(NoticeKind.GRACE_ENDING, **unpaid) == [madrid(2027, 3, 21), madrid(2027, 3, 28)]
    assert told(NoticeKind.ENDED_UNPAID, **unpaid) == [madrid(2027, 3, 31)]
    assert told(NoticeKind.BLOCKED, **unpaid) == []
    assert told(NoticeKind.PURGE_AHEAD, **unpaid)[0] == madrid(2028, 3, 1)
    assert len(told(NoticeKind.PURGED, **unpaid)) == 3
    cancelled = {"cancelled_at": madrid(2027, 4, 15, 12)}
    assert told(NoticeKind.END_AGREED, **cancelled) == [madrid(2027, 4, 15, 12)]
    assert told(NoticeKind.SERVICE_ENDING, **cancelled) == [madrid(2027, 4, 24)]
    assert told(NoticeKind.SERVICE_ENDED, **cancelled) == [madrid(2027, 5, 1)]
    assert told(NoticeKind.DOWNLOADS_ENDING, **cancelled) == [madrid(2027, 5, 21), madrid(2027, 5, 28)]
    assert told(NoticeKind.BLOCKED, **cancelled) == [madrid(2027, 5, 31)]
    assert told(NoticeKind.RENEWAL_AHEAD, **cancelled)[-1] == madrid(2027, 3, 11)


def test_warnings_stop_with_the_debt_and_no_month_is_announced_meanwhile() -> None:
    paid = {"payments": {Month(2027, 2): madrid(2027, 3, 2, 9)}, "until": madrid(2027, 5, 1)}
    assert told(NoticeKind.RESTORED, **paid) == [madrid(2027, 3, 2, 9)]
    assert told(NoticeKind.CHARGE_FAILED, **paid) == [madrid(2027, 2, 1)]
    assert madrid(2027, 2, 8) not in told(NoticeKind.RENEWAL_AHEAD, **paid)
    soon = {"payments": {Month(2027, 3): madrid(2027, 3, 22)}}
    assert told(NoticeKind.GRACE_ENDING, **soon) == [madrid(2027, 3, 21)]


@pytest.mark.parametrize("first", [Month(2027, 1).plus(n) for n in range(14)])
def test_a_monthly_renewal_is_told_while_notice_can_still_be_given(first: Month) -> None:
    selected_at = start_of_day(first.first_day, "Europe/Madrid")
    ahead = told(NoticeKind.RENEWAL_AHEAD, selected_at=selected_at, until=madrid(2029, 1, 1))
    assert len(ahead) == Month(2029, 1).minus(first) - 1
    for number, at in enumerate(ahead):
        month = first.plus(number)
        last_moment = start_of_day(last_notice_day(month) + timedelta(days=1), "Europe/Madrid")
        assert at <= last_moment - timedelta(days=5), "days to think it over"


def test_a_renewal_that_a_young_contract_cannot_avoid_is_told_all_the_same() -> None:
    assert told(NoticeKind.RENEWAL_AHEAD)[:2] == [madrid(2027, 1, 25), madrid(2027, 2, 8)]
    late = told(NoticeKind.RENEWAL_AHEAD, selected_at=madrid(2027, 1, 28))
    assert late[0] == madrid(2027, 2, 8), "the beginning of the contract has told of February"


def test_what_is_too_little_to_charge_is_waived_and_not_paid() -> None:
    scenario = replace(
        MONTHLY,
        plan=Plan(PlanKind.USAGE),
        usage={Month(2027, 1): Decimal("0.20"), Month(2027, 2): Decimal("4.20")},
        payments={Month(2027, 2): None},
        until=madrid(2027, 4, 1),
    )
    result = timeline(scenario)
    assert [(one.waived, one.was_paid) for one in result.charges] == [(True, False), (False, True)]
    assert [begun.standing for begun in result.states] == [ACTIVE]
    assert [line.what for line in timeline_lines(result) if line.period == Month(2027, 2)] == [
        "charge:usage",
        "waived:usage",
    ]
    shown = timeline_as_json(result)["charges"]
    assert (shown[0]["paid_at"], shown[0]["waived"], "waived" in shown[1]) == (None, True, False)
    told_of = [notice for notice in planned_notices(scenario, result) if notice.kind is NoticeKind.CHARGED]
    assert len(told_of) == 1
    withdrawn = replace(
        MONTHLY,
        plan=replace(MONTHLY.plan, fee=Decimal("9.00")),
        customer=CustomerKind.CONSUMER,
        selected_at=madrid(2027, 1, 31, 10),
        withdrawn_at=madrid(2027, 1, 31, 11),
    )
    assert timeline(withdrawn).refunds == (), "nothing was paid"


def test_what_was_billed_keeps_its_vat() -> None:
    scenario = replace(MONTHLY, vat_rate=Decimal(0), vat_rates={Month(2027, 2): Decimal(21)})
    gross = [str(one.amount.gross) for one in timeline(scenario).charges[:3]]
    assert gross == ["11.23", "35.09", "29.00"]
    owing = replace(scenario, payments={Month(2027, 2): None})
    claim = timeline(owing).claim
    assert claim is not None
    assert claim.principal == Decimal("35.09")


def test_a_prepaid_renewal_is_told_while_it_can_still_be_cancelled() -> None:
    scenario = replace(PREPAID, until=madrid(2028, 3, 1))
    notices = planned_notices(scenario, timeline(scenario))
    ahead = [notice for notice in notices if notice.kind is NoticeKind.RENEWAL_AHEAD]
    assert [notice.at for notice in ahead] == [madrid(2028, 1, 2)]
    assert ahead[0].warns
    assert paid_period(PREPAID.plan, date(2027, 1, 20), Month(2028, 1)).last == Month(2028, 1)


def test_lines_name_their_rule_and_clause() -> None:
    scenario = replace(MONTHLY, payments={Month(2027, 3): None})
    lines = {line.what: line for line in timeline_lines(timeline(scenario))}
    assert (lines["charge:renewal"].rule, lines["charge:renewal"].clause) == ("S5", "6.5")
    assert lines["state:download_only:unpaid"].rule == "S7"
    assert (lines["state:blocked"].rule, lines["state:blocked"].clause) == ("S8", "7.2")
    assert lines["claim"].amount == Decimal("35.33")
    assert lines["purge:technical_logs"].clause == "9.3"


def test_every_rule_has_its_clause_and_every_clause_stands_in_the_terms() -> None:
    tables = (CHARGE_RULES, REASON_RULES, STATE_RULES, DEADLINE_RULES)
    for rule in chain.from_iterable(table.values() for table in tables):
        assert clause_of(rule)
    for version, language in ((version, language) for version in CLAUSES for language in LANGUAGES):
        terms = find(Document.TERMS, version, language)
        assert terms is not None
        for clause in (*CLAUSES[version].values(), *sanction_clauses(version)):
            chapter, _, point = clause.partition(".")
            section = re.search(rf"^## {chapter}\. .*?(?=^## |\Z)", terms.body, re.MULTILINE | re.DOTALL)
            assert section is not None
            assert not point or re.search(rf"^{point}\. ", section.group(), re.MULTILINE)
    with pytest.raises(KeyError):
        clause_of("S99", CURRENT_TERMS)
    assert set(CLAUSES) == set(versions(Document.TERMS)), "each version published has its numbering"


@pytest.mark.rule("C3")
def test_working_days_leave_out_weekends_and_the_holidays_of_alicante() -> None:
    seat = WorkingCalendar()
    # 9 October is the Comunitat Valenciana's day, 12 October Spain's
    assert seat.working_day_after(date(2026, 10, 8), 3) == date(2026, 10, 15)
    # Santa Faz on 8 April 2027, Sant Joan on 24 June
    assert seat.working_day_after(date(2027, 4, 7), 1) == date(2027, 4, 9)
    assert seat.working_day_after(date(2027, 6, 23), 1) == date(2027, 6, 25)
    assert seat.working_day_after(date(2027, 12, 31), 1) == date(2028, 1, 3)
    own = replace(seat, extra=(date(2027, 4, 9),))
    assert own.working_day_after(date(2027, 4, 7), 1) == date(2027, 4, 12)
    assert end_of_working_days(madrid(2026, 10, 8, 23), 7, seat) == madrid(2026, 10, 22)
    with pytest.raises(ValueError, match="at least one"):
        seat.working_day_after(date(2027, 1, 1), 0)
