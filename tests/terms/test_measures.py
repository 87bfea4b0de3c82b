"""When measures are due, and when one counts as missed (contract M1, M9)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.access_review import review_due
from terms.measures import RHYTHMS, Measure, standing, watch_stopped

ZONES = st.sampled_from(["Europe/Madrid", "America/Bogota", "Australia/Lord_Howe"])
INSTANTS = st.integers(0, 6 * 365 * 86400).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
)


@pytest.mark.rule("M1")
def test_the_backup_is_due_each_sunday_morning_also_when_the_clocks_change() -> None:
    rhythm, at = RHYTHMS[Measure.BACKUP], datetime(2027, 1, 1, tzinfo=UTC)
    for _ in range(104):
        due = rhythm.next_after(at)
        local = due.astimezone(ZoneInfo("Europe/Madrid"))
        assert (local.weekday(), local.hour, local.minute) == (6, 4, 30)
        assert due - at <= timedelta(days=7, hours=1)
        at = due


@given(INSTANTS, ZONES, st.sampled_from(list(Measure)))
def test_the_next_time_is_later_and_the_first_one(instant: datetime, zone: str, measure: Measure) -> None:
    rhythm = RHYTHMS[measure]
    due = rhythm.next_after(instant, zone)
    assert due > instant
    assert rhythm.next_after(due - timedelta(microseconds=1), zone) == due
    assert rhythm.next_after(instant + (due - instant) / 2, zone) == due


@pytest.mark.rule("M2", "M3")
def test_a_round_is_missed_after_a_day_and_a_review_once_its_days_are_over() -> None:
    before, after = datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 2, 7, tzinfo=UTC)
    round_due = datetime(2027, 1, 1, 6, tzinfo=UTC)
    assert standing(Measure.REVIEW_ROUND, before, None, after).missed_at == round_due
    assert standing(Measure.ACCESS_REVIEW, before, None, after).missed_at is None
    unsigned = datetime(2027, 2, 1, 6, tzinfo=UTC)
    assert standing(Measure.ACCESS_REVIEW, before, None, unsigned).missed_at == round_due
    assert review_due(round_due, "Europe/Madrid") < unsigned, "its days are over"
    assert standing(Measure.KEY_CHANGE, before, None, datetime(2027, 1, 2, 8, tzinfo=UTC)).missed_at


@pytest.mark.rule("M9")
@pytest.mark.parametrize("measure", Measure)
def test_one_is_missed_once_its_grace_is_over(measure: Measure) -> None:
    rhythm, last = RHYTHMS[measure], datetime(2027, 2, 2, 12, tzinfo=UTC)
    due = rhythm.next_after(last)
    for now, missed in (
        (due, None),
        (due + rhythm.grace - timedelta(seconds=1), None),
        (due + rhythm.grace, due),
        (due + timedelta(days=400), due),
    ):
        assert standing(measure, last, None, now).missed_at == missed
        assert standing(measure, last - timedelta(days=999), last, now).missed_at == missed
        assert standing(measure, last, last, now).next_due_at == rhythm.next_after(now)


@pytest.mark.rule("M9")
def test_a_stopped_watch_is_noticed_after_two_of_its_hours() -> None:
    newest = datetime(2027, 10, 31, 0, tzinfo=UTC)
    first, second, third = (newest + timedelta(hours=hours) for hours in (1, 2, 3))
    for now in (newest, first, second, third - timedelta(seconds=1)):
        assert watch_stopped(newest, newest, now) is None, "one that is late, or under way, has not stopped"
    assert watch_stopped(newest - timedelta(days=9), newest, third) == first
    assert watch_stopped(newest, None, third) == first
    assert watch_stopped(newest, newest, newest + timedelta(days=99)) == first
