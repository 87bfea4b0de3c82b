"""Who the data protection officer is, as controllers are told when that changes (contract P10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

TOLD_WITHIN = timedelta(days=25)
"""So long after a change it is looked whether controllers were told; shorter than a workflow's id is kept."""


@dataclass(frozen=True)
class Officer:
    """The holder's data protection officer from an instant on, by the version of the holder that says so."""

    version_id: str
    since: datetime
    name: str
    email: str


def change_to_tell(officers: Sequence[Officer], now: datetime) -> str | None:
    """The version that brought the officer of today, oldest first given; none where controllers know.

    The first one is told in the contract; what changed long ago was told then.
    """
    brought: Officer | None = None
    for before, after in pairwise(officers):
        if (before.name, before.email) != (after.name, after.email):
            brought = after
    return brought.version_id if brought is not None and now - brought.since < TOLD_WITHIN else None
