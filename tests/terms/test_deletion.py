"""When a business that its owner deletes is blocked (contract S10, S17, S18)."""

from datetime import UTC, datetime, timedelta

from terms.deletion import (
    ContractEnd,
    blocked_from,
    end_without_contract,
    waits_for_contract,
    warning_instant,
)
from terms.plans import PlanKind

ASKED = datetime(2027, 1, 20, 9, tzinfo=UTC)


def test_without_a_paid_contract_the_downloads_are_thirty_days_from_the_request() -> None:
    end = end_without_contract(ASKED)
    assert end == ContractEnd(ASKED, datetime(2027, 2, 19, 23, tzinfo=UTC)), "day 1 is the day after (C2)"
    assert blocked_from(ASKED, end, waived=False) == end.downloads
    assert blocked_from(ASKED, end, waived=True) == ASKED


def test_a_paid_contract_is_served_to_its_end_also_when_the_downloads_are_waived() -> None:
    end = ContractEnd(datetime(2027, 1, 31, 23, tzinfo=UTC), datetime(2027, 3, 2, 23, tzinfo=UTC))
    assert blocked_from(ASKED, end, waived=False) == end.downloads
    assert blocked_from(ASKED, end, waived=True) == end.service


def test_in_the_downloads_after_an_end_a_waiver_takes_effect_at_once() -> None:
    end = ContractEnd(ASKED - timedelta(days=5), ASKED + timedelta(days=25))
    assert blocked_from(ASKED, end, waived=True) == ASKED


def test_only_a_free_plan_ends_with_the_request() -> None:
    assert [kind for kind in PlanKind if not waits_for_contract(kind)] == [PlanKind.FREE]


def test_a_reminder_comes_a_week_before_unless_the_request_is_younger() -> None:
    assert warning_instant(ASKED, ASKED + timedelta(days=30)) == ASKED + timedelta(days=23)
    assert warning_instant(ASKED, ASKED + timedelta(days=7)) is None
    assert warning_instant(ASKED, ASKED) is None
