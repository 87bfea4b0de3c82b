"""What `DeletionRecords` is told and answers. Ids, instants and small enums only: no personal data."""

from dataclasses import dataclass
from datetime import datetime

from terms.deletion import DeletionState


@dataclass(frozen=True)
class DeletionLook:
    """A request is looked at, at `at` by the clock of its workflow."""

    deletion_id: str
    at: datetime


@dataclass(frozen=True)
class DeletionPlan:
    """A request as it stands. `blocked_at` is empty while the contract's end is not known yet."""

    deletion_id: str
    business_id: str
    owner_id: str
    requested_at: datetime
    state: DeletionState
    blocked_at: datetime | None = None
