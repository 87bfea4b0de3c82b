"""When access takes commitments and training, and when they run out (contract P5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from terms import texts
from terms.accounts import Document
from terms.courses import LANGUAGES, Course, current_course, versions
from terms.people import (
    CommitmentState,
    Done,
    Duty,
    binding_versions,
    commitment_due,
    commitment_until,
    may_ask_again,
    passed,
    pseudonym,
    right_answers,
    training_stage,
    training_until,
)

AT = datetime(2027, 3, 10, 9, tzinfo=UTC)
LATER = AT + timedelta(days=100)
BOTH = frozenset(Duty)


def test_both_run_out_at_the_beginning_of_the_same_day_a_year_later() -> None:
    assert commitment_until(AT) == datetime(2028, 3, 9, 23, tzinfo=UTC)
    assert training_until(date(2028, 2, 29)) == datetime(2029, 2, 27, 23, tzinfo=UTC)
    summer = datetime(2027, 7, 1, 21, 59, tzinfo=UTC)
    assert commitment_until(summer) == datetime(2028, 6, 30, 22, tzinfo=UTC)
    assert commitment_until(summer + timedelta(minutes=1)) == datetime(2028, 7, 1, 22, tzinfo=UTC)


@pytest.mark.rule("P5")
@pytest.mark.parametrize(
    ("done", "lacks"),
    [
        (Done(None, None), BOTH),
        (Done(LATER, None), {Duty.TRAINING}),
        (Done(None, LATER), {Duty.COMMITMENT}),
        (Done(LATER, LATER), set()),
        (Done(LATER, AT), {Duty.TRAINING}),
        (Done(LATER, AT + timedelta(microseconds=1)), set()),
        (Done(AT, LATER), {Duty.COMMITMENT}),
    ],
)
def test_access_stops_at_the_instant_at_which_either_ends(done: Done, lacks: set[Duty]) -> None:
    assert done.lacks(AT) == lacks
    assert done.bars(AT) == lacks


def test_who_worked_here_before_goes_on_for_a_while() -> None:
    done = Done(None, None, LATER)
    assert done.lacks(AT) == BOTH
    assert not done.bars(AT)
    assert done.bars(LATER) == BOTH


def test_commitments_are_sent_again_a_month_before_they_end() -> None:
    assert commitment_due(None, AT)
    assert commitment_due(AT + timedelta(days=30), AT)
    assert not commitment_due(AT + timedelta(days=30, seconds=1), AT)


def test_who_declined_is_asked_again_after_some_days_and_who_forgot_at_once() -> None:
    assert may_ask_again(CommitmentState.EXPIRED, AT, AT)
    assert not may_ask_again(CommitmentState.DECLINED, AT, AT + timedelta(days=2))
    assert may_ask_again(CommitmentState.DECLINED, AT, AT + timedelta(days=3))


@pytest.mark.rule("P5")
def test_a_training_is_told_thirty_and_seven_days_before_and_weekly_once_it_ended() -> None:
    until = training_until(date(2027, 3, 10))
    assert training_stage(until, until - timedelta(days=31, hours=1)) is None
    assert training_stage(until, until - timedelta(days=30)) == "30"
    assert training_stage(until, until - timedelta(days=8)) == "30"
    assert training_stage(until, until - timedelta(days=7)) == "7"
    assert training_stage(until, until - timedelta(seconds=1)) == "7"
    assert training_stage(until, until) == "2028-W10"
    assert training_stage(None, AT) == "2027-W10"
    assert training_stage(None, AT + timedelta(days=7)) == "2027-W11"


def test_only_versions_that_no_substantial_change_followed_are_good_signed() -> None:
    newest = texts.versions(Document.STAFF_COMMITMENTS)[-1]
    assert binding_versions()[-1] == newest
    assert binding_versions()[0] == texts.binding_version(Document.STAFF_COMMITMENTS)


@pytest.mark.parametrize(
    ("right", "asked", "is_passed"), [(8, 10, True), (7, 10, False), (5, 6, True), (4, 6, False)]
)
def test_four_fifths_pass(right: int, asked: int, is_passed: bool) -> None:
    assert passed(right, asked) is is_passed


def test_one_controller_cannot_tell_who_another_was_shown() -> None:
    assert pseudonym("usr_1", "biz_1") == pseudonym("usr_1", "biz_1")
    assert pseudonym("usr_1", "biz_1") != pseudonym("usr_1", "biz_2")
    assert "usr" not in pseudonym("usr_1", "biz_1")


@pytest.mark.parametrize("course", list(Course))
def test_a_course_asks_the_same_in_every_language(course: Course) -> None:
    texts_of = [current_course(course, language) for language in LANGUAGES]
    assert {len(text.questions) for text in texts_of} == {10}
    for text in texts_of:
        assert text.version == versions(course)[-1]
        assert text.title
        assert text.body.startswith("\n") is False
        codes = [question.code for question in text.questions]
        assert len(codes) == len(set(codes))
        for question in text.questions:
            assert {"es", "en"} == set(question.words)
            assert question.right in {option.code for option in question.options}
            assert len(question.options) >= 3
    first, second = texts_of
    assert first.body.count("## ") == second.body.count("## ") == 9
    assert first.key == second.key
    assert right_answers(first.key, second.key) == 10
    assert right_answers({}, second.key) == 0
