"""A backup is recorded with what it holds; a failed one alarms, and old ones are pruned all the same (M1)."""

from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.backup.backups import Backups
from activities.mail.messages import Purpose
from activities.measures import Findings, MeasureOrder
from terms.alarms import AlarmKind
from terms.measures import Measure, Outcome
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.backup import OVERDUE, BackupWorkflow


class Place:
    """Where backups go; `refuses` says why nothing can be put there, `away` fails once."""

    def __init__(self, refuses: str = "", *, away: bool = False, overdue: int = 0) -> None:
        self.refuses = refuses
        self.overdue = overdue
        self.away = away
        self.pruned: list[MeasureOrder] = []

    @activity.defn(name=activity_name(Backups.take))
    async def take(self, order: MeasureOrder) -> Findings:
        if self.refuses:
            raise ApplicationError(self.refuses, type="BackupNotConfigured", non_retryable=True)
        if self.away:
            self.away = False
            raise RuntimeError("no route to host")
        return Findings({"rows": 7})

    @activity.defn(name=activity_name(Backups.prune))
    async def prune(self, order: MeasureOrder) -> Findings:
        self.pruned.append(order)
        return Findings({"kept": 4, "overdue": self.overdue})


async def carried_out(
    temporal: RunningTemporal, place: Place, evidence: Evidence
) -> tuple[str, WorkflowHandle[BackupWorkflow, str]]:
    """One backup, by a worker of its own."""
    queue = uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[BackupWorkflow],
        activities=[place.take, place.prune, *evidence.activities()],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        handle = await temporal.client.start_workflow(BackupWorkflow.run, id=uuid4().hex, task_queue=queue)
        return await handle.result(), handle


@pytest.mark.rule("M1")
async def test_it_is_recorded_with_what_it_holds(temporal: RunningTemporal) -> None:
    place, evidence = Place(), Evidence()
    outcome, handle = await carried_out(temporal, place, evidence)
    await keep_history(handle, "backup")
    assert outcome == "done"
    (report,) = evidence.reports
    assert (report.measure, report.outcome, report.reason) == (Measure.BACKUP, Outcome.DONE, None)
    assert report.figures == {"rows": 7, "pruning": {"kept": 4, "overdue": 0}}
    assert report.due_at <= report.began_at <= report.ended_at
    assert evidence.alarms == evidence.mails == []


async def test_a_neighbour_that_was_away_is_asked_again(temporal: RunningTemporal) -> None:
    evidence = Evidence()
    outcome, _ = await carried_out(temporal, Place(away=True), evidence)
    assert outcome == "done"
    assert len(evidence.reports) == 1


@pytest.mark.rule("M1")
async def test_a_failed_one_alarms_and_old_ones_are_pruned_all_the_same(temporal: RunningTemporal) -> None:
    place, evidence = Place("set BACKUP_REPOSITORY and BACKUP_KEY"), Evidence()
    outcome, handle = await carried_out(temporal, place, evidence)
    await keep_history(handle, "backup_failed")
    assert outcome == "failed"
    assert len(place.pruned) == 1
    (report,) = evidence.reports
    assert (report.outcome, report.reason) == (Outcome.FAILED, "set BACKUP_REPOSITORY and BACKUP_KEY")
    (alarm,) = evidence.alarms
    assert (alarm.kind, alarm.subject) == (AlarmKind.FAILED, "backup")
    assert report.due_at.isoformat() in alarm.source_id
    assert {(mail.user_id, mail.purpose) for mail in evidence.mails} == {
        (user, Purpose.ALARM) for user in evidence.called
    }


@pytest.mark.rule("M1", "S18")
async def test_people_are_told_when_the_last_one_outlives_what_certificates_say(
    temporal: RunningTemporal,
) -> None:
    evidence = Evidence()
    outcome, _ = await carried_out(temporal, Place("no space left", overdue=1), evidence)
    (report,) = evidence.reports
    assert (outcome, report.reason) == ("failed", f"{OVERDUE} no space left")
    assert report.figures == {"pruning": {"kept": 4, "overdue": 1}}
    assert len(evidence.alarms) == 1
