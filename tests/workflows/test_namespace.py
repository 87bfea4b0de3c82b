"""The namespace can be used the moment it is prepared, and workflows in it skip time."""

import asyncio
import uuid
from datetime import timedelta

from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from tests.running import RunningTemporal
from tests.workflows.sleeper import Sleeper
from workflows.namespace import prepare_namespace
from workflows.search_attributes import BUSINESS, STATUS


async def test_search_attributes_and_time_skipping(temporal: RunningTemporal) -> None:
    business = f"biz_{uuid.uuid4().hex}"
    skipper = TimeSkipper(temporal.client)
    async with Worker(temporal.client, task_queue=business, workflows=[Sleeper]):
        seconds = await skipper.client.execute_workflow(
            Sleeper.run, business, id=business, task_queue=business
        )
    assert seconds >= timedelta(days=500).total_seconds()
    description = await temporal.client.get_workflow_handle(business).describe()
    assert description.typed_search_attributes.get(STATUS) == "expired"
    assert description.typed_search_attributes.get(BUSINESS) == business


async def test_what_is_due_is_found_by_search_attribute(temporal: RunningTemporal) -> None:
    business = f"biz_{uuid.uuid4().hex}"
    async with Worker(temporal.client, task_queue=business, workflows=[Sleeper]):
        handle = await temporal.client.start_workflow(Sleeper.run, business, id=business, task_queue=business)
        query = f"{BUSINESS.name} = '{business}' AND RubricaNextDeadline < '2030-01-02T00:00:00Z'"
        found: list[str] = []
        while not found:
            await asyncio.sleep(0.2)
            found = [item.id async for item in temporal.client.list_workflows(query)]
        await handle.terminate()
    assert found == [business]


async def test_preparing_again_changes_nothing(temporal: RunningTemporal) -> None:
    await prepare_namespace(temporal.client)
