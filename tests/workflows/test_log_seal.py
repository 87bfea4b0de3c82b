"""The hourly sealing goes on until no segment was full, and leaves its record (contract M7)."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.log_chain.sealing import LogSealer, Sealed
from activities.records.measure_messages import OverdueMeasure
from activities.records.measure_records import MeasureRecords
from terms.alarms import AlarmKind
from terms.measures import Measure, Outcome
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.log_seal import LogSealWorkflow

BUSY = [Sealed(7, "aa", 2000, more=True), Sealed(8, "bb", 3), Sealed(9, "cc", 1)]
"""Something is logged all the time: what came after the second one is left to the next hour."""
FULL = [Sealed(7, "aa", 2000, more=True), Sealed(8, "bb", 2000, more=True), Sealed(8, "bb", 0)]

MISSED = datetime(2027, 1, 17, 3, tzinfo=UTC)


@pytest.mark.rule("M9")
@pytest.mark.parametrize(("broken", "stopped"), [(False, False), (True, True), (False, True)])
async def test_segment_by_segment_until_none_was_full(
    temporal: RunningTemporal, *, broken: bool, stopped: bool
) -> None:
    answers = iter(FULL if stopped else BUSY)

    @activity.defn(name=activity_name(LogSealer.seal))
    async def seal() -> Sealed:
        if broken:
            raise ApplicationError("no time stamp", non_retryable=True)
        return next(answers)

    @activity.defn(name=activity_name(LogSealer.forget))
    async def forget() -> int:
        return 5

    @activity.defn(name=activity_name(MeasureRecords.stopped_watch))
    async def stopped_watch(at: datetime) -> OverdueMeasure | None:
        return OverdueMeasure(Measure.WATCH, MISSED) if stopped else None

    evidence, queue = Evidence(), uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[LogSealWorkflow],
        activities=[seal, forget, stopped_watch, *evidence.activities()],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        handle = await temporal.client.start_workflow(LogSealWorkflow.run, id=uuid4().hex, task_queue=queue)
        assert await handle.result() == ("failed" if broken else "done")
        if not broken:
            await keep_history(
                handle, "log-seal-ends-with-nothing" if stopped else "log-seal-leaves-the-rest"
            )
    overdue, failed = (AlarmKind.OVERDUE, "watch"), (AlarmKind.FAILED, "log-seal")
    alarms = [(one.kind, one.subject) for one in evidence.alarms]
    assert alarms == [overdue] * stopped + [failed] * broken
    assert len(evidence.mails) == len(evidence.called) * len(alarms)
    (report,) = evidence.reports
    assert report.measure is Measure.LOG_SEAL
    if broken:
        assert (report.outcome, report.reason) == (Outcome.FAILED, "no time stamp")
    else:
        assert report.figures == {
            "segments": 2,
            "entries": 4000 if stopped else 2003,
            "forgotten": 5,
            "newest": 8,
            "sha256": "bb",
        }
