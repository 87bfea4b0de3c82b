"""The quarterly review of all access (contract M2): who confirms or removes it, by when, and what if not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from terms.calendar import Month, end_of_period, local_date, start_of_day
from terms.roles import StaffRole

REVIEW_MONTHS = (1, 4, 7, 10)
"""A review opens on the first day of each of these months."""
OPENED_AT = time(7)
REVIEW_DAYS = 30
"""To confirm or remove everything and sign off."""
REMINDER_DAYS = (7, 14, 21, 28)
"""Days after the opening on which the responsible are reminded."""
OVERDUE_EVERY_DAYS = 7
"""How often they, and then a second person, are reminded of what is overdue."""
MORNING = time(9)

RESPONSIBLE_ROLES = frozenset({StaffRole.SECURITY})
"""Who reviews the access of the holder's staff."""
SECOND_ROLES = frozenset({StaffRole.SECURITY, StaffRole.DPO})
"""Who is asked as well once that is overdue. A business's owner has nobody above them, and is reminded."""


class ReviewState(StrEnum):
    """Where a review stands. The last two are final."""

    OPEN = "open"
    OVERDUE = "overdue"
    SIGNED = "signed"
    LAPSED = "lapsed"
    """The next one opened before it was signed off; access goes on and is reviewed there."""


ENDED_REVIEWS = frozenset({ReviewState.SIGNED, ReviewState.LAPSED})


class ItemKind(StrEnum):
    """Kinds of access."""

    STAFF = "staff"
    GUEST = "guest"
    API_KEY = "api_key"


class Decision(StrEnum):
    """What the responsible say of one access."""

    CONFIRMED = "confirmed"
    REMOVED = "removed"


class ReviewRefusal(StrEnum):
    """Why a decision or a sign-off is refused; each value ends the `type` of the API's problem."""

    REVIEW_CLOSED = "review-closed"
    ALREADY_DECIDED = "already-decided"
    OWN_ACCESS = "own-access"
    ITEMS_UNDECIDED = "items-undecided"
    LAST_ADMINISTRATOR = "last-administrator"


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, such as 2027-Q1."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that contains `day`."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """The quarter written as `YYYY-QN`; raises `ValueError` for anything else."""
        year, _, number = text.partition("-Q")
        if not (year.isdigit() and number in ("1", "2", "3", "4")):
            raise ValueError(f"not a quarter as YYYY-QN: {text!r}")
        return cls(int(year), int(number))

    @property
    def first_day(self) -> date:
        """Its day 1."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def next(self) -> "Quarter":
        """The quarter after it."""
        return Quarter.of(Month.of(self.first_day).plus(3).first_day)

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"


class StepKind(StrEnum):
    """What happens by itself while a review is not signed off."""

    REMINDER = "reminder"
    ESCALATION = "escalation"
    OVERDUE = "overdue"
    LAPSE = "lapse"


@dataclass(frozen=True)
class ReviewStep:
    """One of those, and when."""

    kind: StepKind
    at: datetime


def review_opens(quarter: Quarter, zone: str) -> datetime:
    """When the reviews of a quarter are due to be opened."""
    return datetime.combine(quarter.first_day, OPENED_AT, ZoneInfo(zone)).astimezone(UTC)


def review_due(opened_at: datetime, zone: str) -> datetime:
    """Exclusive end of the time to sign off (contract C2)."""
    return end_of_period(opened_at, REVIEW_DAYS, zone)


def review_lapses(opened_at: datetime, quarter: Quarter, zone: str) -> datetime:
    """When the next review takes over; one that opened late keeps all of its time."""
    return max(start_of_day(quarter.next.first_day, zone), review_due(opened_at, zone))


def review_steps(opened_at: datetime, quarter: Quarter, zone: str) -> Sequence[ReviewStep]:
    """Everything that happens by itself, in order, the lapse last."""
    opened_on = local_date(opened_at, zone)
    due, lapse = review_due(opened_at, zone), review_lapses(opened_at, quarter, zone)
    steps = [
        ReviewStep(StepKind.REMINDER, _morning(opened_on + timedelta(days), zone)) for days in REMINDER_DAYS
    ]
    steps.append(ReviewStep(StepKind.ESCALATION, due))
    day = local_date(due, zone) + timedelta(OVERDUE_EVERY_DAYS)
    while (at := _morning(day, zone)) < lapse:
        steps.append(ReviewStep(StepKind.OVERDUE, at))
        day += timedelta(OVERDUE_EVERY_DAYS)
    steps.append(ReviewStep(StepKind.LAPSE, lapse))
    return tuple(steps)


def _morning(day: date, zone: str) -> datetime:
    midnight = start_of_day(day, zone)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(midnight.tzinfo)
