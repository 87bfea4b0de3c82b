"""The life of a subscription (contract S): states, periods in numbers, and what follows what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PENDING_PAYMENT = timedelta(hours=24)
"""How long a choice of plan waits for its first payment; then it lapses and nothing is owed (S3)."""
BILLING_WINDOW_DAYS = 5
"""Days at the beginning of a month in which its charge is tried (S5)."""
GRACE_DAYS = 30
"""Days of grace, of which day 1 of the first unpaid month is the first (S8)."""
NOTICE_DAYS = 15
"""Days between a notice and the last day of the month it can end (S10)."""
DOWNLOAD_DAYS = 30
"""Days of download only after the end of the service (S10, S14)."""
WITHDRAWAL_DAYS = 14
"""Days in which a consumer may withdraw (S14)."""
REFUND_DAYS = 14
"""Days in which a withdrawal's refund has to reach the consumer (S14)."""


class SubscriptionState(StrEnum):
    """States of a subscription, in the order in which they come."""

    PENDING_PAYMENT = "pending_payment"
    ACTIVE = "active"
    DOWNLOAD_ONLY = "download_only"
    BLOCKED = "blocked"
    PURGED = "purged"


LAPSED = "lapsed"
"""How a choice ended whose first payment never came: nothing is owed (S3)."""
SUCCEEDED = "succeeded"
"""How a contract ended that had given its service, once another one of the business had begun."""
NOT_BEGUN = frozenset({SubscriptionState.PENDING_PAYMENT.value, LAPSED})
"""What is kept of a choice that binds nobody yet, or never did."""
GONE = frozenset({LAPSED, SUCCEEDED, SubscriptionState.PURGED.value})
"""What stands in the way of no other choice."""
SHUT = frozenset({SubscriptionState.BLOCKED.value, SubscriptionState.PURGED.value})
"""What is closed to the customer, and processed for nobody any more (S17, S18)."""
OVER = GONE | SHUT
"""What ended and gives no downloads any more, or never began."""


class DownloadReason(StrEnum):
    """Why a subscription is download-only."""

    UNPAID = "unpaid"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    HOLDER_ENDED = "holder_ended"
    MISUSE = "misuse"


@dataclass(frozen=True)
class Standing:
    """A state and, when it is download-only, why; raises `ValueError` for a reason elsewhere, or for none."""

    state: SubscriptionState
    reason: DownloadReason | None = None

    def __post_init__(self) -> None:
        if (self.state is SubscriptionState.DOWNLOAD_ONLY) != (self.reason is not None):
            raise ValueError("a reason belongs to download_only, and to no other state")

    @property
    def is_for_good(self) -> bool:
        """Whether nothing is charged any more: the contract has ended, or was withdrawn from (S8, S14)."""
        return self.state in SHUT or self.reason is DownloadReason.WITHDRAWN


ACTIVE = Standing(SubscriptionState.ACTIVE)
BLOCKED = Standing(SubscriptionState.BLOCKED)


_ORDER: Mapping[SubscriptionState, int] = {
    SubscriptionState.ACTIVE: 0,
    SubscriptionState.PENDING_PAYMENT: 1,
    SubscriptionState.DOWNLOAD_ONLY: 2,
    SubscriptionState.BLOCKED: 3,
    SubscriptionState.PURGED: 4,
}


def stricter(contract: Standing, sanctions: Standing) -> Standing:
    """The one that governs a business: the stricter, the sanctions' where both limit alike (S16, A8)."""
    return contract if _ORDER[contract.state] > _ORDER[sanctions.state] else sanctions


class EnvelopeEffect(StrEnum):
    """What a standing does to the envelopes under way (contract S16)."""

    PAUSE = "pause"
    RESUME = "resume"
    VOID = "void"


_FOLLOWERS: Mapping[SubscriptionState, frozenset[SubscriptionState]] = {
    SubscriptionState.PENDING_PAYMENT: frozenset({SubscriptionState.ACTIVE}),
    SubscriptionState.ACTIVE: frozenset({SubscriptionState.DOWNLOAD_ONLY}),
    SubscriptionState.DOWNLOAD_ONLY: frozenset(
        {SubscriptionState.ACTIVE, SubscriptionState.DOWNLOAD_ONLY, SubscriptionState.BLOCKED}
    ),
    SubscriptionState.BLOCKED: frozenset({SubscriptionState.PURGED}),
    SubscriptionState.PURGED: frozenset(),
}
_RECOVERABLE = (DownloadReason.UNPAID, DownloadReason.MISUSE)
"""Reasons from which the service comes back: by payment (S7), or when a suspension is lifted (A8)."""


def may_follow(before: Standing, after: Standing) -> bool:
    """Whether a subscription may pass from one standing to another, different one.

    Only an unpaid or suspended one becomes active again: what ended stays ended.
    """
    if before == after or after.state not in _FOLLOWERS[before.state]:
        return False
    if before.state is not SubscriptionState.DOWNLOAD_ONLY or after.state is SubscriptionState.BLOCKED:
        return True
    if after.state is SubscriptionState.ACTIVE:
        return before.reason in _RECOVERABLE
    return True


def envelope_effect(standing: Standing) -> EnvelopeEffect:
    """What a standing asks of the envelopes under way (contract S16).

    They go on while the service runs, pause while it is limited, and are voided when the contract has ended.
    Told again, it changes nothing.
    """
    if standing.state in SHUT:
        return EnvelopeEffect.VOID
    return EnvelopeEffect.RESUME if standing == ACTIVE else EnvelopeEffect.PAUSE
