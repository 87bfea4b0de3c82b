"""Invitations: stored, then carried by their workflow, which alone decides what becomes of them (A5)."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens
from api.access.callers import Member
from api.access.limits import require_place
from api.access.scopes import scope_of
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem, unavailable
from api.schemas.members import InvitationDraft
from models import Invitation, KnownPerson, Membership
from models.scope import Scope
from terms.access import INVITATION_RENEWALS, INVITATIONS_PER_BUSINESS, UNKNOWN_LINKS_PER_ORIGIN
from terms.members import InvitationState, invitation_deadline, refuse_invitation
from workflows.identifiers import invitation_workflow_id
from workflows.invitation import InvitationStart, InvitationWorkflow, OwnerAct

InvitationUpdate = Callable[..., InvitationState | Awaitable[InvitationState]]
"""An update method of `InvitationWorkflow`."""


async def invite(
    parts: Parts, member: Member, draft: InvitationDraft, invitation_id: str, at: datetime
) -> Invitation:
    """Stores the invitation, then starts its workflow.

    Raises 409 for a member, for an address that is invited already, and where the plan has no place for
    another member, 429 for too many. An invitation that a
    crash kept from starting is started by the next request for its address.
    """
    await parts.throttles.attempt(INVITATIONS_PER_BUSINESS, "invitations", member.business_id, now=at)
    email = draft.email.lower()
    async with parts.database.transaction(scope_of(member)) as session:
        await _refuse_member(session, member.business_id, email)
        if await _pending(session, member.business_id, email) is None:
            await require_place(session, parts.settings.holder_zone, at)
        await session.execute(
            insert(Invitation)
            .values(
                id=invitation_id,
                business_id=member.business_id,
                email=email,
                language=draft.language,
                invited_by=member.user_id,
                token_sha256=LinkTokens.sha256(parts.links.token(invitation_id)),
                created_at=at,
                expires_at=invitation_deadline(at, parts.settings.holder_zone),
                state=InvitationState.PENDING.value,
                renewals=0,
                sequence=0,
            )
            .on_conflict_do_nothing()
        )
        invitation = await session.get(Invitation, invitation_id) or await _pending(
            session, member.business_id, email
        )
    if invitation is None or (invitation.id != invitation_id and invitation.sequence > 0):
        raise Problem(Kind.ALREADY_INVITED)
    await parts.engine.start(
        InvitationWorkflow.run, InvitationStart(invitation.id), invitation_workflow_id(invitation.id)
    )
    return invitation


async def renew(parts: Parts, member: Member, invitation_id: str, act_id: str, at: datetime) -> None:
    """Makes the invitation last its whole time again, and mails it. Raises 404, 409 once it ended, 429."""
    invitation = await owned_invitation(parts, member, invitation_id)
    await parts.throttles.attempt(INVITATION_RENEWALS, "invitation-renewal", invitation_id, now=at)
    await ask(parts, invitation, InvitationWorkflow.renew, OwnerAct(member.user_id), act_id)


async def revoke(parts: Parts, member: Member, invitation_id: str, act_id: str) -> None:
    """Takes the invitation back. Raises 404, or 409 once it ended."""
    invitation = await owned_invitation(parts, member, invitation_id)
    await ask(parts, invitation, InvitationWorkflow.revoke, OwnerAct(member.user_id), act_id)


async def ask(
    parts: Parts, invitation: Invitation, update: InvitationUpdate, act: object, act_id: str
) -> None:
    """One update of the invitation's workflow. Raises its refusals."""
    workflow_id = invitation_workflow_id(invitation.id)
    try:
        await parts.engine.ask(workflow_id, update, act, act_id, InvitationState)
    except WorkflowGone as error:
        raise await _refusal_without_workflow(parts, invitation) from error


async def owned_invitation(parts: Parts, member: Member, invitation_id: str) -> Invitation:
    """The invitation, if it is the business's. Raises 404."""
    async with parts.database.transaction(scope_of(member)) as session:
        row = await session.get(Invitation, invitation_id)
    if row is None or row.business_id != member.business_id:
        raise Problem(Kind.NOT_FOUND)
    return row


async def invitation_by_token(parts: Parts, token: str, ip: str | None, at: datetime) -> Invitation:
    """The invitation whose mailed token it is. Raises 404 for an unknown one, 429 for many of them."""
    token_sha256 = LinkTokens.sha256(token)
    async with parts.database.transaction(Scope.of_credential(token_sha256)) as session:
        row = await session.scalar(select(Invitation).where(Invitation.token_sha256 == token_sha256))
    if row is None:
        await parts.throttles.attempt(UNKNOWN_LINKS_PER_ORIGIN, "unknown-link", ip, now=at)
        raise Problem(Kind.INVITATION_UNKNOWN)
    return row


def require_open(invitation: Invitation, at: datetime) -> None:
    """Raises 409 once the invitation has ended. The workflow decides; this spares it what it would refuse."""
    state = InvitationState(invitation.state)
    if state is InvitationState.PENDING and at >= invitation.expires_at:
        state = InvitationState.EXPIRED
    if refusal := refuse_invitation(state):
        raise Problem(Kind.of(refusal.value))


async def _refuse_member(session: AsyncSession, business_id: str, email: str) -> None:
    found = await session.scalar(
        select(KnownPerson.id)
        .join(Membership, Membership.user_id == KnownPerson.id)
        .where(Membership.business_id == business_id, KnownPerson.email == email)
    )
    if found is not None:
        raise Problem(Kind.ALREADY_MEMBER)


async def _pending(session: AsyncSession, business_id: str, email: str) -> Invitation | None:
    return await session.scalar(
        select(Invitation).where(
            Invitation.business_id == business_id,
            Invitation.email == email,
            Invitation.state == InvitationState.PENDING.value,
        )
    )


async def _refusal_without_workflow(parts: Parts, invitation: Invitation) -> Problem:
    """What the workflow would say if it still ran; one that its row says is pending starts again soon."""
    async with parts.database.transaction(Scope.of_credential(invitation.token_sha256)) as session:
        row = await session.get_one(Invitation, invitation.id)
    refusal = refuse_invitation(InvitationState(row.state))
    return Problem(Kind.of(refusal.value)) if refusal else unavailable("The invitation's workflow")
