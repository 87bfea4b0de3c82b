"""An instruction goes from act to act as the contract allows, whatever is tried (P1)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from terms.deadlines import DeadlineKind, due_at
from terms.instructions import (
    REMIND_AFTER,
    InstructionAct,
    InstructionCourse,
    InstructionRefusal,
    InstructionState,
    InstructionStep,
    course_after,
    digest_of,
    given,
    next_date,
    refuse_act,
    step_of,
    steps_due,
)

START = datetime(2026, 12, 4, 9, tzinfo=UTC)
LATER = START + timedelta(days=2)
LATER_ACTS = st.sampled_from([act for act in InstructionAct if act is not InstructionAct.GIVE])


class Instructions(RuleBasedStateMachine):
    """Anybody tries anything, on the newest version or on one that they read before."""

    def __init__(self) -> None:
        super().__init__()
        self.at = START
        self.course = given("ine_1", self.at)
        self.acts: list[InstructionAct] = [InstructionAct.GIVE]
        self.owed_since: datetime | None = None

    @rule(act=LATER_ACTS, behind=st.integers(0, 2), hours=st.integers(0, 400))
    def attempt(self, act: InstructionAct, behind: int, hours: int) -> None:
        self.at += timedelta(hours=hours)
        refusal = refuse_act(self.course, act, self.course.version - behind)
        if refusal is not None:
            return
        assert behind == 0
        self.course = course_after(self.course, act, f"ine_{len(self.acts) + 1}", self.at)
        self.acts.append(act)

    @invariant()
    def it_stands_as_its_acts_say(self) -> None:
        course, acts = self.course, self.acts
        assert course.sequence == len(acts)
        assert course.version == sum(act in (InstructionAct.GIVE, InstructionAct.AMEND) for act in acts)
        assert (course.state is InstructionState.SUSPENDED) == (acts[-1] is InstructionAct.DOUBT)
        assert (course.state is InstructionState.WITHDRAWN) == (InstructionAct.WITHDRAW in acts)
        assert (course.doubted_at is not None) == (course.state is InstructionState.SUSPENDED)

    @invariant()
    def only_what_was_acknowledged_is_in_force(self) -> None:
        newest = max(
            place for place, act in enumerate(self.acts) if act in (InstructionAct.GIVE, InstructionAct.AMEND)
        )
        acknowledged = InstructionAct.ACKNOWLEDGE in self.acts[newest:]
        withdrawn = self.course.state is InstructionState.WITHDRAWN
        assert self.course.followed == (acknowledged and not withdrawn)
        if self.course.state is InstructionState.IN_FORCE:
            assert self.course.followed

    @invariant()
    def the_holder_owes_an_answer_while_it_is_recorded(self) -> None:
        recorded = self.course.state is InstructionState.RECORDED
        if self.acts[-1] is InstructionAct.DISPEL and recorded:
            assert self.course.awaited_since == self.owed_since
        elif recorded:
            self.owed_since = self.course.awaited_since
        assert (self.course.awaits is not None) == recorded == (self.course.awaited_since is not None)


Instructions.TestCase.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)
TestInstructions = Instructions.TestCase


def in_force() -> InstructionCourse:
    return course_after(given("ine_1", START), InstructionAct.ACKNOWLEDGE, "ine_2", START)


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (InstructionAct.ACKNOWLEDGE, InstructionRefusal.FOLLOWED),
        (InstructionAct.CONFIRM, InstructionRefusal.NOT_SUSPENDED),
        (InstructionAct.DISPEL, InstructionRefusal.NOT_SUSPENDED),
        (InstructionAct.DOUBT, None),
        (InstructionAct.AMEND, None),
        (InstructionAct.WITHDRAW, None),
    ],
)
def test_what_may_be_done_with_one_in_force(act: InstructionAct, refusal: InstructionRefusal | None) -> None:
    assert refuse_act(in_force(), act, 1) is refusal


def test_nobody_answers_a_version_that_they_have_not_read() -> None:
    amended = course_after(given("ine_1", START), InstructionAct.AMEND, "ine_2", START)
    assert refuse_act(amended, InstructionAct.ACKNOWLEDGE, 1) is InstructionRefusal.CHANGED


def test_a_doubted_one_is_neither_followed_nor_doubted_again() -> None:
    doubted = course_after(in_force(), InstructionAct.DOUBT, "ine_3", START)
    for act in (InstructionAct.ACKNOWLEDGE, InstructionAct.DOUBT):
        assert refuse_act(doubted, act, 1) is InstructionRefusal.SUSPENDED
    withdrawn = course_after(doubted, InstructionAct.WITHDRAW, "ine_4", START)
    for act in InstructionAct:
        assert refuse_act(withdrawn, act, 1) is InstructionRefusal.WITHDRAWN


@pytest.mark.parametrize("act", [InstructionAct.CONFIRM, InstructionAct.DISPEL])
def test_after_a_doubt_it_is_as_it_was(act: InstructionAct) -> None:
    followed = course_after(in_force(), InstructionAct.DOUBT, "ine_3", START)
    assert course_after(followed, act, "ine_4", START).state is InstructionState.IN_FORCE
    unanswered = course_after(given("ine_1", START), InstructionAct.DOUBT, "ine_2", START)
    again = course_after(unanswered, act, "ine_3", LATER)
    assert again.state is InstructionState.RECORDED


@pytest.mark.rule("P1")
def test_doubting_gains_the_holder_no_time() -> None:
    course = given("ine_1", START)
    for number in (2, 4):
        doubted = course_after(course, InstructionAct.DOUBT, f"ine_{number}", LATER)
        assert (doubted.awaits, doubted.awaited_since) == (None, None)
        course = course_after(doubted, InstructionAct.DISPEL, f"ine_{number + 1}", LATER)
        assert (course.awaits, course.awaited_since) == ("ine_1", START)
    stood_by = course_after(
        course_after(course, InstructionAct.DOUBT, "ine_6", LATER), InstructionAct.CONFIRM, "ine_7", LATER
    )
    assert (stood_by.awaits, stood_by.awaited_since) == ("ine_7", LATER), "the controller gives a new answer"


def test_it_is_given_once() -> None:
    with pytest.raises(ValueError, match="once"):
        course_after(in_force(), InstructionAct.GIVE, "ine_3", START)


def test_the_holder_is_warned_and_the_controller_reminded() -> None:
    due = due_at(DeadlineKind.INSTRUCTION_ANSWER, START)
    assert due == datetime(2026, 12, 16, 23, tzinfo=UTC), "8 December is a holiday"
    waiting = replace(given("ine_1", START), due_at=due)
    assert steps_due(waiting, START) == ()
    assert steps_due(waiting, due) == ("half", "three_quarters", "overdue")
    assert next_date(waiting, due) is None
    doubted = course_after(waiting, InstructionAct.DOUBT, "ine_2", START)
    assert next_date(doubted, START) == START + REMIND_AFTER[0]
    told = steps_due(doubted, START + timedelta(days=365))
    assert len(set(told)) == len(REMIND_AFTER)
    assert {step_of(step) for step in told} == {InstructionStep.UNANSWERED}


@for_all(st.text(), st.text(), st.text())
def test_what_was_said_has_a_digest_of_its_own(subject: str, words: str, other: str) -> None:
    one = digest_of(InstructionAct.GIVE, subject, words, None, None)
    assert one == digest_of(InstructionAct.GIVE, subject, words, None, None)
    assert (one == digest_of(InstructionAct.GIVE, subject, other, None, None)) == (words == other)
    assert one != digest_of(InstructionAct.AMEND, subject, words, None, None)
