"""The holder's own acts upon a contract (S8, S13, A8): each takes two people of the staff, and a reason."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from terms.calendar import Month, local_date, start_of_day
from terms.subscription_course import Course, course_of
from terms.subscription_facts import Facts
from terms.subscription_refusals import SubscriptionRefusal

HOLD_DAYS_MAX = 90
"""How far ahead the end over a debt can be put off at once; longer takes another decision."""


class HolderAct(StrEnum):
    """What the holder can decide about a contract."""

    END = "end"
    """By notice, as a customer would (S13)."""
    HOLD = "hold"
    """An unpaid month ends the contract on a later date (S8)."""
    ENFORCE = "enforce"
    """An unpaid month whose grace waits for a decision ends the contract (S8)."""
    WAIVE = "waive"
    """The debt of an unpaid month is given up (S8)."""


def hold_end(last_day: date, zone: str) -> datetime:
    """Exclusive instant (UTC) until which a debt can be paid that is held until `last_day`, included."""
    return start_of_day(last_day + timedelta(days=1), zone)


def owed_month(course: Course, now: datetime) -> Month | None:
    """The month whose debt the holder can hold or give up."""
    due = course.due(now)
    return due[0].period if due else None


def refuse_holder_act(
    act: HolderAct, facts: Facts, now: datetime, until: datetime | None = None
) -> SubscriptionRefusal | None:
    """Why the holder cannot decide that now; `until` is a hold's end."""
    course = course_of(facts.scenario(now))
    if act is HolderAct.END:
        ended = course.end is not None and now >= course.end.at
        return SubscriptionRefusal.ALREADY_ENDING if facts.holder_noticed_at or ended else None
    month = owed_month(course, now)
    if month is None:
        return SubscriptionRefusal.NOTHING_OWED
    if act is HolderAct.ENFORCE:
        undecided = course.scenario.grace_until.get(month, now) is None
        return None if undecided else SubscriptionRefusal.NOTHING_TO_DECIDE
    if act is HolderAct.HOLD:
        return None if _may_hold(facts, month, now, until) else SubscriptionRefusal.HOLD_DATE
    return None


def _may_hold(facts: Facts, month: Month, now: datetime, until: datetime | None) -> bool:
    """Whether it puts the end off, and not for too long."""
    last = start_of_day(local_date(now, facts.zone) + timedelta(days=HOLD_DAYS_MAX + 1), facts.zone)
    return until is not None and facts.grace_end_of(month) < until and now < until <= last


class SanctionStep(StrEnum):
    """What becomes of an expulsion (contract A8)."""

    EXPELLED = "expelled"
    APPEALED = "appealed"
    """Downloads do not end before the appeal is answered."""
    UPHELD = "upheld"
    """The appeal was rejected: it stands."""
    LIFTED = "lifted"
