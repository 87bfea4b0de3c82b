"""Legal clocks count as the contract says, across weekends, holidays, year ends and changes of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms import texts
from terms.accounts import Document
from terms.calendar import local_date
from terms.deadlines import CLOCKS, DeadlineKind, DeadlineOutcome, due_at, outcome_of, warnings
from terms.working_days import WorkingCalendar

MADRID = ZoneInfo("Europe/Madrid")
INSTANTS = st.integers(0, 14 * 366 * 86400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def madrid(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant by the holder's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=MADRID)


@pytest.mark.rule("P4", "P6", "P7", "P8")
@pytest.mark.parametrize(
    ("kind", "started", "due"),
    [
        pytest.param(
            DeadlineKind.BREACH_TO_CONTROLLER,
            madrid(2027, 3, 27, 12),
            madrid(2027, 3, 29, 13),
            id="hours are real over the change to summer time",
        ),
        pytest.param(
            DeadlineKind.BREACH_TO_AUTHORITY,
            madrid(2027, 12, 30, 18),
            madrid(2028, 1, 2, 18),
            id="hours do not stop for a weekend or a year's end",
        ),
        pytest.param(
            DeadlineKind.REQUEST_TO_CONTROLLER,
            madrid(2027, 6, 18, 9),
            madrid(2027, 7, 1),
            id="Sant Joan in Alicante is no working day",
        ),
        pytest.param(
            DeadlineKind.REQUEST_TO_CONTROLLER,
            madrid(2027, 12, 23, 9),
            madrid(2028, 1, 4),
            id="neither Christmas nor New Year's Day",
        ),
        pytest.param(
            DeadlineKind.REQUEST_RESOLUTION, madrid(2027, 1, 31, 8), madrid(2027, 3, 1), id="no 31 February"
        ),
        pytest.param(
            DeadlineKind.REQUEST_EXTENDED_RESOLUTION,
            madrid(2027, 1, 31, 8),
            madrid(2027, 5, 1),
            id="the extension counts from filing",
        ),
        pytest.param(
            DeadlineKind.SUBPROCESSOR_OBJECTION,
            madrid(2027, 10, 15, 23, 59),
            madrid(2027, 11, 15),
            id="thirty days without the first",
        ),
        pytest.param(
            DeadlineKind.BREACH_TO_CONTROLLER,
            madrid(2027, 10, 30, 12),
            madrid(2027, 11, 1, 11),
            id="hours are real over the change to winter time",
        ),
        pytest.param(
            DeadlineKind.BREACH_TO_CONTROLLER,
            madrid(2028, 2, 28, 10),
            madrid(2028, 3, 1, 10),
            id="hours pass the leap day",
        ),
        pytest.param(
            DeadlineKind.BREACH_TO_AUTHORITY,
            madrid(2027, 3, 26, 9),
            madrid(2027, 3, 29, 10),
            id="hours do not stop for Easter",
        ),
        pytest.param(
            DeadlineKind.REQUEST_TO_CONTROLLER,
            madrid(2027, 10, 7, 18),
            madrid(2027, 10, 20),
            id="Spain's day in October is none, that of the Comunitat is a Saturday",
        ),
        pytest.param(
            DeadlineKind.REQUEST_TO_CONTROLLER,
            madrid(2027, 3, 24, 9),
            madrid(2027, 4, 7),
            id="neither Good Friday nor Easter Monday",
        ),
        pytest.param(
            DeadlineKind.REQUEST_TO_CONTROLLER,
            madrid(2027, 4, 3, 23, 59),
            madrid(2027, 4, 15),
            id="filed on a Saturday, over Santa Faz",
        ),
        pytest.param(
            DeadlineKind.REQUEST_TO_CONTROLLER,
            datetime(2027, 6, 17, 22, 30, tzinfo=UTC),
            madrid(2027, 7, 1),
            id="half past midnight in Alicante is the next day",
        ),
        pytest.param(
            DeadlineKind.REQUEST_RESOLUTION, madrid(2028, 1, 31, 8), madrid(2028, 3, 1), id="leap February"
        ),
        pytest.param(
            DeadlineKind.REQUEST_RESOLUTION,
            madrid(2027, 12, 31, 23, 59),
            madrid(2028, 2, 1),
            id="a month over the year's end",
        ),
        pytest.param(
            DeadlineKind.REQUEST_EXTENDED_RESOLUTION,
            madrid(2027, 11, 30, 8),
            madrid(2028, 3, 1),
            id="three months to the leap day",
        ),
        pytest.param(
            DeadlineKind.SUBPROCESSOR_OBJECTION,
            madrid(2027, 3, 1, 9),
            madrid(2027, 4, 1),
            id="thirty days over the change to summer time end at midnight",
        ),
        pytest.param(
            DeadlineKind.SUBPROCESSOR_OBJECTION,
            madrid(2027, 12, 15, 9),
            madrid(2028, 1, 15),
            id="thirty days over the year's end",
        ),
    ],
)
def test_each_clock_counts_as_the_contract_says(kind: DeadlineKind, started: datetime, due: datetime) -> None:
    assert due_at(kind, started) == due


@pytest.mark.rule("C1", "C2", "C3", "C4")
@given(st.sampled_from(DeadlineKind), INSTANTS)
def test_no_clock_is_shorter_than_its_period_and_days_end_at_midnight(
    kind: DeadlineKind, started: datetime
) -> None:
    due = due_at(kind, started)
    half, three_quarters = warnings(started, due)
    assert started < half < three_quarters < due
    if CLOCKS[kind].rule == "P8":
        assert due - started == timedelta(hours=CLOCKS[kind].length)
    else:
        assert due.astimezone(MADRID).time().hour == 0
        assert local_date(due) > local_date(started) + timedelta(days=7)


@pytest.mark.rule("C3", "P6")
@given(INSTANTS)
def test_seven_working_days_are_counted_one_by_one(started: datetime) -> None:
    """After the first, seven days are neither weekend nor holiday, and the last is one of them."""
    seat = WorkingCalendar()
    first, due = local_date(started), local_date(due_at(DeadlineKind.REQUEST_TO_CONTROLLER, started))
    days = [first + timedelta(days=number) for number in range(1, (due - first).days)]
    working = [day for day in days if day.isoweekday() <= 5 and day not in seat.holidays_of(day.year)]
    assert len(working) == 7
    assert working[-1] == days[-1]


@given(INSTANTS)
def test_the_deadline_itself_is_too_late(due: datetime) -> None:
    assert outcome_of(due, due) is DeadlineOutcome.MISSED
    assert outcome_of(due, due - timedelta(microseconds=1)) is DeadlineOutcome.KEPT


def test_an_instant_needs_a_zone() -> None:
    for kind in DeadlineKind:
        with pytest.raises(ValueError, match="time zone"):
            due_at(kind, datetime(2027, 1, 1))  # noqa: DTZ001


def test_every_clause_is_one_of_the_processor_contract() -> None:
    for language in ("es", "en"):
        text = texts.find(Document.PROCESSOR, texts.binding_version(Document.PROCESSOR), language)
        assert text is not None
        numbers = {line.partition(".")[0] for line in text.body.splitlines() if line[:1].isdigit()}
        for clock in CLOCKS.values():
            assert clock.clause.startswith("4.")
            assert clock.clause.removeprefix("4.") in numbers
