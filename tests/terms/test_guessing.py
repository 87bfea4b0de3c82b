"""Guessing is slow, and locks nobody out (contract M3, M7)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.guessing import LOGIN_WAITS, Tries, Waits, network_of, next_try

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
waits = st.builds(
    Waits,
    st.integers(1, 10),
    st.timedeltas(timedelta(seconds=1), timedelta(minutes=5)),
    st.timedeltas(timedelta(minutes=5), timedelta(hours=5)),
    st.timedeltas(timedelta(hours=5), timedelta(days=3)),
)
gaps = st.lists(st.timedeltas(timedelta(), timedelta(hours=3)), max_size=120)


def tried(rule: Waits, gaps: list[timedelta]) -> list[datetime]:
    """When somebody who tries after each of the gaps is let through."""
    at, past, let_through = START, None, []
    for gap in gaps:
        at += gap
        past, wait = next_try(past, at, rule)
        if wait is None:
            let_through.append(at)
    return let_through


@given(waits)
def test_waits_grow_to_their_longest_and_stay(rule: Waits) -> None:
    grown = [rule.after(tries) for tries in range(200)]
    assert all(wait == timedelta() for wait in grown[: rule.free])
    assert all(shorter <= longer for shorter, longer in pairwise(grown))
    assert grown[rule.free] == min(rule.first, rule.longest)
    assert grown[-1] == rule.longest


@given(waits, gaps)
def test_whoever_waits_is_let_through_and_nobody_sooner(rule: Waits, gaps: list[timedelta]) -> None:
    at, past = START, None
    for gap in gaps:
        at += gap
        after, wait = next_try(past, at, rule)
        if wait is None:
            assert after == Tries(after.count, at) if after else False
            past = after
            continue
        assert after == past, "a try that has to wait changes nothing"
        assert timedelta() < wait <= rule.longest, "nobody is kept out for longer than that"
        assert next_try(past, at + wait, rule)[1] is None
        assert next_try(past, at + wait - timedelta(microseconds=1), rule)[1] is not None


@given(waits, st.permutations(range(10)))
def test_tries_at_the_same_time_count_in_whatever_order(rule: Waits, order: list[int]) -> None:
    past, waiting = None, 0
    for number in order[: rule.free]:
        past, wait = next_try(past, START + timedelta(milliseconds=number), rule)
        waiting += wait is not None
    newest = START + timedelta(milliseconds=max(order[: rule.free]))
    assert (past, waiting) == (Tries(rule.free, newest), 0)


@given(waits, gaps)
def test_a_day_has_few_guesses(rule: Waits, gaps: list[timedelta]) -> None:
    """However the tries are spread: the free ones, one per doubling, and one per longest wait."""
    doublings = (rule.longest // rule.first).bit_length() + 1
    for first in tried(rule, gaps):
        within = [at for at in tried(rule, gaps) if first <= at < first + rule.forgotten_after]
        assert len(within) <= 2 * (rule.free + doublings + rule.forgotten_after // rule.longest + 1)


def test_signing_in_has_some_thirty_guesses_a_day_from_one_place() -> None:
    every_second = [timedelta(seconds=1)] * 86_400
    assert len(tried(LOGIN_WAITS, every_second)) <= 35


def test_all_begins_anew_after_a_quiet_day() -> None:
    past = Tries(500, START)
    assert next_try(past, START + LOGIN_WAITS.forgotten_after, LOGIN_WAITS) == (
        Tries(1, START + LOGIN_WAITS.forgotten_after),
        None,
    )


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
        (None, ""),
    ],
)
def test_one_party_is_counted_as_one(ip: str | None, network: str) -> None:
    assert network_of(ip) == network
