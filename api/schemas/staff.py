"""The holder's staff: who they are, how they join, change and leave (contract M2, P5)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import EmailStr, Field, StringConstraints

from api.schemas.accounts import Secret, TextAccepted, TimeZone
from api.schemas.common import Instant, Language, Name, Reason, Schema
from terms.people import Duty
from terms.roles import StaffRole
from terms.staff import DecisionState, StaffEventKind, StaffInvitationState

Roles = Annotated[frozenset[StaffRole], Field(min_length=1)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Flag = Literal[
    "inactive",
    "password_expired",
    "password_expiring",
    "commitments_outdated",
    "leaving",
    "no_second_factor",
    "duties_missing",
]


class StaffPerson(Schema):
    """A member of staff, named."""

    id: str
    name: str


class MemberDuties(Schema):
    """Whether somebody signed the commitments and was trained (contract P5). Without both, no access."""

    missing: list[Duty]
    commitment_until: Instant | None
    training_until: Instant | None
    due_at: Instant | None
    """For whoever worked here before this was asked: until when access goes on without it."""


class StaffMemberView(Schema):
    """Somebody who works, or has worked, for the holder."""

    user_id: str
    name: str
    email: str
    roles: list[StaffRole]
    joined_at: Instant
    joined_by: StaffPerson | None
    """Empty for whom the command made an administrator."""
    leaves_at: Instant | None
    left_at: Instant | None
    last_seen_at: Instant | None
    password_expires_at: Instant
    """From then on the password is good for nothing but being changed (contract M3)."""
    flags: list[Flag]
    """What somebody should look into."""
    duties: MemberDuties


class StaffEventView(Schema):
    """One entry of a member's record."""

    at: Instant
    kind: StaffEventKind
    by: StaffPerson | None
    second: StaffPerson | None
    roles: list[StaffRole]
    reason: str
    leaves_at: Instant | None


class StaffMemberDetail(StaffMemberView):
    """A member with their record, oldest entry first."""

    history: list[StaffEventView]


class StaffInvitationDraft(Schema):
    """Who is asked to join, as what, and why. `until` is their last day, where it is known."""

    email: EmailStr
    name: Name
    language: Language = "es"
    roles: Roles
    reason: Reason
    until: date | None = None


class StaffInvitationView(Schema):
    """An invitation and what became of it."""

    id: str
    email: str
    name: str
    language: Language
    roles: list[StaffRole]
    reason: str
    until: date | None
    state: StaffInvitationState
    needs_second_person: bool
    asked_by: StaffPerson | None
    asked_at: Instant
    confirmed_by: StaffPerson | None
    confirmed_at: Instant | None
    expires_at: Instant
    """Until when it can be confirmed or accepted, whichever comes next."""
    accepted_at: Instant | None
    user_id: str | None
    ended_at: Instant | None
    ended_reason: str | None


class StaffInvitationToken(Schema):
    """The token of the mailed link."""

    token: Token


class StaffInvitationLook(Schema):
    """What the mailed link is about. `registered`: sign in and accept; else choose a password."""

    name: str
    email: str
    language: Language
    roles: list[StaffRole]
    until: date | None
    state: StaffInvitationState
    expires_at: Instant
    registered: bool


class StaffRegistration(Schema):
    """The invited person's own password, and what they accept. Nobody ever gets a password from us."""

    token: Token
    password: Secret
    language: Language = "es"
    time_zone: TimeZone = "Europe/Madrid"
    commitments: TextAccepted
    privacy: TextAccepted


class StaffAcceptance(Schema):
    """The acceptance of somebody who has an account under that address."""

    token: Token
    commitments: TextAccepted


class CommitmentsAcceptance(Schema):
    """A newer version of the commitments, accepted."""

    commitments: TextAccepted


class StaffJoined(Schema):
    """They work here from now on. The next step is a second factor, where they have none."""

    email: str
    roles: list[StaffRole]


class ReasonGiven(Schema):
    """Why."""

    reason: Reason


class RoleChangeDraft(Schema):
    """All roles that somebody should have from then on; none at all is leaving."""

    user_id: Annotated[str, StringConstraints(max_length=40)]
    roles: Roles
    reason: Reason


class RoleChangeView(Schema):
    """A change of roles and what became of it."""

    id: str
    member: StaffPerson
    roles_before: list[StaffRole]
    roles: list[StaffRole]
    reason: str
    state: DecisionState
    needs_second_person: bool
    asked_by: StaffPerson
    asked_at: Instant
    expires_at: Instant
    decided_by: StaffPerson | None
    decided_at: Instant | None
    decision_reason: str | None


class LeavingDraft(Schema):
    """Why somebody leaves, and their last day; without one they leave at once."""

    reason: Reason
    last_day: date | None = None
