"""The security measures that leave dated evidence (contract M1–M3, M7, M9, W4): when due, when missed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from terms.access_review import OPENED_AT, REVIEW_DAYS, REVIEW_MONTHS
from terms.calendar import HOLDER_ZONE
from terms.staff_keys import MORNING


class Measure(StrEnum):
    """What is done regularly, each time with a record."""

    BACKUP = "backup"
    RESTORE_DRILL = "restore-drill"
    CHANNEL_REVIEW = "channel-review"
    DETECTION = "detection"
    LOG_SEAL = "log-seal"
    """That the log of interactions is sealed into its chain."""
    EXPIRY = "expiry"
    TIMESTAMP_RENEWAL = "timestamp-renewal"
    """That what was sealed gets another archive timestamp in time."""
    PEOPLE = "people"
    """That everyone with access signed and was trained (P5)."""
    REVIEW_ROUND = "review-round"
    """That the quarter's reviews of access are opened (M2)."""
    ACCESS_REVIEW = "access-review"
    """That the review of the staff's own access is signed off (M2)."""
    KEY_CHANGE = "key-change"
    """That the age of the staff's keys is looked at, and whoever has to change theirs is told (M3)."""
    WATCH = "watch"
    """That the others were carried out when they were due."""


class Outcome(StrEnum):
    """How one time went."""

    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Rhythm:
    """When a measure is due: every so often since midnight UTC, or at a local time on some days.

    `weekday` counts from Monday as 0. It is missed when a due time has no record `grace` later.
    """

    rule: str
    grace: timedelta
    every: timedelta | None = None
    hour: int = 0
    minute: int = 0
    weekday: int | None = None
    day: int | None = None
    months: tuple[int, ...] = ()
    added: bool = False
    """It came to services that were leaving records already: none are missed before the watch knew it."""

    def next_after(self, instant: datetime, zone: str = HOLDER_ZONE) -> datetime:
        """The first due time (UTC) after an instant."""
        if self.every is not None:
            midnight = instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            return midnight + ((instant - midnight) // self.every + 1) * self.every
        day = instant.astimezone(ZoneInfo(zone)).date()
        while True:
            due = datetime.combine(day, time(self.hour, self.minute), ZoneInfo(zone)).astimezone(UTC)
            fits = self.weekday in (None, day.weekday()) and self.day in (None, day.day)
            if due > instant and fits and (not self.months or day.month in self.months):
                return due
            day += timedelta(days=1)


RHYTHMS: Mapping[Measure, Rhythm] = MappingProxyType(
    {
        Measure.BACKUP: Rhythm("M1", timedelta(hours=24), hour=4, minute=30, weekday=6),
        Measure.RESTORE_DRILL: Rhythm("M1", timedelta(days=7), hour=5, minute=30, day=10, months=(2, 8)),
        Measure.CHANNEL_REVIEW: Rhythm("W4", timedelta(days=30), hour=9, day=15, months=(3, 9)),
        Measure.DETECTION: Rhythm("M7", timedelta(hours=1), every=timedelta(minutes=15)),
        Measure.LOG_SEAL: Rhythm("M7", timedelta(hours=3), every=timedelta(hours=1)),
        Measure.EXPIRY: Rhythm("M9", timedelta(hours=24), hour=6, minute=10),
        Measure.TIMESTAMP_RENEWAL: Rhythm("E4", timedelta(hours=24), hour=6, minute=40),
        Measure.PEOPLE: Rhythm("P5", timedelta(hours=24), hour=6, minute=20),
        Measure.REVIEW_ROUND: Rhythm(
            "M2", timedelta(hours=24), hour=OPENED_AT.hour, day=1, months=REVIEW_MONTHS, added=True
        ),
        Measure.ACCESS_REVIEW: Rhythm(
            "M2",
            timedelta(days=REVIEW_DAYS + 1),
            hour=OPENED_AT.hour,
            day=1,
            months=REVIEW_MONTHS,
            added=True,
        ),
        Measure.KEY_CHANGE: Rhythm("M3", timedelta(hours=24), hour=MORNING.hour, added=True),
        Measure.WATCH: Rhythm("M9", timedelta(hours=3), every=timedelta(hours=1)),
    }
)


WATCH_PERIODS = 2
"""So many due times in a row the watch may be without a record before another measure alarms about it."""


@dataclass(frozen=True)
class Standing:
    """When a measure is due next; `missed_at` is a due time that passed without a record."""

    next_due_at: datetime
    missed_at: datetime | None


def standing(
    measure: Measure, since: datetime, newest: datetime | None, now: datetime, zone: str = HOLDER_ZONE
) -> Standing:
    """How a measure stands that is judged `since` an instant, `newest` being the last time on record.

    A failed time is on record too: it alarms by itself. What was begun by hand counts for the due time
    that follows no earlier than it.
    """
    rhythm = RHYTHMS[measure]
    expected = rhythm.next_after(newest or since, zone)
    late = expected + rhythm.grace <= now
    return Standing(rhythm.next_after(now, zone), expected if late else None)


def watch_stopped(since: datetime, newest: datetime | None, now: datetime) -> datetime | None:
    """The first due time without a record of the watch, once it missed several; nobody else would notice.

    `since` and `newest` are as in `standing`. Its own rhythm is in UTC, whatever the zone.
    """
    rhythm = RHYTHMS[Measure.WATCH]
    missed = [rhythm.next_after(newest or since)]
    while len(missed) <= WATCH_PERIODS:
        missed.append(rhythm.next_after(missed[-1]))
    return missed[0] if missed[-1] <= now else None
