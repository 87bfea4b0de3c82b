"""The change of the staff's keys (contract M3): who is told when, before access stops."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from terms.calendar import Month, local_date, start_of_day
from terms.staff import password_expires_at

CAMPAIGN_MONTHS = (1, 7)
"""A campaign begins on the first day of each of these months and looks after the keys until the next."""
NOTICE_DAYS = (30, 14, 7, 1, 0)
"""Days before a key's end on which its holder is told; on the last one access has stopped."""
MORNING = time(9)


def campaign_end(day: date, zone: str) -> datetime:
    """The instant (UTC) at which the campaign of `day` gives way to the next one."""
    month = Month.of(day)
    ahead = next(months for months in range(1, 7) if month.plus(months).number in CAMPAIGN_MONTHS)
    return start_of_day(month.plus(ahead).first_day, zone)


def key_stage(changed_at: datetime, now: datetime, zone: str) -> int | None:
    """The last notice due for a key changed at `changed_at`, in days before its end; `None` before the first.

    A notice that an outage prevented gives way to the next one.
    """
    left = (local_date(password_expires_at(changed_at, zone), zone) - local_date(now, zone)).days
    return min((days for days in NOTICE_DAYS if left <= days), default=None)


def next_morning(now: datetime, zone: str) -> datetime:
    """When the keys are looked at next."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(now.tzinfo)
