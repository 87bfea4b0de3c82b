"""The way back for who lost password, factor and recovery codes, with two of the staff (contract M3, A7).

The mailbox asks, a person shows who they are to one member of the staff, a second one agrees, and a waiting
time lets whoever reads the mailbox stop it. Neither mailbox nor staff alone gives anybody an account.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from terms.calendar import HOLDER_ZONE, end_of_period
from terms.roles import Permission

CONFIRM_WITHIN = timedelta(hours=24)
"""How long the link works with which the account's mailbox confirms that it asked."""
IDENTIFY_DAYS = 14
"""How many days a person has to show who they are."""
WAIT = timedelta(hours=72)
"""From the second person's agreement to the reset: the address is told meanwhile and can stop it."""


class RecoveryState(StrEnum):
    """States of a recovery. The last two had no effect and keep no personal data."""

    AWAITING_CONFIRMATION = "awaiting_confirmation"
    AWAITING_IDENTITY = "awaiting_identity"
    AWAITING_APPROVAL = "awaiting_approval"
    WAITING = "waiting"
    DONE = "done"
    STOPPED = "stopped"
    REFUSED = "refused"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    UNKNOWN_ADDRESS = "unknown_address"


UNDER_WAY = frozenset(
    {RecoveryState.AWAITING_IDENTITY, RecoveryState.AWAITING_APPROVAL, RecoveryState.WAITING}
)
"""States in which the address is told and can stop it, once its mailbox has confirmed. One per account."""
REFUSABLE = frozenset({RecoveryState.AWAITING_IDENTITY, RecoveryState.AWAITING_APPROVAL})
"""States in which the staff can still refuse."""


class IdentityProof(StrEnum):
    """How a person showed who they are. No copy of what they showed is kept."""

    IN_PERSON = "in_person"
    VIDEO_CALL = "video_call"
    QUALIFIED_SIGNATURE = "qualified_signature"


class RecoveryRefusal(StrEnum):
    """Why a recovery cannot go on; each is a problem type of the API."""

    ENDED = "recovery-ended"
    UNDER_WAY = "recovery-under-way"


def identity_deadline(confirmed_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive instant until which identity can be shown."""
    return end_of_period(confirmed_at, IDENTIFY_DAYS, zone)


def permission_for(*, of_staff: bool) -> Permission:
    """What it takes to see to a recovery: for an account of the staff, what it takes to let staff in (M2)."""
    return Permission.STAFF_CHANGE if of_staff else Permission.ACCOUNTS_RECOVER
