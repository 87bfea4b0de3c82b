"""Announcing and ending sub-processors, and controllers' objections (contract P4)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Member, Staff
from api.access.scopes import scope_of
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.subprocessors import SubprocessorDraft
from models import Deadline, Subprocessor, SubprocessorObjection
from terms.deadlines import DeadlineKind
from terms.subprocessors import UNDER_WAY, SubprocessorState, may_object
from workflows.identifiers import subprocessor_workflow_id
from workflows.subprocessor_change import StaffAsked, SubprocessorChangeWorkflow, SubprocessorStart


async def announce(
    parts: Parts, caller: Staff, draft: SubprocessorDraft, subprocessor_id: str, at: datetime
) -> None:
    """Enters a sub-processor and starts telling controllers. A repeated request starts what was entered."""
    values = draft.model_dump(mode="json")
    async with parts.database.transaction(scope_of(caller)) as session:
        await session.execute(
            insert(Subprocessor)
            .values(
                id=subprocessor_id,
                **values,
                entered_by=caller.user_id,
                entered_at=at,
                state=SubprocessorState.ANNOUNCING.value,
            )
            .on_conflict_do_nothing()
        )
    start = SubprocessorStart(subprocessor_id)
    await parts.engine.start(SubprocessorChangeWorkflow.run, start, subprocessor_workflow_id(subprocessor_id))


async def end(
    parts: Parts, caller: Staff, subprocessor_id: str, reason: str, act_id: str, *, give_up: bool
) -> None:
    """Gives an announced one up, or ends a current one, with the reason. Raises 404, 409."""
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await _found(session, subprocessor_id)
        _require_endable(SubprocessorState(row.state), give_up=give_up)
        row.ended_by, row.end_reason = caller.user_id, reason
    update = SubprocessorChangeWorkflow.give_up if give_up else SubprocessorChangeWorkflow.end
    try:
        workflow_id = subprocessor_workflow_id(subprocessor_id)
        await parts.engine.ask(workflow_id, update, StaffAsked(caller.user_id), act_id, str)
    except WorkflowGone as error:
        raise Problem(_refusal(give_up=give_up)) from error


async def object_to(
    session: AsyncSession, member: Member, subprocessor_id: str, reason: str, at: datetime
) -> None:
    """Keeps a controller's objection; a repeated one changes nothing. Raises 404, and 409 when it is late."""
    row = await _found(session, subprocessor_id)
    due = await session.scalar(
        select(Deadline.due_at).where(
            Deadline.subject_id == row.id,
            Deadline.kind == DeadlineKind.SUBPROCESSOR_OBJECTION.value,
            Deadline.business_id == member.business_id,
        )
    )
    if not may_object(SubprocessorState(row.state), due, at):
        raise Problem(Kind.OBJECTION_TOO_LATE)
    standing = await session.get(SubprocessorObjection, (row.id, member.business_id), with_for_update=True)
    if standing is None:
        session.add(
            SubprocessorObjection(
                subprocessor_id=row.id,
                business_id=member.business_id,
                user_id=member.user_id,
                at=at,
                reason=reason,
            )
        )
    elif standing.taken_back_at is not None:
        standing.user_id, standing.at, standing.reason = member.user_id, at, reason
        standing.taken_back_at = None
    await session.flush()


async def take_objection_back(
    session: AsyncSession, member: Member, subprocessor_id: str, at: datetime
) -> None:
    """The controller agrees after all, whenever that is. Raises 404 where it had not objected."""
    standing = await session.get(
        SubprocessorObjection, (subprocessor_id, member.business_id), with_for_update=True
    )
    if standing is None:
        raise Problem(Kind.NOT_FOUND)
    standing.taken_back_at = standing.taken_back_at or at
    await session.flush()


async def _found(session: AsyncSession, subprocessor_id: str) -> Subprocessor:
    row = await session.get(Subprocessor, subprocessor_id)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row


def _require_endable(state: SubprocessorState, *, give_up: bool) -> None:
    fits = state in UNDER_WAY if give_up else state is SubprocessorState.CURRENT
    if not fits:
        raise Problem(_refusal(give_up=give_up))


def _refusal(*, give_up: bool) -> Kind:
    return Kind.SUBPROCESSOR_NOT_UNDER_WAY if give_up else Kind.SUBPROCESSOR_NOT_CURRENT
