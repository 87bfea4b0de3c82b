"""Legal clocks of data protection (contract P, C2-C4): what each is for, how it counts, how it ended.

A clock is told with its rule, its legal ground and the clause of the processor contract, so that whoever it
concerns can check it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from terms.calendar import HOLDER_ZONE, end_of_hours, end_of_period, local_date, months_later, start_of_day
from terms.working_days import WorkingCalendar, end_of_working_days


class DeadlineKind(StrEnum):
    """What has to be done in time."""

    BREACH_TO_CONTROLLER = "breach_to_controller"
    BREACH_TO_AUTHORITY = "breach_to_authority"
    REQUEST_TO_CONTROLLER = "request_to_controller"
    REQUEST_RESOLUTION = "request_resolution"
    REQUEST_EXTENDED_RESOLUTION = "request_extended_resolution"
    SUBPROCESSOR_OBJECTION = "subprocessor_objection"
    INSTRUCTION_ANSWER = "instruction_answer"


class Reckoning(StrEnum):
    """How a period counts."""

    HOURS = "hours"
    """Real hours from awareness (contract C4)."""
    CALENDAR_DAYS = "calendar_days"
    """Without the first day, to 24:00 of the last (contract C2)."""
    WORKING_DAYS = "working_days"
    """The same, in working days of the holder's seat (contract C3)."""
    MONTHS = "months"
    """To 24:00 of the same date; of the month's last day where it has no such date (Reg. 1182/71, art. 3)."""


@dataclass(frozen=True)
class Clock:
    """A legal period: the rule of the contract, the law and the clause behind it, and its length."""

    rule: str
    ground: str
    clause: str
    reckoning: Reckoning
    length: int


CLOCKS: Mapping[DeadlineKind, Clock] = MappingProxyType(
    {
        DeadlineKind.BREACH_TO_CONTROLLER: Clock("P8", "GDPR art. 33.2", "4.8", Reckoning.HOURS, 48),
        DeadlineKind.BREACH_TO_AUTHORITY: Clock("P8", "GDPR art. 33.1", "4.8", Reckoning.HOURS, 72),
        DeadlineKind.REQUEST_TO_CONTROLLER: Clock("P6", "GDPR art. 28.3.e", "4.6", Reckoning.WORKING_DAYS, 7),
        DeadlineKind.REQUEST_RESOLUTION: Clock("P7", "GDPR art. 12.3", "4.6", Reckoning.MONTHS, 1),
        DeadlineKind.REQUEST_EXTENDED_RESOLUTION: Clock("P7", "GDPR art. 12.3", "4.6", Reckoning.MONTHS, 3),
        DeadlineKind.SUBPROCESSOR_OBJECTION: Clock(
            "P4", "GDPR art. 28.2", "4.4", Reckoning.CALENDAR_DAYS, 30
        ),
        DeadlineKind.INSTRUCTION_ANSWER: Clock("P1", "GDPR art. 28.3.a", "4.1", Reckoning.WORKING_DAYS, 7),
    }
)
"""Clauses are of the processor contract (`terms/texts/processor`). The extended one counts from filing.

No law says within which time an instruction is answered: the house gives itself the period of requests.
"""


class DeadlineOutcome(StrEnum):
    """How a clock ended."""

    KEPT = "kept"
    MISSED = "missed"
    NOT_NEEDED = "not_needed"
    """What it was for fell away, such as a breach without risk to people."""
    UNDELIVERED = "undelivered"
    """It was done, but no mail reached whom it was for: they have to be told another way."""


def due_at(
    kind: DeadlineKind,
    started_at: datetime,
    calendar: WorkingCalendar | None = None,
    zone: str = HOLDER_ZONE,
) -> datetime:
    """The exclusive instant (UTC) at which a clock runs out; raises `ValueError` without a time zone."""
    clock = CLOCKS[kind]
    match clock.reckoning:
        case Reckoning.HOURS:
            return end_of_hours(started_at, clock.length)
        case Reckoning.CALENDAR_DAYS:
            return end_of_period(started_at, clock.length, zone)
        case Reckoning.WORKING_DAYS:
            return end_of_working_days(started_at, clock.length, calendar or WorkingCalendar(), zone)
        case Reckoning.MONTHS:
            last = months_later(local_date(started_at, zone), clock.length)
            return start_of_day(last + timedelta(days=1), zone)


def warnings(started_at: datetime, due: datetime) -> tuple[datetime, datetime]:
    """When whoever has to act is warned: at half of the time and at three quarters of it."""
    whole = due - started_at
    return started_at + whole / 2, started_at + whole * 3 / 4


def outcome_of(due: datetime, done_at: datetime) -> DeadlineOutcome:
    """Whether what was done then was in time; the deadline itself is too late (contract C2)."""
    return DeadlineOutcome.KEPT if done_at < due else DeadlineOutcome.MISSED
