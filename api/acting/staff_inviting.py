"""Invitations to the holder's staff: asked for, agreed to by a second person, or ended (contract M2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens
from api.access.callers import Staff
from api.access.scopes import scope_of
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.staff import invitation_state
from api.schemas.staff import StaffInvitationDraft
from models import KnownPerson, StaffInvitation, StaffMember
from terms.mailboxes import is_shared_mailbox
from terms.roles import APART, StaffRole, clash
from terms.staff import (
    OPEN_INVITATIONS,
    StaffInvitationState,
    decision_deadline,
    leaving_instant,
    may_decide,
    needs_second_person,
    staff_invitation_deadline,
)
from workflows.identifiers import staff_joiner_workflow_id
from workflows.staff_joiner import StaffJoinerStart, StaffJoinerWorkflow


async def ask_to_join(
    parts: Parts, caller: Staff, draft: StaffInvitationDraft, invitation_id: str, at: datetime
) -> None:
    """Stores the invitation, then starts its workflow, which mails whose turn it is.

    Raises 422 for a shared mailbox, roles that do not go together, and a last day that is over; 409 for
    somebody who works here or is invited already.
    """
    require_person(draft.email)
    require_compatible(draft.roles)
    zone = parts.settings.holder_zone
    if draft.until is not None and leaving_instant(draft.until, zone) <= at:
        raise Problem(Kind.VALIDATION, errors=[_over("/until")])
    second = needs_second_person(frozenset(), draft.roles)
    deadline = decision_deadline if second else staff_invitation_deadline
    async with parts.database.transaction(scope_of(caller)) as session:
        await _refuse_member(session, draft.email.lower())
        await _end_overdue(session, draft.email.lower(), at)
        await session.execute(
            insert(StaffInvitation)
            .values(
                id=invitation_id,
                email=draft.email.lower(),
                name=draft.name,
                language=draft.language,
                roles=sorted(role.value for role in draft.roles),
                reason=draft.reason,
                last_day=draft.until,
                asked_by=caller.user_id,
                asked_at=at,
                needs_second=second,
                token_sha256=LinkTokens.sha256(parts.links.token(invitation_id)),
                state=(
                    StaffInvitationState.AWAITING_CONFIRMATION if second else StaffInvitationState.INVITED
                ).value,
                expires_at=deadline(at, zone),
            )
            .on_conflict_do_nothing()
        )
        if await session.get(StaffInvitation, invitation_id) is None:
            raise Problem(Kind.STAFF_ALREADY_INVITED)
    await start_joiner(parts, invitation_id)


async def start_joiner(parts: Parts, invitation_id: str) -> None:
    """Starts the invitation's workflow, once."""
    await parts.engine.start(
        StaffJoinerWorkflow.run, StaffJoinerStart(invitation_id), staff_joiner_workflow_id(invitation_id)
    )


async def tell_joiner(parts: Parts, invitation_id: str) -> None:
    """Wakes the invitation's workflow. If it cannot be told, it sees the change when it next looks."""
    try:
        await parts.engine.tell(staff_joiner_workflow_id(invitation_id), StaffJoinerWorkflow.changed)
    except (WorkflowGone, Problem):
        return


async def confirm_invitation(parts: Parts, caller: Staff, invitation_id: str, at: datetime) -> None:
    """The second person agrees: the invited is mailed. Confirming again changes nothing.

    Raises 403 for whoever asked, 404, and 409 once it has ended.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await locked_invitation(session, invitation_id)
        if row.confirmed_by != caller.user_id:
            _require_state(row, at, StaffInvitationState.AWAITING_CONFIRMATION)
            if not may_decide(caller.user_id, row.asked_by, row.user_id):
                raise Problem(Kind.SECOND_PERSON_REQUIRED)
            row.state = StaffInvitationState.INVITED.value
            row.confirmed_by, row.confirmed_at = caller.user_id, at
            row.expires_at = staff_invitation_deadline(at, parts.settings.holder_zone)
    await tell_joiner(parts, invitation_id)


async def end_invitation(
    parts: Parts,
    caller: Staff,
    invitation_id: str,
    state: StaffInvitationState,
    reason: str,
    at: datetime,
) -> None:
    """Refuses or withdraws an invitation that nobody has accepted yet. Raises 404, and 409 once it ended."""
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await locked_invitation(session, invitation_id)
        if (row.state, row.ended_by) != (state.value, caller.user_id):
            _require_state(row, at, *OPEN_INVITATIONS)
            row.state = state.value
            row.ended_at, row.ended_by, row.ended_reason = at, caller.user_id, reason
    await tell_joiner(parts, invitation_id)


async def locked_invitation(session: AsyncSession, invitation_id: str) -> StaffInvitation:
    """The invitation, nobody else changing it meanwhile. Raises 404."""
    row = await session.get(StaffInvitation, invitation_id, with_for_update=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row


def require_person(email: str) -> None:
    """Raises 422 for a mailbox that a function or a group shares: staff accounts are named."""
    if is_shared_mailbox(email):
        error = {"pointer": "/email", "code": "shared_mailbox", "detail": "Not a person's own address."}
        raise Problem(Kind.SHARED_MAILBOX, errors=[error])


def require_compatible(roles: frozenset[StaffRole]) -> None:
    """Raises 422 for roles that one person must not hold together."""
    pair = clash(roles)
    if pair is not None:
        both = " and ".join(sorted(role.value for role in pair))
        raise Problem(Kind.ROLES_INCOMPATIBLE, f"{both}: {APART[pair]}")


async def _refuse_member(session: AsyncSession, email: str) -> None:
    found = await session.scalar(
        select(StaffMember.user_id)
        .join(KnownPerson, KnownPerson.id == StaffMember.user_id)
        .where(KnownPerson.email == email, StaffMember.left_at.is_(None))
    )
    if found is not None:
        raise Problem(Kind.ALREADY_STAFF)


async def _end_overdue(session: AsyncSession, email: str, at: datetime) -> None:
    """An invitation whose time is up stands in nobody's way, also before its workflow has ended it."""
    rows = await session.scalars(
        select(StaffInvitation)
        .where(
            StaffInvitation.email == email,
            StaffInvitation.state.in_([state.value for state in OPEN_INVITATIONS]),
            StaffInvitation.expires_at <= at,
        )
        .with_for_update()
    )
    for row in rows:
        row.state, row.ended_at = StaffInvitationState.EXPIRED.value, at
    await session.flush()


def _require_state(row: StaffInvitation, at: datetime, *states: StaffInvitationState) -> None:
    if invitation_state(row, at) not in states:
        raise Problem(Kind.STAFF_INVITATION_ENDED)


def _over(pointer: str) -> dict[str, str]:
    return {"pointer": pointer, "code": "over", "detail": "This day is over."}
