"""The deletion of a business waits for its day, reminds, and gives way when it is taken back (S10, S17)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder
from activities.records.deletion_messages import DeletionLook, DeletionPlan
from activities.records.deletion_records import DeletionRecords
from terms.deletion import DeletionState
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.business_deletion import BusinessDeletionWorkflow, DeletionStart
from workflows.identifiers import deletion_workflow_id

Handle = WorkflowHandle[BusinessDeletionWorkflow, DeletionState]
DAY = timedelta(days=1)


class DeletionWorld(World):
    """A business whose owner asked for its deletion, to be blocked after so many days."""

    def __init__(self, days: int | None = 30) -> None:
        super().__init__()
        self.asked_at = datetime.now(UTC)
        self.blocked_at = None if days is None else self.asked_at + days * DAY
        self.in_force = True
        self.state = DeletionState.WAITING
        self.followed: list[str] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(DeletionRecords.look))
        async def look(look: DeletionLook) -> DeletionPlan:
            if self.state is DeletionState.WAITING and not self.in_force:
                self.state = DeletionState.TAKEN_BACK
            elif self.state is DeletionState.WAITING and self.blocked_at and look.at >= self.blocked_at:
                self.state = DeletionState.DONE
            self.order.append("look")
            return DeletionPlan(
                look.deletion_id, "biz_1", "usr_1", self.asked_at, self.state, self.blocked_at
            )

        @activity.defn(name=activity_name(EnvelopesUnderWay.follow))
        async def follow(order: FollowOrder) -> int:
            self.followed.append(order.key.split(":", 1)[1])
            return 0

        return [*super().activities(), look, follow]

    def told(self) -> list[str]:
        return [order.purpose.value for order in self.mails]


async def begun(temporal: RunningTemporal, queue: str) -> Handle:
    deletion_id = f"bdl_{uuid4().hex}"
    return await temporal.client.start_workflow(
        BusinessDeletionWorkflow.run,
        DeletionStart(deletion_id),
        id=deletion_workflow_id(deletion_id),
        task_queue=queue,
    )


async def forward(temporal: RunningTemporal, handle: Handle, **duration: float) -> None:
    await TimeSkipper(temporal.client).fast_forward(handle, timedelta(**duration))


async def test_it_is_announced_reminded_and_carried_out_on_its_day(temporal: RunningTemporal) -> None:
    world = DeletionWorld()
    async with running_worker(temporal.client, world) as queue:
        handle = await begun(temporal, queue)
        await until(lambda: world.told() == ["business-deletion-asked"])
        await forward(temporal, handle, days=24)
        await until(lambda: world.told()[1:] == ["business-deletion-ahead"])
        assert world.state is DeletionState.WAITING
        await forward(temporal, handle, days=7)
        assert await handle.result() == DeletionState.DONE
        await keep_history(handle, "business_deleted")
    assert world.told() == ["business-deletion-asked", "business-deletion-ahead", "business-deleted"]
    assert world.followed == ["waiting:first", "done:first", "done:again"]


async def test_taken_back_nothing_is_blocked(temporal: RunningTemporal) -> None:
    world = DeletionWorld()
    async with running_worker(temporal.client, world) as queue:
        handle = await begun(temporal, queue)
        await until(lambda: len(world.mails) == 1)
        world.in_force = False
        await handle.signal(BusinessDeletionWorkflow.changed)
        await until(lambda: len(world.mails) == 2)
        await forward(temporal, handle, minutes=2)
        assert await handle.result() == DeletionState.TAKEN_BACK
        await keep_history(handle, "business_deletion_taken_back")
    assert world.told() == ["business-deletion-asked", "business-deletion-taken-back"]
    assert world.followed == ["waiting:first", "taken_back:first", "taken_back:again"]


async def test_a_lost_signal_blocks_nothing_either(temporal: RunningTemporal) -> None:
    world = DeletionWorld()
    async with running_worker(temporal.client, world, cached=0) as queue:
        handle = await begun(temporal, queue)
        await until(lambda: len(world.mails) == 1)
        world.in_force = False
        await forward(temporal, handle, days=40)
        assert await handle.result() == DeletionState.TAKEN_BACK


async def test_with_the_downloads_waived_it_is_carried_out_at_once(temporal: RunningTemporal) -> None:
    world = DeletionWorld(days=0)
    async with running_worker(temporal.client, world) as queue:
        handle = await begun(temporal, queue)
        await until(lambda: world.told() == ["business-deleted"])
        await forward(temporal, handle, minutes=2)
        assert await handle.result() == DeletionState.DONE


async def test_a_contract_that_has_not_heard_its_notice_is_asked_again(temporal: RunningTemporal) -> None:
    world = DeletionWorld(days=None)
    async with running_worker(temporal.client, world) as queue:
        handle = await begun(temporal, queue)
        await until(lambda: len(world.mails) == 1)
        await forward(temporal, handle, minutes=11)
        world.blocked_at = world.asked_at + 40 * DAY
        looks = world.order.count("look")
        await forward(temporal, handle, minutes=11)
        await until(lambda: world.order.count("look") > looks)
        await forward(temporal, handle, days=41)
        assert await handle.result() == DeletionState.DONE
    assert "business-deletion-ahead" in world.told()


async def test_a_contract_that_ends_sooner_is_followed_within_a_day(temporal: RunningTemporal) -> None:
    world = DeletionWorld(days=300)
    async with running_worker(temporal.client, world) as queue:
        handle = await begun(temporal, queue)
        await until(lambda: len(world.mails) == 1)
        await forward(temporal, handle, days=3)
        world.blocked_at = world.asked_at + 3 * DAY
        await forward(temporal, handle, days=1, minutes=2)
        assert await handle.result() == DeletionState.DONE
