"""How the holder's staff join, act and leave (contract M2, M3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.calendar import HOLDER_ZONE
from terms.roles import APART, DUTIES, POWERFUL_ROLES, STAFF_GRANTS, Permission, StaffRole, clash
from terms.staff import (
    STAFF_INACTIVE,
    decision_deadline,
    is_inactive,
    leaving_instant,
    may_decide,
    needs_second_person,
    password_expired,
    password_expires_at,
)

AT = datetime(2027, 1, 20, 9, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.rule("M3")
@pytest.mark.parametrize(
    ("changed", "expires"),
    [
        ("2027-01-20T09:00Z", "2027-07-19T22:00Z"),
        ("2026-08-31T09:00Z", "2027-02-27T23:00Z"),
        ("2027-09-29T23:30Z", "2028-03-29T22:00Z"),
    ],
)
def test_a_staff_password_lives_six_months_of_the_calendar(changed: str, expires: str) -> None:
    """The second ends on 28 February, for there is no 31st; the third was 30 September in Madrid."""
    changed_at, expires_at = datetime.fromisoformat(changed), datetime.fromisoformat(expires)
    assert password_expires_at(changed_at, HOLDER_ZONE) == expires_at
    assert not password_expired(changed_at, expires_at - timedelta(seconds=1), HOLDER_ZONE)
    assert password_expired(changed_at, expires_at, HOLDER_ZONE)


@pytest.mark.rule("M3")
@given(INSTANTS)
def test_no_staff_password_lives_longer_than_half_a_year(changed_at: datetime) -> None:
    life = password_expires_at(changed_at, HOLDER_ZONE) - changed_at
    assert timedelta(days=179) <= life <= timedelta(days=184, hours=1)


def test_powerful_are_the_roles_that_let_in_or_see_documents() -> None:
    assert {StaffRole.SECURITY, StaffRole.REVIEWER, StaffRole.DPO} == POWERFUL_ROLES


def test_only_giving_a_powerful_role_takes_a_second_person() -> None:
    support, reviewer = frozenset({StaffRole.SUPPORT}), frozenset({StaffRole.REVIEWER})
    assert needs_second_person(frozenset(), reviewer)
    assert needs_second_person(support, support | reviewer)
    assert not needs_second_person(reviewer, reviewer | support)
    assert not needs_second_person(support | reviewer, support)
    assert not needs_second_person(frozenset(), support)


def test_the_second_person_is_neither_who_asked_nor_whom_it_is_about() -> None:
    assert may_decide("usr_2", "usr_1", "usr_3")
    assert not may_decide("usr_1", "usr_1", "usr_3")
    assert not may_decide("usr_3", "usr_1", "usr_3")


def test_nobody_can_both_let_in_or_approve_and_open() -> None:
    opening = {Permission.REPORTED_DOCUMENTS_OPEN, Permission.BLOCKED_DOCUMENTS_OPEN}
    deciding = {Permission.STAFF_CHANGE, Permission.OPENINGS_APPROVE}
    for first, of_first in STAFF_GRANTS.items():
        for second, of_second in STAFF_GRANTS.items():
            if of_first & opening and of_second & deciding:
                assert first != second
                assert clash({first, second, StaffRole.SUPPORT})


def test_roles_that_go_together() -> None:
    assert clash({StaffRole.SUPPORT, StaffRole.BILLING, StaffRole.REVIEWER, StaffRole.OPERATIONS}) is None
    assert clash({StaffRole.SECURITY, StaffRole.SUPPORT}) is None
    assert all(clash(pair) == pair for pair in APART)


def test_every_role_has_its_duty() -> None:
    assert set(DUTIES) == set(StaffRole) == set(STAFF_GRANTS)


def test_an_account_without_use_is_flagged() -> None:
    assert not is_inactive(AT, None, AT + STAFF_INACTIVE - timedelta(seconds=1))
    assert is_inactive(AT, None, AT + STAFF_INACTIVE)
    assert not is_inactive(AT, AT + timedelta(days=20), AT + STAFF_INACTIVE)


def test_deadlines_end_with_the_day() -> None:
    assert decision_deadline(AT) == datetime(2027, 1, 23, 23, tzinfo=UTC)
    assert leaving_instant(date(2027, 3, 28)) == datetime(2027, 3, 28, 22, tzinfo=UTC)
