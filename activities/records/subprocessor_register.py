"""Whom the register lets work for which controller: code that would use a sub-processor asks here (P4)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Business, Deadline, Subprocessor, SubprocessorObjection
from terms.deadlines import DeadlineKind, DeadlineOutcome
from terms.subprocessors import OutsideService, SubprocessorState, may_work


async def subprocessor_for(
    session: AsyncSession, service: OutsideService, business_id: str, at: datetime
) -> str | None:
    """The sub-processor that may do a service for a controller now: the newest of those it did not object to.

    `None`: there is none, and the controller's data must not leave for that service.
    """
    rows = await session.scalars(
        select(Subprocessor)
        .where(Subprocessor.service == service.value, Subprocessor.state == SubprocessorState.CURRENT.value)
        .order_by(Subprocessor.id.desc())
    )
    for row in rows.all():
        if await may_work_for(session, row, business_id, at):
            return row.id
    return None


async def may_work_for(session: AsyncSession, row: Subprocessor, business_id: str, at: datetime) -> bool:
    """Whether one sub-processor may be given a controller's data.

    A controller that was there before the announcement and could not be told has no period that could end.
    """
    due_at = await session.scalar(
        select(Deadline.due_at).where(
            Deadline.subject_id == row.id,
            Deadline.kind == DeadlineKind.SUBPROCESSOR_OBJECTION.value,
            Deadline.business_id == business_id,
            Deadline.outcome.is_distinct_from(DeadlineOutcome.UNDELIVERED.value),
        )
    )
    if due_at is None:
        since = await session.scalar(select(Business.created_at).where(Business.id == business_id))
        if since is None or since <= row.entered_at:
            return False
    objection = await session.get(SubprocessorObjection, (row.id, business_id))
    objected_at = objection.at if objection is not None and objection.taken_back_at is None else None
    return may_work(SubprocessorState(row.state), due_at, objected_at, at)
