"""A sub-processor is told to all, works 30 days after the last was told, or is given up (contract P4)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.records.subprocessor_messages import ControllersPage, ControllersTold, SubprocessorRecord
from activities.records.subprocessor_reach import SubprocessorReach
from activities.records.subprocessor_records import SubprocessorRecords
from terms.deadlines import DeadlineKind, due_at
from terms.subprocessors import SubprocessorState
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.world import activity_name, keep_history
from workflows.subprocessor_change import StaffAsked, SubprocessorChangeWorkflow, SubprocessorStart

BOSS = StaffAsked("usr_1")
MOMENT = timedelta(minutes=1)


class Register:
    """Stands for tables and mails: two controllers a page, the last of them cannot be reached."""

    def __init__(self, *controllers: str, unreached: str = "", told_at: datetime | None = None) -> None:
        self.controllers = sorted(controllers)
        self.told_at = told_at or datetime.now(UTC)
        self.unreached = unreached
        self.told: list[str] = []
        self.dropped: list[str] = []
        self.records: list[SubprocessorRecord] = []
        self.failures = 0
        self.looks = self.lost = 0
        self.second_told_at: datetime | None = None
        """When a second address took what had come back; `lost` is how many it came back to nobody for."""
        self.stuck_after: int | None = None
        """Once so many were told, the rest answer nothing."""

    @activity.defn(name=activity_name(SubprocessorRecords.announce))
    async def announce(self, wanted: ControllersPage) -> ControllersTold:
        """One page."""
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the provider is away")
        if len(self.told) == self.stuck_after:
            while True:
                activity.heartbeat()
                await asyncio.sleep(0.2)
        page = self._page(self.controllers, wanted)
        reached = [one for one in page if one != self.unreached]
        self.told += reached
        due = due_at(DeadlineKind.SUBPROCESSOR_OBJECTION, self.told_at) if reached else None
        following = page[-1] if len(page) == 2 else None
        return ControllersTold(len(reached), len(page) - len(reached), following, due)

    @activity.defn(name=activity_name(SubprocessorReach.reach))
    async def reach(self, subprocessor_id: str) -> ControllersTold:
        """As it stands by now."""
        self.looks += 1
        due = due_at(DeadlineKind.SUBPROCESSOR_OBJECTION, self.second_told_at or self.told_at)
        unreached = self.lost + bool(self.unreached)
        return ControllersTold(len(self.told) - self.lost, unreached, None, due if self.told else None)

    @activity.defn(name=activity_name(SubprocessorRecords.drop))
    async def drop(self, wanted: ControllersPage) -> ControllersTold:
        """One page of those who were told."""
        page = self._page(self.told, wanted)
        self.dropped += page
        return ControllersTold(len(page), 0, page[-1] if len(page) == 2 else None, None)

    @activity.defn(name=activity_name(SubprocessorRecords.record))
    async def record(self, record: SubprocessorRecord) -> None:
        """Keeps it."""
        self.records.append(record)

    @property
    def states(self) -> list[SubprocessorState]:
        """The states it took."""
        return [record.state for record in self.records]

    @staticmethod
    def _page(those: list[str], wanted: ControllersPage) -> list[str]:
        return [one for one in those if wanted.after is None or one > wanted.after][:2]


Handle = WorkflowHandle[SubprocessorChangeWorkflow, str]


@asynccontextmanager
async def announced(temporal: RunningTemporal, register: Register) -> AsyncIterator[Handle]:
    """The workflow of one change on a task queue of its own."""
    queue = f"subprocessors-{uuid4().hex}"
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[SubprocessorChangeWorkflow],
        activities=[register.announce, register.reach, register.drop, register.record],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        yield await temporal.client.start_workflow(
            SubprocessorChangeWorkflow.run, SubprocessorStart("sbp_1"), id=uuid4().hex, task_queue=queue
        )


@pytest.mark.rule("P4")
async def test_what_is_given_up_while_it_is_being_told_is_told_to_nobody_more(
    temporal: RunningTemporal,
) -> None:
    register = Register("biz_1", "biz_2", "biz_3")
    register.stuck_after = 2
    async with announced(temporal, register) as handle:
        await until(lambda: register.told == ["biz_1", "biz_2"])
        async with asyncio.timeout(30):
            assert await handle.execute_update(SubprocessorChangeWorkflow.give_up, BOSS) == "withdrawn"
            await handle.result()
        assert (register.told, register.dropped) == (["biz_1", "biz_2"], ["biz_1", "biz_2"])
        assert register.states == [SubprocessorState.WITHDRAWN]
        await keep_history(handle, "subprocessor_broken_off")


@pytest.mark.rule("P4")
async def test_it_works_once_every_period_has_ended_and_until_it_is_ended(temporal: RunningTemporal) -> None:
    register = Register("biz_1", "biz_2", "biz_3", unreached="biz_3")
    register.failures = 2
    async with announced(temporal, register) as handle:
        await until(lambda: register.states == [SubprocessorState.ANNOUNCED])
        (record,) = register.records
        assert (record.told, record.unreached) == (2, 1)
        due = record.effective_at
        assert due is not None
        with pytest.raises(WorkflowUpdateFailedError):
            await handle.execute_update(SubprocessorChangeWorkflow.end, BOSS)
        skipper = TimeSkipper(temporal.client)
        await skipper.fast_forward(handle, due - datetime.now(UTC) - 2 * MOMENT)
        assert register.states == [SubprocessorState.ANNOUNCED]
        await skipper.fast_forward(handle, 4 * MOMENT)
        await until(lambda: register.states[1:] == [SubprocessorState.CURRENT])
        assert register.records[-1].at >= due
        with pytest.raises(WorkflowUpdateFailedError):
            await handle.execute_update(SubprocessorChangeWorkflow.give_up, BOSS)
        assert await handle.execute_update(SubprocessorChangeWorkflow.end, BOSS) == "ended"
        assert await handle.result() == "ended"
        await keep_history(handle, "subprocessor_change")
    assert register.told == ["biz_1", "biz_2"]
    assert register.dropped == []


@pytest.mark.rule("P4")
async def test_a_whole_period_counts_from_the_mail_that_arrived(temporal: RunningTemporal) -> None:
    register = Register("biz_1", "biz_2")
    async with announced(temporal, register) as handle:
        await until(lambda: register.states == [SubprocessorState.ANNOUNCED])
        due, register.lost = register.records[0].effective_at, 1
        register.second_told_at = register.told_at + timedelta(days=2)
        assert due is not None
        skipper = TimeSkipper(temporal.client)
        await skipper.fast_forward(handle, timedelta(hours=1) + MOMENT)
        await until(lambda: len(register.records) == 2)
        again = register.records[1]
        later = due_at(DeadlineKind.SUBPROCESSOR_OBJECTION, register.second_told_at)
        assert (again.state, again.told, again.unreached) == (SubprocessorState.ANNOUNCED, 1, 1)
        assert again.effective_at == later > due
        await skipper.fast_forward(handle, due - datetime.now(UTC))
        assert register.states == [SubprocessorState.ANNOUNCED] * 2
        await skipper.fast_forward(handle, later - due + MOMENT)
        await until(lambda: register.states[2:] == [SubprocessorState.CURRENT])
        assert register.records[-1].at >= later
        await handle.execute_update(SubprocessorChangeWorkflow.end, BOSS)
        assert await handle.result() == "ended"
        await keep_history(handle, "subprocessor_returned")


@pytest.mark.rule("P4")
async def test_what_is_given_up_never_works_and_all_who_were_told_hear_of_it(
    temporal: RunningTemporal,
) -> None:
    register = Register("biz_1", "biz_2", "biz_3")
    async with announced(temporal, register) as handle:
        await until(lambda: register.states == [SubprocessorState.ANNOUNCED])
        assert await handle.execute_update(SubprocessorChangeWorkflow.give_up, BOSS) == "withdrawn"
        assert await handle.result() == "withdrawn"
        await keep_history(handle, "subprocessor_change_withdrawn")
    assert register.states == [SubprocessorState.ANNOUNCED, SubprocessorState.WITHDRAWN]
    assert register.dropped == ["biz_1", "biz_2", "biz_3"]


async def test_without_any_controller_nobody_has_to_be_waited_for(temporal: RunningTemporal) -> None:
    register = Register()
    async with announced(temporal, register) as handle:
        await until(lambda: SubprocessorState.CURRENT in register.states)
        await handle.execute_update(SubprocessorChangeWorkflow.end, BOSS)
        assert await handle.result() == "ended"
