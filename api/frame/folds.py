"""What strangers do again and again is one entry a minute, and mostly not even a look at the database."""

import hashlib
from datetime import datetime
from ipaddress import ip_address, ip_network

from terms.activity import FOLDED_WITHIN

_REMEMBERED = 10_000
_NETWORK_BITS = 64
"""Whoever has one IPv6 address has all of its network."""


def fold_key(ip: str | None, action: str, status: int | None, problem: str | None, at: datetime) -> str:
    """What equal requests from one origin within the same minute have in common (SHA-256)."""
    period = int(at.timestamp() // FOLDED_WITHIN.total_seconds())
    named = "\x1f".join(str(part) for part in (_origin(ip), action, status, problem, period))
    return hashlib.sha256(named.encode(errors="replace")).hexdigest()


class Folds:
    """The keys of the current minute that this process has met."""

    def __init__(self) -> None:
        self._period = 0
        self._keys: set[str] = set()

    def seen(self, key: str, at: datetime) -> bool:
        """Whether the key was met before; from now on it was."""
        period = int(at.timestamp() // FOLDED_WITHIN.total_seconds())
        if period != self._period or len(self._keys) >= _REMEMBERED:
            self._period, self._keys = period, set()
        if key in self._keys:
            return True
        self._keys.add(key)
        return False


def _origin(ip: str | None) -> str:
    try:
        address = ip_address(ip or "")
    except ValueError:
        return ip or ""
    if address.version == 4:
        return str(address)
    return str(ip_network((address, _NETWORK_BITS), strict=False))
