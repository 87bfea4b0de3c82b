"""Working days of the holder's seat (contract C3): Monday to Friday less its public holidays."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays

from terms.calendar import HOLDER_ZONE, local_date, start_of_day

_MAY_DAY = (5, 1)
_SATURDAY = 5


def alicante_days(year: int) -> frozenset[date]:
    """The city's own days: Santa Faz, second Thursday after Easter week, and Sant Joan.

    Santa Faz moves a week where it meets the first of May. The town sets them each year; others are added by
    configuration.
    """
    good_friday = holidays.country_holidays("ES", years=year, language="es").get_named("Viernes Santo")[0]
    santa_faz = good_friday + timedelta(days=13)
    if (santa_faz.month, santa_faz.day) == _MAY_DAY:
        santa_faz += timedelta(days=7)
    return frozenset({santa_faz, date(year, 6, 24)})


@dataclass(frozen=True)
class WorkingCalendar:
    """Where the holder's seat is. `extra` are further local holidays, each a date (configuration)."""

    country: str = "ES"
    region: str | None = "VC"
    local_days: Callable[[int], Collection[date]] = alicante_days
    extra: Collection[date] = ()

    def holidays_of(self, year: int) -> frozenset[date]:
        """The public holidays of a year, weekends among them or not."""
        public = holidays.country_holidays(self.country, subdiv=self.region, years=year)
        return frozenset(public) | frozenset(self.local_days(year)) | frozenset(self.extra)

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after a day, which itself does not count (contract C2, C3)."""
        if count < 1:
            raise ValueError("a period has at least one working day")
        year, closed = day.year, self.holidays_of(day.year)
        while count:
            day += timedelta(days=1)
            if day.year != year:
                year, closed = day.year, self.holidays_of(day.year)
            count -= day.weekday() < _SATURDAY and day not in closed
        return day


def end_of_working_days(
    start: datetime, count: int, calendar: WorkingCalendar, zone: str = HOLDER_ZONE
) -> datetime:
    """Exclusive end (UTC) of a period of so many working days that does not count its first (contract C3)."""
    last = calendar.working_day_after(local_date(start, zone), count)
    return start_of_day(last + timedelta(days=1), zone)
