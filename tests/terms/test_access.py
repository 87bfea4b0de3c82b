"""Limits of attempts (contract M7)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from terms.access import Limit, spend

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMIT = Limit(5, timedelta(minutes=5))


def test_all_attempts_may_come_at_once_and_come_back_one_by_one() -> None:
    until = None
    for _ in range(5):
        until, wait = spend(until, START, LIMIT)
        assert wait is None
    after, wait = spend(until, START, LIMIT)
    assert (after, wait) == (until, timedelta(minutes=1))
    _, wait = spend(until, START + timedelta(minutes=1), LIMIT)
    assert wait is None


@given(st.lists(st.integers(0, 120), min_size=1, max_size=200))
def test_never_more_than_twice_the_attempts_in_any_period(gaps: list[int]) -> None:
    """The burst plus what the period gives back."""
    at, until, allowed = START, None, []
    for gap in gaps:
        at += timedelta(seconds=gap)
        until, wait = spend(until, at, LIMIT)
        if wait is None:
            allowed.append(at)
        else:
            assert spend(until, at + wait, LIMIT)[1] is None
    for first in allowed:
        assert sum(first <= other < first + LIMIT.period for other in allowed) <= 2 * LIMIT.attempts
