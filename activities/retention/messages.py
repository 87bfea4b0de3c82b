"""What the activities of the retention are asked and answer. Ids, dates and small enums alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from terms.retention import PurgeStage

NOT_DUE = "PurgeNotDue"
"""Error type: the database does not let this stage be destroyed (any more), as by a new legal hold."""


@dataclass(frozen=True)
class StagePlan:
    """One stage of the purge; without a date while a legal hold is in force."""

    stage: PurgeStage
    due_at: datetime | None
    purged: bool = False


@dataclass(frozen=True)
class RetentionPlan:
    """How the retention of a business stands. `stages` are in their order; none where it is not blocked."""

    business_id: str
    blocked: bool
    held: bool
    zone: str
    stages: Sequence[StagePlan] = ()

    @property
    def next(self) -> StagePlan | None:
        """The first stage that has not been purged."""
        return next((stage for stage in self.stages if not stage.purged), None)


@dataclass(frozen=True)
class PurgeOrder:
    """Destroys what one stage holds of a business."""

    business_id: str
    stage: PurgeStage
