"""Keys of programs: how they begin, what they may be given, how one replaces another (contract A5, M2)."""

from collections.abc import Iterable, Set
from datetime import datetime, timedelta
from enum import StrEnum

from terms.roles import KEY_SCOPES, Permission


class Mode(StrEnum):
    """Whether what is made counts, or only tries the service out."""

    LIVE = "live"
    TEST = "test"

    @property
    def prefix(self) -> str:
        """How its keys begin."""
        return f"{self.value}_"


EARLIER_PREFIX = "rk_"
"""How keys began before they had scopes; they go on working."""
PREFIXES = (*(mode.prefix for mode in Mode), EARLIER_PREFIX)
KEY_BYTES = 32
HINT_LENGTH = 12
OVERLAP_HOURS = 24
"""How long a replaced key goes on working unless its owner chooses otherwise."""
OVERLAP_HOURS_MAX = 168
KEYS_MAX = 50
"""Keys that work at the same time, in one business."""


def allowed_scopes(granted: Set[Permission]) -> frozenset[Permission]:
    """What somebody with these permissions can give to a key."""
    return KEY_SCOPES & granted


def refused_scopes(wanted: Iterable[Permission], granted: Set[Permission]) -> tuple[int, ...]:
    """Places of the scopes that this maker cannot give."""
    allowed = allowed_scopes(granted)
    return tuple(place for place, scope in enumerate(wanted) if scope not in allowed)


def replaced_until(expires_at: datetime | None, now: datetime, overlap: timedelta) -> datetime:
    """When a replaced key stops working: after the overlap, and never later than it would have."""
    end = now + overlap
    return end if expires_at is None else min(end, expires_at)


def successor_expiry(created_at: datetime, expires_at: datetime | None, now: datetime) -> datetime | None:
    """When the key that replaces another expires: it lasts as long as that one was made to."""
    return None if expires_at is None else now + (expires_at - created_at)
