"""Asking for a pack of evidence (contract P9)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Member, Staff
from api.access.scopes import scope_of
from api.acting.carrying_on import AT_ONCE, CUT_SHORT, carry_on_each
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import EvidencePack
from models.scope import UPKEEP
from terms.evidence_packs import PACKS_PER_BUSINESS, PackState
from workflows.evidence_pack import EvidencePackStart, EvidencePackWorkflow
from workflows.identifiers import evidence_pack_workflow_id


async def ask_for_pack(
    parts: Parts, caller: Member | Staff, business_id: str, pack_id: str, at: datetime
) -> None:
    """Stores it, then starts its workflow. Raises 404 for a business there is not, 429 after too many."""
    async with parts.database.transaction(scope_of(caller)) as session:
        known = await session.get(EvidencePack, pack_id)
    if known is None:
        await parts.throttles.attempt(PACKS_PER_BUSINESS, "evidence-packs", business_id, now=at)
        try:
            async with parts.database.transaction(scope_of(caller)) as session:
                await _store(session, caller.user_id, business_id, pack_id, at)
        except IntegrityError as error:
            raise Problem(Kind.NOT_FOUND) from error
    await _begin(parts, pack_id, business_id)


async def carry_on_packs(parts: Parts, at: datetime) -> None:
    """Starts the workflows of packs that a crash left without one; those that have one keep it."""
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.scalars(
            select(EvidencePack)
            .where(EvidencePack.state == PackState.MAKING.value, EvidencePack.requested_at < at - CUT_SHORT)
            .order_by(EvidencePack.id)
            .limit(AT_ONCE)
        )
        left = rows.all()
    await carry_on_each(left, lambda pack: _begin(parts, pack.id, pack.business_id))


async def _store(session: AsyncSession, user_id: str, business_id: str, pack_id: str, at: datetime) -> None:
    await session.execute(
        insert(EvidencePack)
        .values(id=pack_id, business_id=business_id, requested_by=user_id, requested_at=at)
        .on_conflict_do_nothing()
    )


async def _begin(parts: Parts, pack_id: str, business_id: str) -> None:
    start = EvidencePackStart(pack_id, business_id)
    await parts.engine.start(EvidencePackWorkflow.run, start, evidence_pack_workflow_id(pack_id))
