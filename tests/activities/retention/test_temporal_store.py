"""Nothing of a business's closed histories is left in what Temporal keeps on its disk (contract S18)."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, inspect, literal_column, select, table
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryRequest
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import ActivityEnvironment
from temporalio.worker import Worker

from deploy.setup.temporal import find_temporal
from deploy.stack.part import RunningPart
from deploy.stack.ports import free_port
from deploy.stack.temporal import TemporalServer
from terms.retention import PurgeStage
from tests.activities.retention.conftest import Destroyer
from tests.activities.retention.histories import let_go, listed
from tests.activities.retention.planted import Planted
from tests.conftest import IN_SHORT, recorded_payload_keys
from tests.purging import let_come_due
from tests.running import connected
from tests.sandbox import sandboxed_runner
from tests.workflows.sleeper import Echo
from workflows.connection import data_converter
from workflows.namespace import prepare_namespace


@dataclass(frozen=True)
class Kept:
    """A server that keeps everything in a file."""

    client: Client
    file: Path

    def rows_with(self, *needles: bytes) -> set[str]:
        """Tables in which any row of the file holds one of them in any column."""
        engine = create_engine(
            f"sqlite:///{self.file.as_uri()}?mode=ro&uri=true", connect_args={"timeout": 30}
        )
        try:
            with engine.connect() as connection:
                return {
                    name
                    for name in inspect(connection).get_table_names()
                    for row in connection.execute(select(literal_column("*")).select_from(table(name)))
                    for cell in row
                    if any(needle in _bytes(cell) for needle in needles)
                }
        finally:
            engine.dispose()


def _bytes(cell: object) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


@pytest.fixture
def server(scratch: Path) -> Iterator[TemporalServer]:
    programs = find_temporal()
    assert programs is not None, "run `make setup`"
    folder = scratch / "temporal-on-disk"
    server = TemporalServer(programs, folder, free_port(), folder / "temporal.sqlite", dynamic=IN_SHORT)
    (part,) = server.parts()
    process = RunningPart(part)
    process.wait_ready()
    yield server
    process.stop()


@pytest.fixture
async def store(server: TemporalServer) -> Kept:
    converter = data_converter(SimpleNamespace(payload_keys=recorded_payload_keys()))
    client = await connected(server, converter)
    await prepare_namespace(client)
    assert server.database is not None
    return Kept(client, server.database)


async def told(client: Client, planted: Planted) -> WorkflowHandle[Echo, str]:
    """A workflow of the business that was told its marker, said it, and has ended."""
    async with Worker(
        client, task_queue=planted.business, workflows=[Echo], workflow_runner=sandboxed_runner()
    ):
        handle = await client.start_workflow(
            Echo.run,
            args=[planted.business, planted.marker],
            id=f"export-{planted.business}",
            task_queue=planted.business,
            memo={"words": planted.marker},
            static_details=planted.marker,
        )
        assert await handle.result() == planted.marker
    return handle


async def payloads(client: Client, handle: WorkflowHandle[Echo, str]) -> list[Payload]:
    """What was told and said, as the server keeps it."""
    request = GetWorkflowExecutionHistoryRequest(
        namespace=client.namespace, execution=WorkflowExecution(workflow_id=handle.id)
    )
    events = (await client.workflow_service.get_workflow_execution_history(request)).history.events
    begun = events[0].workflow_execution_started_event_attributes
    ended = events[-1].workflow_execution_completed_event_attributes
    details = events[0].user_metadata.details
    return [*begun.input.payloads, begun.memo.fields["words"], details, *ended.result.payloads]


@pytest.mark.rule("P11", "S18")
async def test_payloads_search_attributes_and_histories_leave_the_servers_file(
    destroyer: Destroyer, owner: AsyncEngine, store: Kept
) -> None:
    stays = Planted(staff=True)
    gone = Planted(staff=False, beside=stays)
    handles = {}
    for planted in (stays, gone):
        await planted.store(owner, destroyer.vault)
        handles[planted.business] = await told(store.client, planted)
        await listed(store.client, planted.business, 1)
    codec = store.client.data_converter.payload_codec
    assert codec is not None
    sealed = {business: await payloads(store.client, handle) for business, handle in handles.items()}
    decoded = await codec.decode(sealed[gone.business])
    assert sum(gone.marker.encode() in one.data for one in decoded) == 4, "told, noted, explained and said"
    needles = {business: [one.data for one in found] for business, found in sealed.items()}
    held = await asyncio.to_thread(store.rows_with, *needles[gone.business])
    assert {"history_node", "executions_visibility"} <= held
    assert await asyncio.to_thread(store.rows_with, gone.marker.encode()) == set(), "nothing in clear"

    await let_come_due(destroyer.database, gone.business)
    purging = replace(destroyer, environment=ActivityEnvironment(client=store.client))
    await purging.destroy(gone.business, PurgeStage.TECHNICAL_LOGS)
    await let_go(handles[gone.business])
    await listed(store.client, gone.business, 0)
    assert await asyncio.to_thread(store.rows_with, *needles[gone.business]) == set()
    left = await asyncio.to_thread(store.rows_with, gone.business.encode())
    assert "history_node" not in left
    assert "executions_visibility" not in left
    assert await handles[stays.business].result() == stays.marker
    assert await asyncio.to_thread(store.rows_with, *needles[stays.business]) == held
