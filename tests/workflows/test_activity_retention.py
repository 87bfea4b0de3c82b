"""The log's retention runs batch by batch until nothing is due, for the day it was scheduled for."""

from datetime import date
from uuid import uuid4

from temporalio import activity
from temporalio.worker import Worker

from activities.records.activity_retention import ActivityRetention, DestructionOrder
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.world import activity_name, keep_history
from workflows.activity_retention import (
    ActivityRetentionWorkflow,
    ActivitySettlementWorkflow,
    RetentionStart,
)


class Log:
    """So many entries are due; destroys `batch` at a time, and fails once in the middle."""

    def __init__(self, due: int, batch: int) -> None:
        self.due, self.batch = due, batch
        self.orders: list[DestructionOrder] = []
        self.failed = False

    @activity.defn(name=activity_name(ActivityRetention.destroy))
    async def destroy(self, order: DestructionOrder) -> int:
        if order.batch == 2 and not self.failed:
            self.failed = True
            raise RuntimeError("the database is away")
        self.orders.append(order)
        gone = min(self.due, self.batch)
        self.due -= gone
        return gone

    @activity.defn(name=activity_name(ActivityRetention.settle))
    async def settle(self) -> int:
        return 4


def worker(temporal: RunningTemporal, log: Log, queue: str) -> Worker:
    return Worker(
        temporal.client,
        task_queue=queue,
        workflows=[ActivityRetentionWorkflow, ActivitySettlementWorkflow],
        activities=[log.destroy, log.settle],
        workflow_runner=sandboxed_runner(),
    )


async def test_it_goes_on_until_nothing_is_due(temporal: RunningTemporal) -> None:
    log, queue = Log(due=7, batch=3), uuid4().hex
    async with worker(temporal, log, queue):
        handle = await temporal.client.start_workflow(
            ActivityRetentionWorkflow.run, RetentionStart("Europe/Madrid"), id=uuid4().hex, task_queue=queue
        )
        assert await handle.result() == 7
        await keep_history(handle, "activity_retention")
    assert log.failed
    assert [order.batch for order in log.orders] == [1, 2, 3, 4]
    assert len({order.run_on for order in log.orders}) == 1


async def test_many_batches_go_over_several_runs(temporal: RunningTemporal) -> None:
    log, queue = Log(due=400, batch=1), uuid4().hex
    async with worker(temporal, log, queue):
        handle = await temporal.client.start_workflow(
            ActivityRetentionWorkflow.run, RetentionStart("Europe/Madrid"), id=uuid4().hex, task_queue=queue
        )
        assert await handle.result() == 400
    assert [order.batch for order in log.orders] == list(range(1, 402))
    assert all(isinstance(order.run_on, date) for order in log.orders)


async def test_the_settlement_says_how_many(temporal: RunningTemporal) -> None:
    log, queue = Log(due=0, batch=1), uuid4().hex
    async with worker(temporal, log, queue):
        handle = await temporal.client.start_workflow(
            ActivitySettlementWorkflow.run, id=uuid4().hex, task_queue=queue
        )
        assert await handle.result() == 4
        await keep_history(handle, "activity_settlement")
