"""Invitations, members, and a user's businesses (contract A4, A5)."""

from typing import Annotated, Literal

from pydantic import EmailStr, StringConstraints

from api.schemas.accounts import BusinessPlace, Secret, TextAccepted, TimeZone
from api.schemas.common import Instant, Language, Name, Schema
from terms.members import InvitationState

Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class PersonView(Schema):
    """A user as the other members of a business see them."""

    id: str
    name: str | None
    email: str


class InvitationDraft(Schema):
    """Whom to invite as a guest, and the language of the mail."""

    email: EmailStr
    language: Language = "es"


class InvitationView(Schema):
    """An invitation as its owner sees it."""

    id: str
    email: str
    language: Language
    state: InvitationState
    invited_by: PersonView
    created_at: Instant
    expires_at: Instant
    renewals: int
    ended_at: Instant | None
    member_id: str | None
    """The user who accepted."""


class InvitationToken(Schema):
    """The token of the mailed link, after its `#`."""

    token: Token


class InvitationLook(Schema):
    """What the invited is shown before answering."""

    business: str
    invited_by: str | None
    """Name of who invited, where they have given one."""
    email: str
    language: Language
    state: InvitationState
    expires_at: Instant
    registered: bool
    """Whether the address has an account: then sign in and accept, otherwise register."""


class InvitationRegistration(Schema):
    """A new user accepts: credentials, personal data and consent to data protection, nothing else (A5)."""

    token: Token
    password: Secret
    name: Name
    language: Language = "es"
    time_zone: TimeZone = "Europe/Madrid"
    privacy: TextAccepted


class InvitationAccepted(Schema):
    """The business one now belongs to."""

    business: BusinessPlace


class MemberView(Schema):
    """Somebody who belongs to the business."""

    user_id: str
    name: str | None
    email: str
    role: Literal["owner", "guest"]
    joined_at: Instant
    shut_out_at: Instant | None
    """Since when the holder has shut them out of the business for misuse (A8); they keep the place alone."""
    api_keys: int
    """How many keys they made that work."""
    flags: list[Literal["no_second_factor"]]
    """What the owner should look into."""


class BusinessChoice(Schema):
    """The business to act for wherever no other is named."""

    business_id: Annotated[str, StringConstraints(max_length=40)]
