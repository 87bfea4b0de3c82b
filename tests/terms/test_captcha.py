"""The work grows with what an origin asks for, and never beyond reason (contract M6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.access import ANSWER_KEPT
from terms.captcha import (
    CHALLENGE_LIFE,
    CHALLENGES_PER_ORIGIN,
    EASY_CHALLENGES,
    HARDER_EVERY,
    HARDEST,
    SOLUTION_KEPT,
    work_factor,
)


@pytest.mark.rule("M6")
def test_the_work_doubles_step_by_step() -> None:
    steps = [EASY_CHALLENGES, EASY_CHALLENGES + 1, EASY_CHALLENGES + HARDER_EVERY + 1]
    assert [work_factor(outstanding) for outstanding in steps] == [1, 2, 4]


@given(st.integers(0, CHALLENGES_PER_ORIGIN.attempts))
def test_more_challenges_are_never_cheaper_and_never_out_of_reach(outstanding: int) -> None:
    assert 1 <= work_factor(outstanding) <= work_factor(outstanding + 1) <= HARDEST


def test_the_hardest_work_is_reached_before_challenges_are_refused() -> None:
    assert work_factor(CHALLENGES_PER_ORIGIN.attempts) == HARDEST


def test_a_use_is_remembered_for_as_long_as_it_could_be_tried_again() -> None:
    assert SOLUTION_KEPT > ANSWER_KEPT + CHALLENGE_LIFE
