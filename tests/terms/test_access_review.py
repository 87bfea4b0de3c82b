"""Dates of the quarterly review (contract M2, C1, C2)."""

from datetime import UTC, date, datetime

import pytest

from terms.access_review import (
    REVIEW_MONTHS,
    Quarter,
    StepKind,
    review_due,
    review_lapses,
    review_steps,
)

ZONE = "Europe/Madrid"
OPENED = datetime(2027, 1, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "text", "first", "following"),
    [
        (date(2027, 1, 1), "2027-Q1", date(2027, 1, 1), "2027-Q2"),
        (date(2027, 3, 31), "2027-Q1", date(2027, 1, 1), "2027-Q2"),
        (date(2027, 4, 1), "2027-Q2", date(2027, 4, 1), "2027-Q3"),
        (date(2027, 12, 31), "2027-Q4", date(2027, 10, 1), "2028-Q1"),
    ],
)
def test_quarters(day: date, text: str, first: date, following: str) -> None:
    quarter = Quarter.of(day)
    assert (str(quarter), quarter.first_day, str(quarter.next)) == (text, first, following)
    assert Quarter.parse(text) == quarter


@pytest.mark.parametrize("text", ["2027", "2027-Q5", "2027-Q0", "x-Q1", "2027-q1", ""])
def test_what_is_no_quarter(text: str) -> None:
    with pytest.raises(ValueError, match="not a quarter"):
        Quarter.parse(text)


def test_every_quarter_has_its_review() -> None:
    assert [Quarter.of(date(2027, month, 1)).number for month in REVIEW_MONTHS] == [1, 2, 3, 4]


def test_a_review_reminds_escalates_and_lapses_when_the_next_one_opens() -> None:
    steps = review_steps(OPENED, Quarter(2027, 1), ZONE)
    assert [(step.kind.value, step.at.isoformat()) for step in steps] == [
        ("reminder", "2027-01-08T08:00:00+00:00"),
        ("reminder", "2027-01-15T08:00:00+00:00"),
        ("reminder", "2027-01-22T08:00:00+00:00"),
        ("reminder", "2027-01-29T08:00:00+00:00"),
        ("escalation", "2027-01-31T23:00:00+00:00"),
        ("overdue", "2027-02-08T08:00:00+00:00"),
        ("overdue", "2027-02-15T08:00:00+00:00"),
        ("overdue", "2027-02-22T08:00:00+00:00"),
        ("overdue", "2027-03-01T08:00:00+00:00"),
        ("overdue", "2027-03-08T08:00:00+00:00"),
        ("overdue", "2027-03-15T08:00:00+00:00"),
        ("overdue", "2027-03-22T08:00:00+00:00"),
        ("overdue", "2027-03-29T07:00:00+00:00"),
        ("lapse", "2027-03-31T22:00:00+00:00"),
    ]


def test_the_due_date_is_the_end_of_the_thirtieth_day_after() -> None:
    assert review_due(OPENED, ZONE) == datetime(2027, 1, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize("opened", [OPENED, datetime(2027, 3, 20, 12, tzinfo=UTC)])
def test_a_review_that_opened_late_keeps_all_of_its_time(opened: datetime) -> None:
    steps = review_steps(opened, Quarter(2027, 1), ZONE)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert steps[-1].at == review_lapses(opened, Quarter(2027, 1), ZONE) >= review_due(opened, ZONE)
    assert sum(step.kind is StepKind.REMINDER for step in steps) == 4
    assert sum(step.kind is StepKind.LAPSE for step in steps) == 1
