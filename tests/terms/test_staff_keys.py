"""Who is told of a key's end, and when (contract M3)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from terms.staff import password_expired, password_expires_at
from terms.staff_keys import NOTICE_DAYS, campaign_end, key_stage, next_morning

ZONE = "Europe/Madrid"
CHANGED = datetime(2027, 1, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2027, 6, 9), None),
        (date(2027, 6, 10), 30),
        (date(2027, 6, 25), 30),
        (date(2027, 6, 26), 14),
        (date(2027, 7, 3), 7),
        (date(2027, 7, 9), 1),
        (date(2027, 7, 10), 0),
        (date(2027, 9, 1), 0),
    ],
)
def test_the_last_notice_due(day: date, stage: int | None) -> None:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    assert key_stage(CHANGED, now, ZONE) == stage


def test_the_last_notice_comes_when_access_stops() -> None:
    end = password_expires_at(CHANGED, ZONE)
    for moment in (end - timedelta(seconds=1), end, end + timedelta(hours=9)):
        assert (key_stage(CHANGED, moment, ZONE) == 0) is password_expired(CHANGED, moment, ZONE)
    assert NOTICE_DAYS[-1] == 0


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2027, 1, 1), datetime(2027, 6, 30, 22, tzinfo=UTC)),
        (date(2027, 6, 30), datetime(2027, 6, 30, 22, tzinfo=UTC)),
        (date(2027, 7, 1), datetime(2027, 12, 31, 23, tzinfo=UTC)),
        (date(2027, 12, 31), datetime(2027, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_campaigns_follow_each_other(day: date, end: datetime) -> None:
    assert campaign_end(day, ZONE) == end


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2027, 3, 27, 7, tzinfo=UTC), datetime(2027, 3, 27, 8, tzinfo=UTC)),
        (datetime(2027, 3, 27, 8, tzinfo=UTC), datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2027, 10, 31, 8, tzinfo=UTC)),
    ],
)
def test_mornings_keep_their_hour_when_the_clocks_change(now: datetime, morning: datetime) -> None:
    assert next_morning(now, ZONE) == morning
