"""What `AccountRecoveryRecords` is told and answers. Ids, instants and small enums only: no personal data."""

from dataclasses import dataclass, field
from datetime import datetime

from terms.account_recovery import RecoveryState


@dataclass(frozen=True)
class RecoveryPlan:
    """A recovery as it stands. `known` is whether its address has an account that can be entered.

    `deciders` can be the second person; `told` learn what was decided.
    """

    recovery_id: str
    state: RecoveryState
    expires_at: datetime
    known: bool = False
    user_id: str | None = None
    deciders: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RecoveryInstant:
    """Something happens to a recovery, at `at` by the clock of its workflow."""

    recovery_id: str
    at: datetime
