"""A measure that was not carried out when it was due alarms once (contract M9)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.records.measure_messages import OverdueMeasure
from activities.records.measure_records import MeasureRecords
from activities.records.officer_changes import OfficerChanges
from terms.alarms import AlarmKind
from terms.mail import RETURNED_WITHIN
from terms.measures import Measure
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.officer_change import OfficerChangeWorkflow
from workflows.watch import WatchStart, WatchWorkflow


@dataclass
class Officers:
    """Which version of the holder brought another officer, and which were told."""

    changed: str | None
    told: list[str] = field(default_factory=list)
    looks: int = 0

    def activities(self) -> list[Callable[..., Any]]:
        """The replacements."""

        @activity.defn(name=activity_name(OfficerChanges.find))
        async def find(at: datetime) -> str | None:
            return self.changed

        @activity.defn(name=activity_name(OfficerChanges.tell))
        async def tell(version_id: str) -> None:
            self.told.append(version_id)

        @activity.defn(name=activity_name(OfficerChanges.reach))
        async def reach(version_id: str) -> int:
            self.looks += 1
            return 2

        return [find, tell, reach]


MOMENT = timedelta(minutes=1)
MISSED = datetime(2027, 1, 17, 3, 30, tzinfo=UTC)


@pytest.mark.rule("M9")
async def test_a_missed_one_calls_people_once(temporal: RunningTemporal) -> None:
    @activity.defn(name=activity_name(MeasureRecords.overdue))
    async def overdue(at: datetime, zone: str) -> list[OverdueMeasure]:
        assert zone == "Europe/Madrid"
        return [OverdueMeasure(Measure.BACKUP, MISSED)]

    officers = Officers(None)
    evidence, queue = Evidence(), uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[WatchWorkflow, OfficerChangeWorkflow],
        activities=[overdue, *officers.activities(), *evidence.activities()],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        for _ in range(2):
            handle = await temporal.client.start_workflow(
                WatchWorkflow.run, WatchStart("Europe/Madrid"), id=uuid4().hex, task_queue=queue
            )
            assert await handle.result() == "done"
            if not evidence.reports[1:]:
                await keep_history(handle, "watch_officer")
    watched = [measure.value for measure in Measure]
    assert [report.figures for report in evidence.reports] == [
        {"overdue": {"backup": MISSED.isoformat()}, "watched": watched}
    ] * 2
    alarm = evidence.alarms[0]
    assert (alarm.kind, alarm.subject) == (AlarmKind.OVERDUE, "backup")
    assert alarm.source_id == f"overdue:backup:{MISSED.isoformat()}"
    assert len({mail.key for mail in evidence.mails}) == len(evidence.called)


@pytest.mark.rule("P10")
async def test_another_officer_is_told_once(temporal: RunningTemporal) -> None:
    @activity.defn(name=activity_name(MeasureRecords.overdue))
    async def overdue(at: datetime, zone: str) -> list[OverdueMeasure]:
        return []

    officers, evidence, queue = Officers(f"hol_{uuid4().hex}"), Evidence(), uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[WatchWorkflow, OfficerChangeWorkflow],
        activities=[overdue, *officers.activities(), *evidence.activities()],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        for _ in range(2):
            handle = await temporal.client.start_workflow(
                WatchWorkflow.run, WatchStart("Europe/Madrid"), id=uuid4().hex, task_queue=queue
            )
            assert await handle.result() == "done"
            told = temporal.client.get_workflow_handle(f"officer-change-{officers.changed}")
            if len(evidence.reports) == 1:
                await keep_history(handle, "watch_officer_changed")
                await until(lambda: officers.told)
                await TimeSkipper(temporal.client).fast_forward(told, 2 * RETURNED_WITHIN[-1] + MOMENT)
                assert await told.result() == 2
                await keep_history(told, "officer_change_returned")
    assert officers.looks == len(RETURNED_WITHIN) + 1
    assert officers.told == [officers.changed]
