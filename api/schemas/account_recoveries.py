"""The way back into an account for who lost password, factor and recovery codes (contract M3, A7)."""

from typing import Annotated, Literal

from pydantic import EmailStr, StringConstraints

from api.schemas.common import Instant, Language, Reason, Schema
from api.schemas.staff import StaffPerson
from terms.account_recovery import IdentityProof, RecoveryState

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class RecoveryRequest(Schema):
    """Which account nobody can enter any more, by address."""

    email: EmailStr
    words: Words = ""
    language: Language = "es"


class RecoveryAnswer(Schema):
    """The same whether the address was known or not: only its mailbox learns which, and can confirm."""

    status: Literal["mail_sent"] = "mail_sent"
    expires_at: Instant
    """When the mailed link can no longer be confirmed."""


class RecoveryLink(Schema):
    """The token of the mailed link."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RecoveryView(Schema):
    """Where the matter stands, for whoever reads the account's mailbox."""

    id: str
    """The reference to tell the holder."""
    state: RecoveryState
    asked_at: Instant
    expires_at: Instant
    """When the present state ends by itself: while `waiting`, when the factors are reset."""


class StaffRecoveryView(RecoveryView):
    """A request whose mailbox has confirmed, for the staff that sees to it."""

    email: str | None
    """Empty once the account was closed."""
    name: str | None
    """Of the account: whom the person has to show to be."""
    words: str | None
    of_staff: bool
    """An account of the staff: only who lets staff in can see to it (contract M2)."""
    proof: IdentityProof | None
    identity_reason: str | None
    identified_by: StaffPerson | None
    identified_at: Instant | None
    decided_by: StaffPerson | None
    decided_at: Instant | None
    decision_reason: str | None
    ended_at: Instant | None


class IdentityShown(Schema):
    """How the person showed who they are, and what was compared; no number of any document."""

    proof: IdentityProof
    reason: Reason
