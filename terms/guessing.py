"""How guessing is made slow without locking anybody out (contract M3, M7).

Wrong tries from one place against one account wait longer and longer. Whoever guesses from many places meets
a limit per account, which does not bind browsers in which its user has signed in before: these have waits of
their own, that strangers cannot touch. Who has no such browser at hand gets one by resetting the password.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

IPV6_NETWORK_BITS = 64


@dataclass(frozen=True)
class Waits:
    """After `free` tries in a row each further one waits: `first`, then twice as long each time.

    Never longer than `longest`; after `forgotten_after` without a try, all begins anew.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgotten_after: timedelta

    def after(self, tries: int) -> timedelta:
        """How long to wait after this many tries in a row."""
        if tries < self.free:
            return timedelta()
        doublings = min(tries - self.free, (self.longest // self.first).bit_length())
        return min(self.first * (1 << doublings), self.longest)


@dataclass(frozen=True)
class Tries:
    """Tries in a row that did not succeed, and when the last one was."""

    count: int
    last_at: datetime


LOGIN_WAITS = Waits(5, timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24))
FACTOR_TRIES = 5
"""Wrong proofs within one session, or with one link, after which that session or link ends."""


def next_try(past: Tries | None, now: datetime, waits: Waits) -> tuple[Tries | None, timedelta | None]:
    """One more try: the tries with it and `None`, or the unchanged tries and how long to wait first.

    A try that has to wait is not counted: impatience does not make the wait longer. Tries at the same time
    may be counted in another order than they came in: the newest of them is the last one.
    """
    if past is None or now - past.last_at >= waits.forgotten_after:
        return Tries(1, now), None
    wait = waits.after(past.count)
    left = past.last_at + wait - now
    if wait and left > timedelta():
        return past, left
    return Tries(past.count + 1, max(now, past.last_at)), None


def network_of(ip: str | None) -> str:
    """The part of an address that one party holds: an IPv6 network of 64 bits, an IPv4 address whole."""
    try:
        address = ip_address(ip or "")
    except ValueError:
        return ip or ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> IPV6_NETWORK_BITS << IPV6_NETWORK_BITS)}/{IPV6_NETWORK_BITS}"
    return str(address)
