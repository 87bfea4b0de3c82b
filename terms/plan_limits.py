"""Limits of use (contract E5, A4): what a plan includes of each thing, and when one more is refused.

Where the contract is silent: a limit refuses what would go beyond it and takes nothing away. Who has more
than a plan allows, after a change of plan, keeps it. Without a plan in force a business can prepare and test
everything, and sends nothing (S1, S3): sending is the service that a plan contracts.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from terms.plans import Allowance

WITHOUT_PLAN = Allowance(envelopes=0, storage_bytes=100 * 1024 * 1024)
"""What a business has that never contracted: nothing to send, and room for its drafts."""
ADMITTED_FOR = timedelta(days=1)
"""How long an envelope that was admitted counts as use while its sending is not known to be done."""


class Limit(StrEnum):
    """What a plan can limit."""

    ENVELOPES = "envelopes"
    MEMBERS = "members"
    STORAGE = "storage"
    BUSINESSES = "businesses"


@dataclass(frozen=True)
class LimitReached:
    """Why one more is refused: so many are allowed, and so many are used. Storage is in bytes."""

    limit: Limit
    allowed: int
    used: int


def refuse_envelope(allowance: Allowance, used: int) -> LimitReached | None:
    """Why one more envelope cannot be sent this month; `None` where it can, at a price or not."""
    if allowance.envelopes is None or allowance.allows_envelope(used):
        return None
    return LimitReached(Limit.ENVELOPES, allowance.envelopes, used)


def refuse_member(allowance: Allowance, used: int) -> LimitReached | None:
    """Why nobody more can be invited; invitations under way count, and the owner."""
    return _refuse(Limit.MEMBERS, allowance.members, used, 1)


def refuse_storage(allowance: Allowance, used: int, more: int) -> LimitReached | None:
    """Why so many bytes more cannot be kept."""
    return _refuse(Limit.STORAGE, allowance.storage_bytes, used, more)


def refuse_business(allowance: Allowance, used: int) -> LimitReached | None:
    """Why no other business of the owner can share the plan; the one that pays counts."""
    return _refuse(Limit.BUSINESSES, allowance.businesses, used, 1)


def _refuse(limit: Limit, allowed: int | None, used: int, more: int) -> LimitReached | None:
    if allowed is None or used + more <= allowed:
        return None
    return LimitReached(limit, allowed, used)
