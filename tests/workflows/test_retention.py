"""Blocked data is warned of, destroyed and certified stage by stage, unless held (contract S18)."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from activities.mail.messages import Purpose
from activities.retention.certificate import PurgeCertificates
from activities.retention.dates import RetentionDates
from activities.retention.messages import NOT_DUE, PurgeOrder, RetentionPlan, StagePlan
from activities.retention.purge import Purge
from terms.retention import PurgeStage, purge_dates
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.identifiers import retention_workflow_id
from workflows.retention import PURGED, RETURNED, RetentionStart, RetentionWorkflow
from workflows.retention_start import RetentionRoundWorkflow

ZONE = "Europe/Madrid"
LOGS, DOCUMENTS, BILLING, PEOPLE = PurgeStage
TOLD = [Purpose.PURGE_AHEAD, Purpose.PURGED]


class Blocked(World):
    """A world with one business that was blocked just now; remembers what was destroyed and certified."""

    def __init__(self) -> None:
        super().__init__()
        dates = purge_dates(datetime.now(UTC), ZONE)
        self.due = {stage: dates[stage.data_class] for stage in PurgeStage}
        self.held = False
        self.back = False
        self.refusals = 0
        self.to_begin: list[str] = []
        self.certified: list[PurgeStage] = []

    def plan(self, business_id: str) -> RetentionPlan:
        stages = [
            StagePlan(stage, None if self.held else self.due[stage], stage in self.certified)
            for stage in PurgeStage
        ]
        return RetentionPlan(business_id, not self.back, self.held, ZONE, [] if self.back else stages)

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(RetentionDates.read))
        async def read(business_id: str) -> RetentionPlan:
            return self.plan(business_id)

        @activity.defn(name=activity_name(RetentionDates.to_begin))
        async def to_begin() -> list[str]:
            return self.to_begin

        @activity.defn(name=activity_name(Purge.purge))
        async def purge(order: PurgeOrder) -> None:
            await self._meet("purge")
            if self.refusals:
                self.refusals -= 1
                raise ApplicationError("not due", type=NOT_DUE, non_retryable=True)

        @activity.defn(name=activity_name(PurgeCertificates.certify))
        async def certify(order: PurgeOrder) -> str:
            await self._meet("certify")
            self.certified.append(order.stage)
            return "pct_1"

        return [*super().activities(), read, to_begin, purge, certify]

    @property
    def told(self) -> list[tuple[Purpose, str | None]]:
        return [(order.purpose, order.notice.detail) for order in self.mails if order.notice]


class Sleeping:
    """The retention under test."""

    def __init__(self, handle: WorkflowHandle[RetentionWorkflow, str], world: Blocked) -> None:
        self.handle, self.world = handle, world

    async def forward(self, **duration: float) -> None:
        await TimeSkipper(self.handle._client).fast_forward(self.handle, timedelta(**duration))


@pytest.fixture
async def sleeping(temporal: RunningTemporal, request: pytest.FixtureRequest) -> AsyncIterator[Sleeping]:
    """With `RECORD_HISTORIES` its history is kept under the test's name."""
    world, business_id = Blocked(), f"biz_{uuid4().hex}"
    async with running_worker(temporal.client, world) as queue:
        handle = await temporal.client.start_workflow(
            RetentionWorkflow.run,
            RetentionStart(business_id),
            id=retention_workflow_id(business_id),
            task_queue=queue,
        )
        yield Sleeping(handle, world)
        await keep_history(handle, request.node.name.removeprefix("test_"))


@pytest.mark.rule("P11", "S18")
async def test_each_stage_is_warned_of_destroyed_and_told(sleeping: Sleeping) -> None:
    world = sleeping.world
    await sleeping.forward(days=330)
    assert world.told == []
    await sleeping.forward(days=10)
    await until(lambda: world.told == [(Purpose.PURGE_AHEAD, LOGS)])
    await sleeping.forward(days=30)
    await until(lambda: world.certified == [LOGS])
    for _ in range(10):
        await sleeping.forward(days=190)
    assert await sleeping.handle.result() == PURGED
    assert world.certified == list(PurgeStage)
    assert world.told == [(purpose, stage) for stage in (LOGS, DOCUMENTS, BILLING) for purpose in TOLD]
    assert world.order.index("certify") > world.order.index("purge")


@pytest.mark.rule("P11", "S18")
async def test_a_hold_stops_the_clock_until_it_is_lifted(sleeping: Sleeping) -> None:
    world = sleeping.world
    await sleeping.forward(days=300)
    world.held = True
    await sleeping.handle.signal(RetentionWorkflow.changed)
    await sleeping.forward(days=400)
    assert (world.told, world.certified) == ([], [])
    world.held, world.due[LOGS] = False, world.due[LOGS] + timedelta(days=500)
    await sleeping.handle.signal(RetentionWorkflow.changed)
    await sleeping.forward(days=140)
    await until(lambda: world.told == [(Purpose.PURGE_AHEAD, LOGS)])
    await sleeping.forward(days=40)
    await until(lambda: world.certified == [LOGS])


async def test_what_the_database_refuses_is_tried_again_later(sleeping: Sleeping) -> None:
    world = sleeping.world
    world.refusals = 2
    await sleeping.forward(days=367)
    await sleeping.forward(hours=3)
    await until(lambda: world.certified == [LOGS])
    assert world.order.count("purge") == 3


async def test_a_business_that_comes_back_keeps_its_data(sleeping: Sleeping) -> None:
    await sleeping.forward(days=100)
    sleeping.world.back = True
    await sleeping.handle.signal(RetentionWorkflow.changed)
    assert await sleeping.handle.result() == RETURNED
    assert sleeping.world.certified == []


async def test_a_neighbour_that_is_away_holds_nothing_up_for_good(sleeping: Sleeping) -> None:
    world = sleeping.world
    world.fail["purge"], world.fail["certify"] = 2, 1
    await sleeping.forward(days=367)
    await until(lambda: world.certified == [LOGS])


async def test_the_round_begins_each_retention_once(temporal: RunningTemporal) -> None:
    world = Blocked()
    world.to_begin = [f"biz_{uuid4().hex}" for _ in range(2)]
    async with running_worker(temporal.client, world) as queue:
        for _ in range(2):
            handle = await temporal.client.start_workflow(
                RetentionRoundWorkflow.run, id=uuid4().hex, task_queue=queue
            )
            assert await handle.result() == 2
        await keep_history(handle, "retention_round")
        for business_id in world.to_begin:
            found = await temporal.client.get_workflow_handle(retention_workflow_id(business_id)).describe()
            assert found.run_id
