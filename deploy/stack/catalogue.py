"""Plans that the local stack offers, so that there is something to choose. A deployment publishes its own."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from api.acting.catalogue import publish_plan
from api.schemas.plans import PlanDraft
from models import PlanVersion
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id

PLANS = Path(__file__).parent.parent / "sample" / "plans.json"
PUBLISHER = "local-stack"


def offer_sample_plans(env: Mapping[str, str]) -> None:
    """Publishes them where no plan was ever published. Not for use inside an event loop."""
    offer_plans(env, json.loads(PLANS.read_text()))


def offer_plans(env: Mapping[str, str], plans: Sequence[Mapping[str, Any]]) -> None:
    """Publishes plans where none was ever published. Not for use inside an event loop."""
    asyncio.run(_offer(env["WORKER_DATABASE_URL"], [PlanDraft.model_validate(plan) for plan in plans]))


async def _offer(url: str, plans: Sequence[PlanDraft]) -> None:
    database = Database(make_engine(url))
    try:
        async with database.transaction() as session:
            if await session.scalar(select(PlanVersion.id).limit(1)) is not None:
                return
            for draft in plans:
                await publish_plan(session, draft, new_id(Prefix.PLAN), PUBLISHER, datetime.now(UTC))
    finally:
        await database.close()
