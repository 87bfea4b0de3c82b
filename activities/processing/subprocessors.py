"""Which sub-processors could be given a controller's data on a day (contract P2, P4)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.processing.facts import UsedSubprocessor
from models import Business, Deadline, Subprocessor, SubprocessorObjection
from terms.deadlines import DeadlineKind, DeadlineOutcome
from terms.processing import in_force, is_third_country
from terms.subprocessors import SubprocessorState


async def subprocessors_before(
    session: AsyncSession, business: Business, before: datetime
) -> tuple[UsedSubprocessor, ...]:
    """Those at work for it just before an instant: none that it objected to, or was not told of."""
    rows = await session.scalars(
        select(Subprocessor)
        .where(Subprocessor.state != SubprocessorState.WITHDRAWN.value, Subprocessor.effective_at < before)
        .order_by(Subprocessor.id)
    )
    dues = await _dues(session, business.id)
    objections = await _objections(session, business.id)
    return tuple(
        _used(row, dues.get(row.id) or row.effective_at)
        for row in rows
        if in_force(row.effective_at, row.ended_at, before)
        and (dues[row.id] < before if row.id in dues else business.created_at > row.entered_at)
        and not (row.id in objections and in_force(*objections[row.id], before))
    )


async def _dues(session: AsyncSession, business_id: str) -> dict[str, datetime]:
    clocks = await session.execute(
        select(Deadline.subject_id, Deadline.due_at).where(
            Deadline.business_id == business_id,
            Deadline.kind == DeadlineKind.SUBPROCESSOR_OBJECTION.value,
            Deadline.outcome.is_distinct_from(DeadlineOutcome.UNDELIVERED.value),
        )
    )
    return {row.subject_id: row.due_at for row in clocks}


async def _objections(session: AsyncSession, business_id: str) -> dict[str, tuple[datetime, datetime | None]]:
    rows = await session.scalars(
        select(SubprocessorObjection).where(SubprocessorObjection.business_id == business_id)
    )
    return {row.subprocessor_id: (row.at, row.taken_back_at) for row in rows}


def _used(row: Subprocessor, since: datetime | None) -> UsedSubprocessor:
    return UsedSubprocessor(
        row.id,
        row.name,
        row.purpose,
        row.data,
        row.country,
        row.safeguards,
        row.contact,
        since or row.entered_at,
        is_third_country(row.country),
    )
