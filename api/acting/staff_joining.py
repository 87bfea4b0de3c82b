"""Joining the staff by a mailed invitation: commitments, own password, then a second factor (M2, P5)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens
from api.acting.consent import keep_acceptance, require_current
from api.acting.new_passwords import require_good_password
from api.acting.staff_duties import ask_joiner_for_commitments
from api.acting.staff_inviting import tell_joiner
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.staff import invitation_state
from api.schemas.accounts import TextAccepted
from api.schemas.staff import StaffRegistration
from models import StaffEvent, StaffInvitation, StaffMember, User
from models.database import enter
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.access import UNKNOWN_LINKS_PER_ORIGIN
from terms.accounts import Document
from terms.staff import StaffEventKind, StaffInvitationState, leaving_instant


async def find_invitation(parts: Parts, token: str, ip: str | None, at: datetime) -> StaffInvitation:
    """The invitation whose mailed token it is. Raises 404 for an unknown one, 429 for many of them."""
    async with parts.database.transaction(_by(token)) as session:
        row = await session.scalar(
            select(StaffInvitation).where(StaffInvitation.token_sha256 == LinkTokens.sha256(token))
        )
    if row is None:
        await parts.throttles.attempt(UNKNOWN_LINKS_PER_ORIGIN, "unknown-link", ip, now=at)
        raise Problem(Kind.STAFF_INVITATION_UNKNOWN)
    return row


async def is_registered(parts: Parts, email: str) -> bool:
    """Whether the invited has an account under that address."""
    async with parts.database.transaction(Scope.of_mailbox(email)) as session:
        return await session.scalar(select(User.id).where(User.email == email)) is not None


async def join_as_new_user(
    parts: Parts, request: StaffRegistration, user_id: str, origin: Origin, at: datetime
) -> StaffInvitation:
    """Makes the user `user_id` with the password they chose, and lets them in; repeated, changes nothing.

    Raises 404 or 409 for an invitation that cannot be accepted (any more), 409 for a known address, 409 for
    texts that are not the current ones, 422 for a password that breaks the rules.
    """
    invitation = await find_invitation(parts, request.token, origin.ip, at)
    if invitation.user_id == user_id:
        return invitation
    require_good_password(request.password, invitation.email, invitation.name)
    require_current(parts.texts, Document.STAFF_COMMITMENTS, request.commitments, "/commitments")
    require_current(parts.texts, Document.PRIVACY, request.privacy, "/privacy")
    password_hash = await parts.passwords.hash(request.password)
    async with parts.database.transaction(_by(request.token)) as session:
        row = await _acceptable(session, invitation.id, at)
        await enter(session, Scope.of_mailbox(row.email))
        await _make_user(session, row, user_id, request, password_hash, at)
        await _mark_accepted(session, request.token, row, user_id, at)
        await _keep(session, user_id, Document.PRIVACY, request.privacy, origin, at)
        await _admit(session, row, at, parts.settings.holder_zone)
        await _keep(session, user_id, Document.STAFF_COMMITMENTS, request.commitments, origin, at)
    await tell_joiner(parts, invitation.id)
    await ask_joiner_for_commitments(parts, user_id, invitation.id)
    return row


async def join_as_user(
    parts: Parts, user_id: str, token: str, commitments: TextAccepted, origin: Origin, at: datetime
) -> StaffInvitation:
    """Lets in somebody who has an account and is signed in. Raises 403 for another address, 404, 409."""
    invitation = await find_invitation(parts, token, origin.ip, at)
    if invitation.user_id == user_id:
        return invitation
    require_current(parts.texts, Document.STAFF_COMMITMENTS, commitments, "/commitments")
    async with parts.database.transaction(Scope.of_person(user_id)) as session:
        user = await session.get_one(User, user_id)
        if user.email != invitation.email:
            raise Problem(Kind.STAFF_INVITATION_FOR_ANOTHER)
        await enter(session, _by(token))
        row = await _acceptable(session, invitation.id, at)
        await _mark_accepted(session, token, row, user_id, at)
        await _admit(session, row, at, parts.settings.holder_zone)
        await _keep(session, user_id, Document.STAFF_COMMITMENTS, commitments, origin, at)
    await tell_joiner(parts, invitation.id)
    await ask_joiner_for_commitments(parts, user_id, invitation.id)
    return row


async def accept_commitments(
    parts: Parts, session: AsyncSession, user_id: str, accepted: TextAccepted, origin: Origin, at: datetime
) -> None:
    """Keeps that a member of staff accepts the current commitments. Raises 409 for another version."""
    require_current(parts.texts, Document.STAFF_COMMITMENTS, accepted, "/commitments")
    await _keep(session, user_id, Document.STAFF_COMMITMENTS, accepted, origin, at)


def _by(token: str) -> Scope:
    return Scope.of_credential(LinkTokens.sha256(token))


async def _acceptable(session: AsyncSession, invitation_id: str, at: datetime) -> StaffInvitation:
    """The invitation, locked. Raises 409 when it cannot be accepted."""
    row = await session.get_one(StaffInvitation, invitation_id, with_for_update=True)
    if invitation_state(row, at) is not StaffInvitationState.INVITED:
        raise Problem(Kind.STAFF_INVITATION_ENDED)
    return row


async def _make_user(
    session: AsyncSession,
    invitation: StaffInvitation,
    user_id: str,
    request: StaffRegistration,
    password_hash: str,
    at: datetime,
) -> None:
    """A user with the invited address, verified because the link came to it. Raises 409 if there is one."""
    made = await session.execute(
        insert(User)
        .values(
            id=user_id,
            email=invitation.email,
            password_hash=password_hash,
            password_changed_at=at,
            email_verified_at=at,
            created_at=at,
            name=invitation.name,
            language=request.language,
            time_zone=request.time_zone,
        )
        .on_conflict_do_nothing(index_elements=[User.email])
        .returning(User.id)
    )
    if made.first() is None:
        raise Problem(Kind.ALREADY_REGISTERED)


async def _mark_accepted(
    session: AsyncSession, token: str, row: StaffInvitation, user_id: str, at: datetime
) -> None:
    """Uses the link up; leaves the transaction in the scope of the person."""
    await enter(session, _by(token))
    row.state = StaffInvitationState.ACCEPTED.value
    row.user_id, row.accepted_at, row.ended_at = user_id, at, at
    await session.flush()
    await enter(session, Scope.of_person(user_id))


async def _admit(session: AsyncSession, invitation: StaffInvitation, at: datetime, zone: str) -> None:
    """Writes membership and record of whoever accepted; who left once and comes back joins anew."""
    leaves_at = leaving_instant(invitation.last_day, zone) if invitation.last_day else None
    values = {
        "roles": invitation.roles,
        "joined_at": at,
        "joined_by": invitation.asked_by,
        "leaves_at": leaves_at,
        "left_at": None,
        "left_by": None,
        "records_kept_until": None,
    }
    await session.execute(
        insert(StaffMember)
        .values(user_id=invitation.user_id, **values)
        .on_conflict_do_update(index_elements=[StaffMember.user_id], set_=values)
    )
    session.add(_event(invitation, StaffEventKind.JOINED, at))
    if leaves_at is not None:
        session.add(_event(invitation, StaffEventKind.LEAVING_SET, at, leaves_at))
    await session.flush()


def _event(
    invitation: StaffInvitation, kind: StaffEventKind, at: datetime, leaves_at: datetime | None = None
) -> StaffEvent:
    return StaffEvent(
        id=new_id(Prefix.STAFF_EVENT),
        user_id=invitation.user_id,
        at=at,
        kind=kind.value,
        by=invitation.asked_by,
        second=invitation.confirmed_by,
        roles=invitation.roles,
        reason=invitation.reason,
        leaves_at=leaves_at,
    )


async def _keep(
    session: AsyncSession,
    user_id: str,
    document: Document,
    accepted: TextAccepted,
    origin: Origin,
    at: datetime,
) -> None:
    await keep_acceptance(
        session,
        user_id=user_id,
        business_id=None,
        document=document.value,
        accepted=accepted,
        at=at,
        origin=origin,
    )
