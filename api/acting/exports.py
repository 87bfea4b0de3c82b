"""Asking for an export of everything of a business (contract S16)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Member
from api.access.scopes import scope_of
from api.acting.carrying_on import AT_ONCE, CUT_SHORT, carry_on_each
from api.parts import Parts
from api.problems.problem import unavailable
from models import Export
from models.scope import UPKEEP
from terms.exports import STARTS_PER_BUSINESS, ExportState
from workflows.export import ExportStart, ExportWorkflow
from workflows.identifiers import export_workflow_id


async def ask_for_export(parts: Parts, member: Member, export_id: str, at: datetime) -> None:
    """Stores it, then starts its workflow; while one is being made, that one is meant.

    Raises 429 when too many were made lately. What a crash kept from starting is started by the next request.
    """
    async with parts.database.transaction(scope_of(member)) as session:
        known = await _meant(session, member.business_id, export_id)
    if known is None:
        await parts.throttles.attempt(STARTS_PER_BUSINESS, "exports", member.business_id, now=at)
        known = await _stored(parts, member, export_id, at)
    await _begin(parts, known)


async def carry_on_exports(parts: Parts, at: datetime) -> None:
    """Starts the workflows of exports that a crash left without one."""
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.scalars(
            select(Export)
            .where(
                Export.state == ExportState.MEASURING.value,
                Export.gatherings == 0,
                Export.requested_at < at - CUT_SHORT,
            )
            .order_by(Export.id)
            .limit(AT_ONCE)
        )
        left = rows.all()
    await carry_on_each(left, lambda export: _begin(parts, export))


async def measured_export(session: AsyncSession, business_id: str, export_id: str) -> Export:
    """The export that a request made or meant. Raises 503 in the moment between two."""
    found = await _meant(session, business_id, export_id)
    if found is None:
        raise unavailable("The export")
    return found


async def _stored(parts: Parts, member: Member, export_id: str, at: datetime) -> Export:
    async with parts.database.transaction(scope_of(member)) as session:
        await session.execute(
            insert(Export)
            .values(
                id=export_id, business_id=member.business_id, requested_by=member.user_id, requested_at=at
            )
            .on_conflict_do_nothing()
        )
        return await measured_export(session, member.business_id, export_id)


async def _meant(session: AsyncSession, business_id: str, export_id: str) -> Export | None:
    """The one of this id, or else the one that is being made."""
    return await session.get(Export, export_id) or await session.scalar(
        select(Export).where(Export.business_id == business_id, Export.state == ExportState.MEASURING.value)
    )


async def _begin(parts: Parts, export: Export) -> None:
    start = ExportStart(export.id, export.business_id)
    await parts.engine.start(ExportWorkflow.run, start, export_workflow_id(export.id))
