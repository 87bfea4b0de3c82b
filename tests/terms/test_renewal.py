"""When archive timestamps are renewed, and by what (contract E4)."""

from datetime import UTC, datetime, timedelta

import pytest

from terms.expiry import WARNED_DAYS
from terms.renewal import RENEWED_AHEAD, SAME_AUTHORITY_WITHIN, due_before, first_term, gains

NOW = datetime(2027, 1, 20, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def test_it_is_due_before_anybody_is_warned() -> None:
    assert due_before(NOW) - NOW == RENEWED_AHEAD > max(WARNED_DAYS) * DAY


@pytest.mark.parametrize(
    ("held", "offered", "worth"),
    [(30, 30, False), (30, 60, False), (30, 90, False), (30, 91, True), (-1, 400, True), (89, 3650, True)],
)
def test_only_what_holds_longer_than_it_would_be_due_again_is_added(
    held: int, offered: int, worth: bool
) -> None:
    assert gains(NOW + held * DAY, NOW + offered * DAY, NOW) is worth


def test_what_ended_long_after_its_last_signature_is_due_at_once() -> None:
    until = NOW + 400 * DAY
    assert first_term(NOW, NOW + SAME_AUTHORITY_WITHIN, until) == until
    assert first_term(NOW, NOW + SAME_AUTHORITY_WITHIN + DAY, until) == NOW
    assert first_term(None, NOW, until) is None
