"""Opening a customer's document by the holder's staff (contract A8, S17): for minutes, in sight."""

from datetime import datetime, timedelta
from enum import StrEnum

OPENING_LIFE = timedelta(minutes=15)
"""How long the pages of an opened document can be looked at."""
APPROVED_LIFE = timedelta(hours=24)
"""How long after a second person's approval the DPO can begin."""


class OpeningState(StrEnum):
    """Life of an opening. A reviewer's begins open, a DPO's with the second person's approval."""

    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    OPEN = "open"
    CLOSED = "closed"
    REFUSED = "refused"
    EXPIRED = "expired"


UNDER_WAY = frozenset({OpeningState.AWAITING_APPROVAL, OpeningState.APPROVED, OpeningState.OPEN})
"""States that end by themselves when their time is up."""


def may_tell(*, silenced: bool, lifted_at: datetime | None) -> bool:
    """Whether the owner may be told of an opening: unless the law forbids it still (contract P3)."""
    return not silenced or lifted_at is not None


def state_at(state: OpeningState, expires_at: datetime, at: datetime) -> OpeningState:
    """The state at that instant: what was under way ends at its time, written down or not."""
    return OpeningState.EXPIRED if state in UNDER_WAY and at >= expires_at else state
