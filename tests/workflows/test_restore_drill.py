"""A drill whose restored backup is not as it was saved has failed, with what it found on record (M1)."""

from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.worker import Worker

from activities.backup.drill import RestoreDrill
from activities.measures import Findings
from terms.alarms import AlarmKind
from terms.measures import Measure
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.restore_drill import RestoreDrillWorkflow


@pytest.mark.rule("M1")
@pytest.mark.parametrize("reason", [None, "1 faults: rows of users"])
async def test_it_is_recorded_and_a_failed_one_alarms(temporal: RunningTemporal, reason: str | None) -> None:
    @activity.defn(name=activity_name(RestoreDrill.drill))
    async def drill() -> Findings:
        return Findings({"rows": 7, "faults": [reason]}, reason)

    evidence, queue = Evidence(), uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[RestoreDrillWorkflow],
        activities=[drill, *evidence.activities()],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        handle = await temporal.client.start_workflow(
            RestoreDrillWorkflow.run, id=uuid4().hex, task_queue=queue
        )
        assert await handle.result() == ("failed" if reason else "done")
        await keep_history(handle, "restore_drill_failed" if reason else "restore_drill")
    (report,) = evidence.reports
    assert (report.measure, report.reason, report.figures["rows"]) == (Measure.RESTORE_DRILL, reason, 7)
    assert [(one.kind, one.subject) for one in evidence.alarms] == (
        [(AlarmKind.FAILED, "restore-drill")] if reason else []
    )
    assert len(evidence.mails) == (len(evidence.called) if reason else 0)
