"""Calendar rules (contract C1, C2, C4): local days and months of the holder, instants in UTC."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOLDER_ZONE = "Europe/Madrid"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, such as 2027-03."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that contains `day`."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """The month written as `YYYY-MM`; raises `ValueError` for anything else."""
        try:
            day = date.fromisoformat(f"{text}-01")
        except ValueError:
            raise ValueError(f"not a month as YYYY-MM: {text!r}") from None
        if str(cls.of(day)) != text:
            raise ValueError(f"not a month as YYYY-MM: {text!r}")
        return cls.of(day)

    @property
    def first_day(self) -> date:
        """Its day 1."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        """How many days it has."""
        return calendar.monthrange(self.year, self.number)[1]

    def plus(self, months: int) -> "Month":
        """The month so many months later; earlier when negative."""
        years, index = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, index + 1)

    def minus(self, other: "Month") -> int:
        """How many months this one comes after `other`."""
        return (self.year - other.year) * 12 + self.number - other.number

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def start_of_day(day: date, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC) at which `day` begins in `zone` (contract C1).

    Where a change of clocks skips midnight the day begins at the change; where midnight comes twice, at the
    first one.
    """
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_date(instant: datetime, zone: str = HOLDER_ZONE) -> date:
    """The day in `zone` to which an instant belongs; raises `ValueError` for one without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(ZoneInfo(zone)).date()


def end_of_period(start: datetime, days: int, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive end, in UTC, of a period of `days` calendar days that does not count its first day.

    It is the first local midnight after the last day, so a change of daylight saving never moves the
    deadline's local date (contract C1, C2).
    """
    return start_of_day(local_date(start, zone) + timedelta(days=days + 1), zone)


def end_of_hours(awareness: datetime, hours: int) -> datetime:
    """The instant (UTC) so many real hours after `awareness`, whatever the clocks do (contract C4)."""
    if awareness.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return awareness.astimezone(UTC) + timedelta(hours=hours)


def years_later(day: date, years: int) -> date:
    """The same date so many years later; 29 February becomes the 28th where the year has none."""
    return months_later(day, 12 * years)


def months_later(day: date, months: int) -> date:
    """The same date so many months later; the last of the month where that month is too short."""
    month = Month.of(day).plus(months)
    return month.first_day.replace(day=min(day.day, month.days))


def last_meant(given: datetime) -> datetime:
    """The last instant that people can mean by the one they give: without seconds, it is the whole minute.

    So what happened right after something, and is told to the minute, does not lie before it.
    """
    is_minute = given.second == given.microsecond == 0
    return given + timedelta(minutes=1) - timedelta.resolution if is_minute else given
