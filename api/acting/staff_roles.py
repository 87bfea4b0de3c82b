"""Changes of what members of staff may do: at once, or when a second person agrees (contract M2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.staff_at_work import at_work
from activities.records.staff_leaving import administrators_locked
from api.access.callers import Staff
from api.access.scopes import scope_of
from api.acting.staff_inviting import require_compatible
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.staff import decision_state
from api.schemas.staff import RoleChangeDraft
from models import StaffEvent, StaffMember, StaffRoleChange
from models.identifiers import Prefix, new_id
from terms.roles import StaffRole
from terms.staff import DecisionState, StaffEventKind, decision_deadline, may_decide, needs_second_person
from workflows.identifiers import staff_decision_workflow_id
from workflows.staff_decision import StaffDecisionStart, StaffDecisionWorkflow


async def ask_for_roles(
    parts: Parts, caller: Staff, draft: RoleChangeDraft, change_id: str, at: datetime
) -> None:
    """Stores the change and applies it where it takes nobody else; its workflow tells whoever it concerns.

    Raises 403 for one's own roles, 404, 422 for roles that do not go together, 409 where nothing would
    change, another change waits, or nobody could let staff in any more.
    """
    require_compatible(draft.roles)
    async with parts.database.transaction(scope_of(caller)) as session:
        if await session.get(StaffRoleChange, change_id) is None:
            row = await _new_change(session, parts, caller, draft, change_id, at)
            if not row.needs_second:
                await _apply(session, row, None, at)
    await parts.engine.start(
        StaffDecisionWorkflow.run, StaffDecisionStart(change_id), staff_decision_workflow_id(change_id)
    )


async def decide_roles(
    parts: Parts, caller: Staff, change_id: str, state: DecisionState, reason: str | None, at: datetime
) -> None:
    """Applies, refuses or withdraws a change that waits; repeated by the same person, changes nothing.

    Raises 403 for whoever is no second person (anybody may withdraw), 404, 409 once it was decided.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await session.get(StaffRoleChange, change_id, with_for_update=True)
        if row is None:
            raise Problem(Kind.NOT_FOUND)
        if (row.state, row.decided_by) != (state.value, caller.user_id):
            await _decide(session, caller, row, state, reason, at)
    try:
        await parts.engine.tell(staff_decision_workflow_id(change_id), StaffDecisionWorkflow.changed)
    except (WorkflowGone, Problem):
        return


async def _new_change(
    session: AsyncSession, parts: Parts, caller: Staff, draft: RoleChangeDraft, change_id: str, at: datetime
) -> StaffRoleChange:
    if draft.user_id == caller.user_id:
        raise Problem(Kind.SECOND_PERSON_REQUIRED)
    before = await _roles_locked(session, draft.user_id, at)
    if before == draft.roles:
        raise Problem(Kind.ROLES_UNCHANGED)
    await _end_overdue(session, draft.user_id, at)
    await session.execute(
        insert(StaffRoleChange)
        .values(
            id=change_id,
            user_id=draft.user_id,
            roles_before=_names(before),
            roles=_names(draft.roles),
            reason=draft.reason,
            asked_by=caller.user_id,
            asked_at=at,
            needs_second=needs_second_person(before, draft.roles),
            expires_at=decision_deadline(at, parts.settings.holder_zone),
            state=DecisionState.AWAITING.value,
        )
        .on_conflict_do_nothing()
    )
    row = await session.get(StaffRoleChange, change_id)
    if row is None:
        raise Problem(Kind.DECISION_AWAITED)
    return row


async def _decide(
    session: AsyncSession,
    caller: Staff,
    row: StaffRoleChange,
    state: DecisionState,
    reason: str | None,
    at: datetime,
) -> None:
    if decision_state(row, at) is not DecisionState.AWAITING:
        raise Problem(Kind.DECISION_ENDED)
    if state is not DecisionState.WITHDRAWN and not may_decide(caller.user_id, row.asked_by, row.user_id):
        raise Problem(Kind.SECOND_PERSON_REQUIRED)
    if state is DecisionState.APPLIED:
        await _apply(session, row, caller.user_id, at)
    row.state = state.value
    row.decided_by, row.decided_at, row.decision_reason = caller.user_id, at, reason


async def _apply(session: AsyncSession, row: StaffRoleChange, second: str | None, at: datetime) -> None:
    """Changes the roles and writes it into the record. Raises 409 if nobody else could let staff in."""
    administrators = await administrators_locked(session)
    before = await _roles_locked(session, row.user_id, at)
    if administrators == {row.user_id} and StaffRole.SECURITY.value not in row.roles:
        raise Problem(Kind.LAST_ADMINISTRATOR)
    if _names(before) != row.roles_before:
        raise Problem(Kind.DECISION_ENDED)
    member = await session.get_one(StaffMember, row.user_id)
    member.roles = row.roles
    row.state, row.decided_at = DecisionState.APPLIED.value, at
    session.add(
        StaffEvent(
            id=new_id(Prefix.STAFF_EVENT),
            user_id=row.user_id,
            at=at,
            kind=StaffEventKind.ROLES_CHANGED.value,
            by=row.asked_by,
            second=second,
            roles=row.roles,
            reason=row.reason,
        )
    )
    await session.flush()


async def _roles_locked(session: AsyncSession, user_id: str, at: datetime) -> frozenset[StaffRole]:
    """What somebody may do, nobody else changing it meanwhile. Raises 404 for whoever works here no more."""
    roles = await session.scalar(
        select(StaffMember.roles).where(StaffMember.user_id == user_id, *at_work(at)).with_for_update()
    )
    if roles is None:
        raise Problem(Kind.NOT_FOUND)
    return frozenset(StaffRole(role) for role in roles)


async def _end_overdue(session: AsyncSession, user_id: str, at: datetime) -> None:
    """A change whose time is up stands in nobody's way, also before its workflow has ended it."""
    row = await session.scalar(
        select(StaffRoleChange)
        .where(
            StaffRoleChange.user_id == user_id,
            StaffRoleChange.state == DecisionState.AWAITING.value,
            StaffRoleChange.expires_at <= at,
        )
        .with_for_update()
    )
    if row is not None:
        row.state, row.decided_at = DecisionState.EXPIRED.value, at
        await session.flush()


def _names(roles: frozenset[StaffRole]) -> list[str]:
    return sorted(role.value for role in roles)
