"""The retention of a simulated business: what it destroys when, and its first warning (S17, S18, S21)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from temporalio.service import RPCError

from deploy.simulate.service import Service
from models import Retention
from terms.retention import PurgeStage
from terms.subscription_notices import NoticeKind
from workflows.identifiers import retention_workflow_id

TRIES, WAIT = 300, 0.1
"""How often, and after how many seconds again, it is looked for what the retention does by itself."""


@dataclass(frozen=True)
class FoundPurge:
    """When each stage is destroyed, by its name, and when the first of them was announced for which instant.

    By the database's clock nothing is due yet, so that nothing later than that warning comes about.
    """

    due: Mapping[str, datetime | None] = field(default_factory=dict)
    warned_at: datetime | None = None
    warned_about: datetime | None = None


async def purge_of(service: Service, business_id: str) -> FoundPurge:
    """What the retention of a blocked business wrote and said. It begins when the contract has ended, and its
    clock goes on as the contract's did; once it has warned it is ended.
    """
    due: dict[str, datetime | None] = {}
    prefix = f"{retention_workflow_id(business_id)}:"
    query = select(Retention.stage, Retention.due_at).where(Retention.business_id == business_id)
    for _ in range(TRIES):
        async with service.records.transaction() as session:
            due = {row.stage: row.due_at for row in await session.execute(query)}
        told = next((key for key in service.seen.orders if key.startswith(prefix)), None)
        if len(due) == len(PurgeStage) and told is not None:
            break
        await asyncio.sleep(WAIT)
    await _end(service, business_id)
    notice = service.seen.orders[told].notice if told is not None else None
    if told is None or notice is None or notice.kind != NoticeKind.PURGE_AHEAD.value:
        return FoundPurge(due)
    return FoundPurge(due, service.seen.ordered_at[told], notice.about)


async def _end(service: Service, business_id: str) -> None:
    """By its own clock it would try to destroy what the database does not let go, again and again."""
    handle = service.client.get_workflow_handle(retention_workflow_id(business_id))
    try:
        await handle.terminate("the simulation is over")
    except RPCError:
        return
