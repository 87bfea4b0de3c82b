"""Dates are told once per stage; what has expired is an incident (contract M9)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.worker import Worker

from activities.expiry.dates import ExpiryDates
from activities.mail.messages import Purpose
from activities.records.measure_records import MeasureRecords
from terms.alarms import AlarmKind
from terms.expiry import Expiring, Expiry
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.expiry import ExpiryWorkflow

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
DATES = [
    Expiry(Expiring.TSA, "aa", NOW - DAY),
    Expiry(Expiring.SEAL, "bb", NOW + 20 * DAY),
    Expiry(Expiring.ARCHIVE_TIMESTAMPS, "2026-11", NOW + 59 * DAY, 12),
    Expiry(Expiring.TRUST_ANCHOR, "cc", NOW + 900 * DAY),
]


@pytest.mark.rule("M9")
async def test_each_date_is_told_in_its_stage(temporal: RunningTemporal) -> None:
    @activity.defn(name=activity_name(ExpiryDates.read))
    async def read() -> list[Expiry]:
        return DATES

    @activity.defn(name=activity_name(MeasureRecords.called))
    async def called() -> list[str]:
        return list(evidence.called)

    evidence, queue = Evidence(), uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[ExpiryWorkflow],
        activities=[read, called, *evidence.activities()],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        handle = await temporal.client.start_workflow(ExpiryWorkflow.run, id=uuid4().hex, task_queue=queue)
        assert await handle.result() == "done"
        await keep_history(handle, "expiry")
    (report,) = evidence.reports
    assert report.figures["told_days_ahead"] == {"tsa:aa": 0, "seal:bb": 30, "archive-timestamps:2026-11": 60}
    assert set(report.figures["soonest"]) == {one.what.value for one in DATES}
    (alarm,) = evidence.alarms
    assert (alarm.kind, alarm.subject, alarm.source_id) == (AlarmKind.EXPIRED, "tsa", "expired:tsa:aa")
    warned = {mail.key for mail in evidence.mails if mail.purpose is Purpose.EXPIRY_WARNING}
    assert warned == {
        f"expiry:{what}:{user}"
        for user in evidence.called
        for what in ("seal:bb:30", "archive-timestamps:2026-11:60")
    }
