"""What `InvitationRecords` is asked and answers. Addresses and names stay in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime

from terms.members import InvitationState, MembersRefusal


@dataclass(frozen=True)
class InvitationPlan:
    """What the workflow needs to know of an invitation. `zone` is the one its days are counted in."""

    invitation_id: str
    business_id: str
    invited_by: str
    created_at: datetime
    zone: str


@dataclass(frozen=True)
class InvitationRecord:
    """The invitation's state as the workflow has it."""

    invitation_id: str
    sequence: int
    state: InvitationState
    expires_at: datetime
    renewals: int
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Admission:
    """Asks to make the invited a guest, by the stored answer."""

    record: InvitationRecord
    answer_id: str


@dataclass(frozen=True)
class Admitted:
    """What came of an admission: `refusal` says why not."""

    refusal: MembersRefusal | None = None
