"""When people are told that something the signatures rest on expires (contract M9, E4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WARNED_DAYS = (60, 30, 7)
"""So many days ahead people are told."""
EXPIRED = 0


class Expiring(StrEnum):
    """What expires."""

    SEAL = "seal"
    SIGNING_CA = "signing-ca"
    TSA = "tsa"
    TRUST_ANCHOR = "trust-anchor"
    ARCHIVE_TIMESTAMPS = "archive-timestamps"
    """Those of sealed documents: before the authority's certificate expires a new one has to be added."""
    SEALED_PAPERS = "sealed-papers"
    """Those of certificates of evidence, of receipts and other sealed papers, and of evidence itself."""
    LOG_SEALS = "log-seals"
    """The newest one over the log of interactions, which covers all those before."""


STAMPED_AGAIN = (Expiring.SEALED_PAPERS, Expiring.LOG_SEALS)
"""Timestamps besides those of documents: nothing is signed with them, and further ones renew them."""


@dataclass(frozen=True)
class Expiry:
    """One date. `id` begins the certificate's SHA-256, or is the month in which it was sealed.

    `count` is how many documents it concerns; for the service's own certificates 1.
    """

    what: Expiring
    id: str
    expires_at: datetime
    count: int = 1


def stage(expires_at: datetime, now: datetime) -> int | None:
    """How many days ahead people are told by now; `EXPIRED` once it has, `None` before the first."""
    passed = [days for days in (*WARNED_DAYS, EXPIRED) if now >= expires_at - timedelta(days=days)]
    return min(passed, default=None)
