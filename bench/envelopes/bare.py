"""The reference: a workflow that does nothing but call as many activities, one after the other."""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

TIMEOUT = timedelta(minutes=5)


@dataclass(frozen=True)
class Calls:
    """How many regular and local activities one run calls."""

    regular: int
    local: int


@activity.defn
async def nothing() -> None:
    """Returns at once."""


@workflow.defn
class BareWorkflow:
    """Calls `nothing` so many times."""

    @workflow.run
    async def run(self, calls: Calls) -> None:
        """First the local activities, then the regular ones."""
        for _ in range(calls.local):
            await workflow.execute_local_activity(nothing, start_to_close_timeout=TIMEOUT)
        for _ in range(calls.regular):
            await workflow.execute_activity(nothing, start_to_close_timeout=TIMEOUT)


async def bare_per_second(client: Client, calls: Calls, count: int, at_once: int) -> float:
    """Bare workflows per second, `at_once` at a time, on a worker of this process."""
    queue = f"bare-{uuid4().hex}"
    places = asyncio.Semaphore(at_once)

    async def one() -> None:
        async with places:
            await client.execute_workflow(BareWorkflow.run, calls, id=f"bare-{uuid4().hex}", task_queue=queue)

    async with Worker(client, task_queue=queue, workflows=[BareWorkflow], activities=[nothing]):
        await one()
        begun = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(count)))
        return count / (time.perf_counter() - begun)
