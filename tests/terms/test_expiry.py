"""People are told 60, 30 and 7 days ahead, and of the end (contract M9)."""

from datetime import UTC, datetime, timedelta

import pytest

from terms.expiry import EXPIRED, stage

END = datetime(2027, 3, 28, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("before", "days"),
    [
        (timedelta(days=60) + SECOND, None),
        (timedelta(days=60), 60),
        (timedelta(days=30) + SECOND, 60),
        (timedelta(days=30), 30),
        (timedelta(days=7), 7),
        (SECOND, 7),
        (timedelta(), EXPIRED),
        (-timedelta(days=400), EXPIRED),
    ],
)
def test_each_stage_begins_so_many_days_ahead(before: timedelta, days: int | None) -> None:
    assert stage(END, END - before) == days
