"""An invitation that nobody of the staff asked for: the first administrator, or after a lock-out (M2, M3)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens
from activities.records.staff_leaving import administrators_locked
from models import StaffInvitation, StaffMember, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.mailboxes import is_shared_mailbox
from terms.roles import StaffRole
from terms.staff import ADMINISTRATOR_LINK, OPEN_INVITATIONS, StaffInvitationState

_ONE_AT_A_TIME = 7_302_027
"""Key of the advisory lock under which the command runs."""


class NotInvited(Exception):
    """No invitation was made; the message says why, and what to do."""


@dataclass(frozen=True)
class Invited:
    """`link` is good once, until `expires_at`."""

    invitation_id: str
    link: str
    expires_at: datetime


@dataclass(frozen=True)
class Administrator:
    """Who is to become one."""

    email: str
    name: str
    language: str
    reason: str


async def invite_administrator(
    database: Database, tokens: LinkTokens, public_url: str, person: Administrator, *, another: bool
) -> Invited:
    """Stores the invitation and gives its link; an open one for the same address ends.

    Raises `NotInvited` for an address that is nobody's own, for somebody who works here already, and, unless
    `another` says that it is meant, while there is an administrator who can let people in.
    """
    email = _own_address(person.email)
    now = datetime.now(UTC)
    invitation_id = new_id(Prefix.STAFF_INVITATION)
    token = tokens.token(invitation_id)
    async with database.transaction() as session:
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        await _refuse(session, email, another=another)
        await _end_open(session, email, now)
        session.add(
            StaffInvitation(
                id=invitation_id,
                email=email,
                name=person.name,
                language=person.language,
                roles=[StaffRole.SECURITY.value],
                reason=person.reason,
                asked_by=None,
                asked_at=now,
                needs_second=False,
                token_sha256=LinkTokens.sha256(token),
                state=StaffInvitationState.INVITED.value,
                expires_at=now + ADMINISTRATOR_LINK,
            )
        )
    link = f"{public_url.rstrip('/')}/staff-invitation#{token}"
    return Invited(invitation_id, link, now + ADMINISTRATOR_LINK)


def _own_address(email: str) -> str:
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise NotInvited(f"{email} is no e-mail address: {error}") from error
    if is_shared_mailbox(address):
        raise NotInvited(f"{address} is no person's own address: staff accounts are named.")
    return address


async def _refuse(session: AsyncSession, email: str, *, another: bool) -> None:
    administrators = await administrators_locked(session)
    if administrators and not another:
        raise NotInvited(
            f"There are administrators already ({len(administrators)}): they invite others. "
            "If none of them can sign in, or the second one is missing, say --another."
        )
    member = await session.scalar(
        select(StaffMember.user_id)
        .join(User, User.id == StaffMember.user_id)
        .where(User.email == email, StaffMember.left_at.is_(None))
    )
    if member is not None:
        raise NotInvited(f"{email} works here already: an administrator changes their roles.")


async def _end_open(session: AsyncSession, email: str, now: datetime) -> None:
    """The command run again makes a fresh link; the one before is good for nothing."""
    await session.execute(
        update(StaffInvitation)
        .where(
            StaffInvitation.email == email,
            StaffInvitation.state.in_([state.value for state in OPEN_INVITATIONS]),
        )
        .values(
            state=StaffInvitationState.WITHDRAWN.value,
            ended_at=now,
            ended_reason="replaced by the command for administrators",
        )
    )
