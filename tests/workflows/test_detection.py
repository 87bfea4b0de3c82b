"""A look at what goes on: each occurrence alarms once, however often it is found again (contract M7)."""

from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.worker import Worker

from activities.detection.detectors import Detected, Detectors
from activities.measures import Findings
from terms.alarms import AlarmKind
from terms.detectors import Detector, Occurrence
from terms.incidents import IncidentKind
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.detection import DetectionWorkflow

STORM = Occurrence(Detector.LOGIN_STORM, "login-storm:atv_1", 31, ("usr_1", "atv_1"))


@pytest.mark.rule("M7")
async def test_an_occurrence_calls_people_once(temporal: RunningTemporal) -> None:
    @activity.defn(name=activity_name(Detectors.look))
    async def look() -> Detected:
        return Detected(Findings({"login-storm": 1}), [STORM])

    evidence, queue = Evidence(), uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[DetectionWorkflow],
        activities=[look, *evidence.activities()],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        for _ in range(2):
            handle = await temporal.client.start_workflow(
                DetectionWorkflow.run, id=uuid4().hex, task_queue=queue
            )
            assert await handle.result() == "done"
            if not evidence.reports[1:]:
                await keep_history(handle, "detection")
    assert len(evidence.reports) == 2
    first, second = evidence.alarms
    assert first.source_id == second.source_id == STORM.key
    assert (first.kind, first.incident) == (AlarmKind.DETECTED, IncidentKind.UNAUTHORISED_ACCESS)
    assert tuple(first.subject_ids) == STORM.subject_ids
    assert first.words.startswith("31 refused sign-ins within 1:00:00.")
    assert len({mail.key for mail in evidence.mails}) == len(evidence.called)
