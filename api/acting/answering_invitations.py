"""The invited's answer: stored first, then taken or refused by the invitation's workflow (contract A5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from api.acting.consent import require_current
from api.acting.inviting import ask, invitation_by_token, require_open
from api.acting.new_passwords import require_good_password
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.members import InvitationRegistration
from models import Invitation, InvitationAnswer, User
from models.scope import UPKEEP, Scope
from terms.accounts import Document
from terms.members import InvitationState
from workflows.invitation import AcceptAct, InvitationWorkflow


@dataclass(frozen=True)
class NewUser:
    """What a new user gives: the password only as its hash."""

    password_hash: str
    details: dict[str, Any]


async def accept_as_user(
    parts: Parts, token: str, user_id: str, answer_id: str, origin: Origin, at: datetime
) -> str:
    """The signed-in user accepts; returns the business's id.

    Raises 403 when another address was invited, 409 when the invitation has ended.
    """
    invitation = await invitation_by_token(parts, token, origin.ip, at)
    async with parts.database.transaction(Scope.of_person(user_id)) as session:
        user = await session.get_one(User, user_id)
    if user.email != invitation.email:
        raise Problem(Kind.INVITATION_FOR_ANOTHER)
    await _accept(parts, invitation, answer_id, user_id, None, origin, at)
    return invitation.business_id


async def accept_as_new_user(
    parts: Parts, request: InvitationRegistration, answer_id: str, origin: Origin, at: datetime
) -> tuple[str, str]:
    """Somebody registers by accepting: the mailed token has verified the address. Returns user and business.

    Raises 409 when the address has an account or the invitation has ended, 422 for a weak password.
    """
    invitation = await invitation_by_token(parts, request.token, origin.ip, at)
    require_good_password(request.password, invitation.email, request.name)
    require_current(parts.texts, Document.PRIVACY, request.privacy, "/privacy")
    details = request.model_dump(include={"name", "language", "time_zone", "privacy"})
    new_user = NewUser(await parts.passwords.hash(request.password), details)
    await _accept(parts, invitation, answer_id, None, new_user, origin, at)
    accepted = await invitation_by_token(parts, request.token, origin.ip, at)
    if accepted.member_id is None:
        raise RuntimeError("an accepted invitation names no member")
    return accepted.member_id, accepted.business_id


async def _accept(
    parts: Parts,
    invitation: Invitation,
    answer_id: str,
    user_id: str | None,
    new_user: NewUser | None,
    origin: Origin,
    at: datetime,
) -> None:
    """Stores the answer in a transaction of its own, then tells the workflow its id; both may be repeated.

    An answer that is refused is forgotten at once; housekeeping forgets those that a crash left.
    """
    if invitation.answer_id != answer_id:
        require_open(invitation, at)
    async with parts.database.transaction(Scope.of_credential(invitation.token_sha256)) as session:
        await session.execute(
            insert(InvitationAnswer)
            .values(
                id=answer_id,
                invitation_id=invitation.id,
                business_id=invitation.business_id,
                user_id=user_id,
                new_user=new_user.details if new_user else None,
                password_hash=new_user.password_hash if new_user else None,
                ip=origin.ip,
                user_agent=origin.user_agent,
                received_at=at,
            )
            .on_conflict_do_nothing()
        )
    try:
        await ask(parts, invitation, InvitationWorkflow.accept, AcceptAct(answer_id), answer_id)
    except Problem as refusal:
        if refusal.kind is not Kind.SERVICE_UNAVAILABLE:
            await _forget(parts, invitation, answer_id)
        raise


async def forget_stray_answers(parts: Parts) -> None:
    """Removes answers to invitations that have ended without them."""
    ended = select(Invitation.id).where(
        Invitation.id == InvitationAnswer.invitation_id,
        Invitation.state != InvitationState.PENDING.value,
        Invitation.answer_id.is_distinct_from(InvitationAnswer.id),
    )
    async with parts.database.transaction(UPKEEP) as session:
        await session.execute(delete(InvitationAnswer).where(ended.exists()))


async def _forget(parts: Parts, invitation: Invitation, answer_id: str) -> None:
    taken = select(Invitation.id).where(Invitation.answer_id == answer_id)
    async with parts.database.transaction(Scope.of_credential(invitation.token_sha256)) as session:
        await session.execute(
            delete(InvitationAnswer).where(InvitationAnswer.id == answer_id, ~taken.exists())
        )
