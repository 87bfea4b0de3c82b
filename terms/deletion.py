"""Deletion of a business at its owner's word: when it is blocked; then comes retention (S10, S17, S18)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from terms.calendar import HOLDER_ZONE
from terms.plans import PlanKind
from terms.subscription import DownloadReason
from terms.subscription_ending import ends_at_once

WARN_BEFORE = timedelta(days=7)
"""How long before it takes effect the owner is reminded: it can still be taken back (S21)."""


class DeletionState(StrEnum):
    """States of a request to delete a business."""

    WAITING = "waiting"
    TAKEN_BACK = "taken_back"
    DONE = "done"


@dataclass(frozen=True)
class ContractEnd:
    """Where the contract ends that a deletion waits for: its service, and the downloads after it (S10)."""

    service: datetime
    downloads: datetime


def waits_for_contract(kind: PlanKind) -> bool:
    """Whether a plan's end is waited for: nobody paid for a free one, so it ends with the request."""
    return kind is not PlanKind.FREE


def end_without_contract(requested_at: datetime, zone: str = HOLDER_ZONE) -> ContractEnd:
    """The end of a business that pays nothing: its service at once, its downloads 30 days later (Annex 1)."""
    end = ends_at_once(requested_at, DownloadReason.CANCELLED, zone)
    return ContractEnd(end.at, end.downloads_end)


def blocked_from(requested_at: datetime, end: ContractEnd, *, waived: bool) -> datetime:
    """From when the business is blocked: after its downloads or, where these are waived, with its service."""
    return max(requested_at, end.service) if waived else end.downloads


def warning_instant(requested_at: datetime, blocked_at: datetime) -> datetime | None:
    """When the owner is reminded; `None` where the request itself is no older."""
    at = blocked_at - WARN_BEFORE
    return at if at > requested_at else None
