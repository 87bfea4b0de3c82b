"""What `TransferRecords` is asked and answers."""

from dataclasses import dataclass, field
from datetime import datetime

from terms.members import MembersRefusal, TransferState


@dataclass(frozen=True)
class TransferPlan:
    """What the workflow needs to know of an offer. `zone` is the one its days are counted in."""

    transfer_id: str
    business_id: str
    from_user_id: str
    to_user_id: str
    offered_at: datetime
    zone: str


@dataclass(frozen=True)
class TransferRecord:
    """The offer's state as the workflow has it."""

    transfer_id: str
    sequence: int
    state: TransferState
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Handover:
    """Asks to make the offered user the owner, by the stored answer."""

    record: TransferRecord
    answer_id: str


@dataclass(frozen=True)
class HandedOver:
    """What came of a handover: `refusal` says why not.

    `unshared` are the businesses that shared a plan with the other owner's, and stand for themselves now.
    """

    refusal: MembersRefusal | None = None
    unshared: list[str] = field(default_factory=list)
