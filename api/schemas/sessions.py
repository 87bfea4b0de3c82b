"""Signing in, sessions and passwords (contract M3, M4)."""

from typing import Annotated, Literal

from pydantic import EmailStr, StringConstraints

from api.schemas.accounts import Me, Secret
from api.schemas.common import Instant, Schema
from terms.sessions import Proof, Standing

MailedToken = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""What stands after `#` in the mailed link."""


class SessionRequest(Schema):
    """Credentials."""

    email: EmailStr
    password: Secret


class SessionView(Schema):
    """The session. Where its token is new, the cookie came with this answer."""

    id: str
    state: Standing
    """What it is good for. Only `open` is good for all; `user` is shown only then."""
    factors: list[Proof]
    """Second factors that the user can give; empty when none is enrolled."""
    step_up_with: list[Proof]
    """What proves again who they are, before a sensitive act."""
    user: Me | None
    expires_at: Instant
    """When it ends at the latest."""
    idle_minutes: int
    """After how long without use it ends earlier."""
    stepped_up_until: Instant | None


class OwnSession(Schema):
    """One of the user's sessions."""

    id: str
    current: bool
    created_at: Instant
    last_seen_at: Instant
    expires_at: Instant
    ip: str | None
    user_agent: str | None


class PasswordChange(Schema):
    """The current password, and the new one."""

    current: Secret
    new: Secret


class PasswordResetRequest(Schema):
    """Whose password was forgotten."""

    email: EmailStr


class PasswordResetAnswer(Schema):
    """The same whether the address is known or not: the mailbox learns which."""

    status: Literal["mail_sent"] = "mail_sent"
    expires_at: Instant
    """When the mailed link ends."""


class ResetLink(Schema):
    """The token of the mailed link."""

    token: MailedToken


class ResetView(Schema):
    """A link that works."""

    expires_at: Instant
    factor_required: bool
    """Whether a second factor has to be given with the new password: always, where one is enrolled."""
    factors: list[Proof]
    """Those that count; after a report of lost credentials only a recovery code does. Empty though one is
    required: none is left, and the holder has to be asked.
    """
