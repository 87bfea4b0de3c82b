"""Clearing away goes on, kind by kind, until nothing is due, for the day it was scheduled for (M9)."""

from collections import Counter
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.worker import Worker

from activities.records.clearing import Clearer, ClearingOrder
from terms.clearing import Cleared
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.world import activity_name, keep_history
from workflows.clearing import ClearingStart, ClearingWorkflow


class Clutter:
    """So many rows of each kind are due; two go at a time, and one batch fails at first."""

    def __init__(self) -> None:
        due = {Cleared.LETTERS: 5, Cleared.RESETS: 1, Cleared.ACCEPTANCES: 3, Cleared.REQUESTS: 3}
        self.due = Counter(due)
        self.orders: list[ClearingOrder] = []
        self.failed = False

    @activity.defn(name=activity_name(Clearer.clear_rows))
    async def clear_rows(self, order: ClearingOrder) -> int:
        if order.batch == 2 and not self.failed:
            self.failed = True
            raise RuntimeError("the database is away")
        self.orders.append(order)
        gone = min(self.due[order.kind], 2)
        self.due[order.kind] -= gone
        return gone

    @activity.defn(name=activity_name(Clearer.clear_acceptances))
    async def clear_acceptances(self, order: ClearingOrder) -> int:
        return await self.clear_rows(order)

    @activity.defn(name=activity_name(Clearer.clear_requests))
    async def clear_requests(self, order: ClearingOrder) -> int:
        return await self.clear_rows(order)

    @activity.defn(name=activity_name(Clearer.clear_former_staff))
    async def clear_former_staff(self, order: ClearingOrder) -> int:
        self.orders.append(order)
        return 7

    @activity.defn(name=activity_name(Clearer.clear_objects))
    async def clear_objects(self, order: ClearingOrder) -> int:
        self.orders.append(order)
        return 4


@pytest.mark.rule("M9")
async def test_each_kind_until_nothing_is_due(temporal: RunningTemporal) -> None:
    clutter, queue = Clutter(), uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[ClearingWorkflow],
        activities=[
            clutter.clear_rows,
            clutter.clear_acceptances,
            clutter.clear_requests,
            clutter.clear_objects,
            clutter.clear_former_staff,
        ],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        handle = await temporal.client.start_workflow(
            ClearingWorkflow.run, ClearingStart("Europe/Madrid"), id=uuid4().hex, task_queue=queue
        )
        assert await handle.result() == 23
        await keep_history(handle, "clearing_former_staff")
    assert clutter.failed
    assert [(order.kind, order.batch) for order in clutter.orders] == [
        *((Cleared.LETTERS, batch) for batch in (1, 2, 3, 4)),
        *((Cleared.RESETS, batch) for batch in (1, 2)),
        (Cleared.OBJECTS, 1),
        *((Cleared.ACCEPTANCES, batch) for batch in (1, 2, 3)),
        *((Cleared.REQUESTS, batch) for batch in (1, 2, 3)),
        (Cleared.FORMER_STAFF, 1),
    ]
    assert len({order.run_on for order in clutter.orders}) == 1
