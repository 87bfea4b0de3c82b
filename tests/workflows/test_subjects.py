"""What is done about data subjects: exports lapse, restrictions hold until they are released."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from activities.subjects.certificate import SubjectCertificates
from activities.subjects.erasing import Erasure
from activities.subjects.exporting import IMPOSSIBLE, SubjectExports
from activities.subjects.messages import ErasureOutcome, RectificationOrder, SubjectExportReady
from activities.subjects.rectifying import Rectifications
from activities.subjects.restricting import RestrictionOrder, Restrictions
from terms.subjects import export_until
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.erasure import ErasureStart, ErasureWorkflow
from workflows.identifiers import (
    ENVELOPE_PREFIX,
    erasure_workflow_id,
    rectification_workflow_id,
    restriction_workflow_id,
    subject_export_workflow_id,
)
from workflows.policies import LATECOMERS
from workflows.rectification import RectificationStart, RectificationWorkflow
from workflows.restriction import RestrictionStart, RestrictionWorkflow
from workflows.subject_export import SubjectExportStart, SubjectExportWorkflow

Begin = Callable[[Any, str], Any]


class Subjects(World):
    """A world with the measures' activities."""

    def __init__(self) -> None:
        super().__init__()
        self.destroyed = False
        self.kept_for: list[timedelta] = []
        self.orders: list[RestrictionOrder] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(SubjectExports.make))
        async def make(measure_id: str) -> SubjectExportReady:
            await self._meet("make")
            if self.destroyed:
                raise ApplicationError("destroyed", type=IMPOSSIBLE, non_retryable=True)
            return SubjectExportReady(export_until(activity.info().current_attempt_scheduled_time))

        @activity.defn(name=activity_name(SubjectExports.remove))
        async def remove(measure_id: str) -> None:
            await self._meet("remove")

        @activity.defn(name=activity_name(Restrictions.restrict))
        async def restrict(order: RestrictionOrder) -> int:
            await self._meet(f"restrict {order.step}")
            self.orders.append(order)
            return 1

        @activity.defn(name=activity_name(Restrictions.release))
        async def release(order: RestrictionOrder) -> int:
            await self._meet("release")
            return 1

        @activity.defn(name=activity_name(SubjectCertificates.certify))
        async def certify(measure_id: str) -> None:
            await self._meet("certify")

        @activity.defn(name=activity_name(Erasure.erase))
        async def erase(measure_id: str) -> ErasureOutcome:
            await self._meet("erase")
            if not self.kept_for:
                return ErasureOutcome(None)
            return ErasureOutcome(activity.info().current_attempt_scheduled_time + self.kept_for.pop())

        @activity.defn(name=activity_name(Rectifications.rectify))
        async def rectify(order: RectificationOrder) -> None:
            await self._meet("rectify")

        return [*super().activities(), make, remove, restrict, release, certify, erase, rectify]


@pytest.fixture
def subjects() -> Subjects:
    return Subjects()


@pytest.fixture
async def begun(
    temporal: RunningTemporal, subjects: Subjects, request: pytest.FixtureRequest
) -> AsyncIterator[Begin]:
    """Begins a measure. With `RECORD_HISTORIES` its history is kept under the test's name."""
    handles: list[WorkflowHandle[Any, None]] = []
    async with running_worker(temporal.client, subjects) as queue:

        async def begin(run: Any, workflow_id: str, start: object) -> WorkflowHandle[Any, None]:
            handle = await temporal.client.start_workflow(run, start, id=workflow_id, task_queue=queue)
            handles.append(handle)
            return handle

        yield begin
        for handle in handles:
            await keep_history(handle, request.node.name.removeprefix("test_"))


def measure_id() -> str:
    return f"dsm_{uuid4().hex}"


async def test_an_export_of_a_person_is_made_and_removed_after_its_days(
    begun: Any, subjects: Subjects
) -> None:
    subjects.fail["make"] = 1
    own = measure_id()
    start = SubjectExportStart(own, "biz_1")
    handle = await begun(SubjectExportWorkflow.run, subject_export_workflow_id(own), start)
    await until(lambda: subjects.order == ["make", "certify"])
    skipper = TimeSkipper(handle._client)
    await skipper.fast_forward(handle, timedelta(days=6))
    assert subjects.order == ["make", "certify"]
    await skipper.fast_forward(handle, timedelta(days=2.2))
    await handle.result()
    assert subjects.order == ["make", "certify", "remove"]


async def test_an_export_of_what_is_destroyed_ends_with_nothing(begun: Any, subjects: Subjects) -> None:
    subjects.destroyed = True
    own = measure_id()
    start = SubjectExportStart(own, "biz_1")
    handle = await begun(SubjectExportWorkflow.run, subject_export_workflow_id(own), start)
    await handle.result()
    assert subjects.order == ["make", "remove"]


async def test_a_restriction_pauses_twice_and_holds_until_it_is_released(
    begun: Any, subjects: Subjects
) -> None:
    subjects.fail["restrict first"] = 1
    own = measure_id()
    handle = await begun(
        RestrictionWorkflow.run, restriction_workflow_id(own), RestrictionStart(own, "biz_1")
    )
    await until(lambda: subjects.order == ["restrict first", "certify"])
    await TimeSkipper(handle._client).fast_forward(handle, LATECOMERS)
    await until(lambda: subjects.order == ["restrict first", "certify", "restrict again"])
    assert {(order.measure_id, order.prefix) for order in subjects.orders} == {(own, ENVELOPE_PREFIX)}
    await handle.signal(RestrictionWorkflow.release)
    await handle.signal(RestrictionWorkflow.release)
    await handle.result()
    assert subjects.order == ["restrict first", "certify", "restrict again", "release", "certify"]


async def test_a_restriction_released_at_once_pauses_nothing_again(begun: Any, subjects: Subjects) -> None:
    own = measure_id()
    handle = await begun(
        RestrictionWorkflow.run, restriction_workflow_id(own), RestrictionStart(own, "biz_1")
    )
    await until(lambda: subjects.order == ["restrict first", "certify"])
    await handle.signal(RestrictionWorkflow.release)
    await handle.result()
    assert subjects.order == ["restrict first", "certify", "release", "certify"]


async def test_an_erasure_waits_for_the_date_of_what_must_be_kept(begun: Any, subjects: Subjects) -> None:
    subjects.kept_for = [timedelta(days=5 * 365), timedelta(days=1)]
    subjects.fail["erase"] = 1
    own = measure_id()
    handle = await begun(ErasureWorkflow.run, erasure_workflow_id(own), ErasureStart(own, "biz_1"))
    await until(lambda: subjects.order == ["erase", "certify"])
    skipper = TimeSkipper(handle._client)
    await skipper.fast_forward(handle, timedelta(days=1.1))
    await until(lambda: subjects.order == ["erase", "certify"] * 2)
    await skipper.fast_forward(handle, timedelta(days=5 * 365 + 1))
    await handle.result()
    assert subjects.order == ["erase", "certify"] * 3


async def test_an_erasure_that_keeps_nothing_ends_at_once(begun: Any, subjects: Subjects) -> None:
    own = measure_id()
    handle = await begun(ErasureWorkflow.run, erasure_workflow_id(own), ErasureStart(own, "biz_1"))
    await handle.result()
    assert subjects.order == ["erase", "certify"]


async def test_a_rectification_is_carried_out_and_certified(begun: Any, subjects: Subjects) -> None:
    subjects.fail["rectify"] = 1
    own = measure_id()
    start = RectificationStart(own, "biz_1")
    handle = await begun(RectificationWorkflow.run, rectification_workflow_id(own), start)
    await handle.result()
    assert subjects.order == ["rectify", "certify"]
