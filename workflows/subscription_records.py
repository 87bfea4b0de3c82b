"""What the subscription's workflow writes of itself."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from activities.records.subscription_messages import SubscriptionRecord
from terms.subscription import BLOCKED, SUCCEEDED
from terms.subscription_course import Course
from workflows.subscription_messages import SubscriptionProgress

Dated = tuple[datetime | None, str | None]
"""An instant and what it is for."""


def earliest(dates: Iterable[Dated]) -> Dated:
    """The first of those that there are."""
    return min(((at, kind) for at, kind in dates if at is not None), default=(None, None))


def record_of(
    subscription_id: str, progress: SubscriptionProgress, course: Course, now: datetime
) -> SubscriptionRecord:
    """The state with the dates that follow from it."""
    standing = progress.standing
    end = course.came_to_end if standing == BLOCKED else course.end
    at = max(now, progress.facts.selected_at)
    return SubscriptionRecord(
        subscription_id,
        progress.sequence,
        standing.state.value,
        standing.reason.value if standing.reason else None,
        None,
        None,
        cancelled_at=progress.facts.cancelled_at,
        withdrawn_at=progress.facts.withdrawn_at,
        ends_at=end.at if end else None,
        downloads_end=end.downloads_end if end else None,
        blocked_at=course.blocked_at,
        facts=progress.facts,
        since=course.standing_since(at) if course.standing_at(at) == standing else at,
    )


def succeeded_record(record: SubscriptionRecord, now: datetime) -> SubscriptionRecord:
    """The last state of a contract that another one follows: its downloads end, and it is never blocked."""
    until = min(now, record.downloads_end) if record.downloads_end else None
    return replace(record, state=SUCCEEDED, downloads_end=until, blocked_at=None)
