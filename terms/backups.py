"""Which backups are kept (contract M1): each at least four weeks, and none much longer (contract S18)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from terms.retention import BACKUPS_KEPT

KEPT_AT_LEAST = timedelta(weeks=4)
"""With a backup and a pruning each week, every copy is gone within `BACKUPS_KEPT`."""
TRIED_FOR = timedelta(hours=12)
"""A backup, or a drill with one, that has not succeeded by then has failed, and people are called."""


def to_prune(taken_at: Collection[datetime], now: datetime) -> set[datetime]:
    """Of the complete backups, those that have been kept long enough. The newest one always stays."""
    newest = max(taken_at, default=now)
    return {instant for instant in taken_at if instant != newest and now - instant >= KEPT_AT_LEAST}


def is_overdue(taken_at: datetime, now: datetime) -> bool:
    """Whether a backup that is still there outlives what certificates of destruction say of it (S18)."""
    return now - taken_at > BACKUPS_KEPT
