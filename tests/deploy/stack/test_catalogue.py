"""The local stack has plans to choose from, and leaves a catalogue alone that has any."""

import asyncio

from sqlalchemy import func, select

from deploy.stack.catalogue import PUBLISHER, offer_sample_plans
from models import PlanVersion
from models.database import Database
from terms.plans import PlanKind


async def test_sample_plans_are_published_once(database: Database, worker_database_url: str) -> None:
    env = {"WORKER_DATABASE_URL": worker_database_url}
    async with database.transaction() as session:
        before = await session.scalar(select(func.count()).select_from(PlanVersion)) or 0
    for _ in range(2):
        await asyncio.to_thread(offer_sample_plans, env)
    async with database.transaction() as session:
        ours = (await session.scalars(select(PlanVersion).where(PlanVersion.published_by == PUBLISHER))).all()
        after = await session.scalar(select(func.count()).select_from(PlanVersion)) or 0
    assert after == before + len(ours)
    assert {plan.kind for plan in ours} == ({kind.value for kind in PlanKind} if before == 0 else set())
