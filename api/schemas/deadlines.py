"""Legal clocks as those concerned read them (contract P)."""

from api.schemas.common import Instant, Schema
from terms.deadlines import DeadlineKind, DeadlineOutcome, Reckoning


class DeadlineView(Schema):
    """A clock: what it is for, why it runs, how it counts, and how it ended."""

    id: str
    kind: DeadlineKind
    subject_id: str
    """What it is about."""
    business_id: str | None
    """Absent: the holder's own, as towards the authority."""
    rule: str
    ground: str
    clause: str
    """Of the processor contract."""
    contract_version: str | None
    """The version that the business had accepted when the clock started."""
    reckoning: Reckoning
    length: int
    zone: str
    started_at: Instant
    due_at: Instant
    """The first instant that is too late."""
    ended_at: Instant | None
    outcome: DeadlineOutcome | None
    """Absent while it runs."""
