"""Calendar rules (contract C1, C2): local days of the holder, instants in UTC."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOLDER_ZONE = "Europe/Madrid"


def end_of_period(start: datetime, days: int, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive end, in UTC, of a period of `days` calendar days that does not count its first day.

    It is the first local midnight after the last day, so a change of daylight saving never moves the
    deadline's local date (contract C1, C2).
    """
    if start.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local_zone = ZoneInfo(zone)
    last_day = start.astimezone(local_zone).date() + timedelta(days=days)
    midnight_after = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=local_zone)
    return midnight_after.astimezone(UTC)
