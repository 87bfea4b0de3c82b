"""An export is gathered, measured as often as it takes, announced once, and lapses after its days."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from activities.export.exporter import IMPOSSIBLE, Exporter
from activities.export.messages import ExportReady, Measured
from activities.mail.messages import Purpose
from terms.exports import ExportState, fetched_until
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.export import ExportStart, ExportWorkflow
from workflows.identifiers import export_workflow_id

STEPS = ["gather", "measure", "measure", "measure", "finish", "mail"]
Handle = WorkflowHandle[ExportWorkflow, ExportState]


class Exports(World):
    """A world in which an export takes three stints to measure."""

    def __init__(self) -> None:
        super().__init__()
        self.stints = 3
        self.destroyed = False

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(Exporter.gather))
        async def gather(export_id: str) -> None:
            await self._meet("gather")
            if self.destroyed:
                raise ApplicationError("destroyed", type=IMPOSSIBLE, non_retryable=True)

        @activity.defn(name=activity_name(Exporter.measure))
        async def measure(export_id: str) -> Measured:
            await self._meet("measure")
            self.stints -= 1
            return Measured(self.stints == 0)

        @activity.defn(name=activity_name(Exporter.finish))
        async def finish(export_id: str) -> ExportReady:
            await self._meet("finish")
            return ExportReady(fetched_until(activity.info().current_attempt_scheduled_time))

        @activity.defn(name=activity_name(Exporter.lapse))
        async def lapse(export_id: str) -> None:
            await self._meet("lapse")

        return [*super().activities(), gather, measure, finish, lapse]


@pytest.fixture
def exports() -> Exports:
    return Exports()


@pytest.fixture
async def begun(
    temporal: RunningTemporal, exports: Exports, request: pytest.FixtureRequest
) -> AsyncIterator[Callable[[], Any]]:
    """Begins an export. With `RECORD_HISTORIES` its history is kept under the test's name."""
    handles: list[Handle] = []
    async with running_worker(temporal.client, exports) as queue:

        async def begin() -> Handle:
            export_id = f"exp_{uuid4().hex}"
            handle = await temporal.client.start_workflow(
                ExportWorkflow.run,
                ExportStart(export_id, "biz_1"),
                id=export_workflow_id(export_id),
                task_queue=queue,
            )
            handles.append(handle)
            return handle

        yield begin
        for handle in handles:
            await keep_history(handle, request.node.name.removeprefix("test_"))


async def test_an_export_is_measured_announced_once_and_lapses(
    begun: Callable[[], Any], exports: Exports
) -> None:
    handle = await begun()
    await until(lambda: exports.order == STEPS)
    (mail,) = exports.mails
    assert (mail.purpose, f"export-{mail.about_id}") == (Purpose.EXPORT_READY, handle.id)
    skipper = TimeSkipper(handle._client)
    await skipper.fast_forward(handle, timedelta(days=6.9))
    assert exports.order == STEPS
    await skipper.fast_forward(handle, timedelta(days=1.2))
    assert await handle.result() is ExportState.LAPSED
    assert exports.order == [*STEPS, "lapse"]


async def test_an_export_waits_for_a_storage_that_is_away(begun: Callable[[], Any], exports: Exports) -> None:
    exports.fail.update(gather=1, measure=2, finish=1)
    handle = await begun()
    await until(lambda: exports.order == STEPS)
    await handle.terminate("test over")


async def test_nothing_comes_of_an_export_of_what_is_destroyed(
    begun: Callable[[], Any], exports: Exports
) -> None:
    exports.destroyed = True
    handle = await begun()
    assert await handle.result() is ExportState.LAPSED
    assert (exports.order, exports.mails) == (["gather", "lapse"], [])
