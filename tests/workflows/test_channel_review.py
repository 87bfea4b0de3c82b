"""Staff are asked to review the channels until somebody has (contract W4)."""

from datetime import datetime
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.mail.messages import Purpose
from activities.records.measure_records import MeasureRecords
from terms.measures import Measure
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.channel_review import ChannelReviewWorkflow

DAY = 86400


async def mailed(evidence: Evidence, times: int) -> None:
    """Everybody has been asked so many times."""
    await until(lambda: len(evidence.mails) == times * len(evidence.called), 30)


@pytest.mark.rule("W4")
@pytest.mark.parametrize("reviewed_after", [1, 2, 9])
async def test_they_are_asked_until_it_is_done(temporal: RunningTemporal, reviewed_after: int) -> None:
    evidence, queue = Evidence(), uuid4().hex
    asked_about: list[datetime] = []

    @activity.defn(name=activity_name(MeasureRecords.recorded_since))
    async def recorded_since(measure: Measure, due_at: datetime) -> bool:
        assert measure is Measure.CHANNEL_REVIEW
        asked_about.append(due_at)
        return len(asked_about) > reviewed_after

    @activity.defn(name=activity_name(MeasureRecords.called))
    async def called() -> list[str]:
        return list(evidence.called)

    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[ChannelReviewWorkflow],
        activities=[recorded_since, called, *evidence.activities()],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        handle = await temporal.client.start_workflow(
            ChannelReviewWorkflow.run, id=uuid4().hex, task_queue=queue
        )
        for times in range(1, min(reviewed_after, 3) + 1):
            await mailed(evidence, times)
            if times < 3:
                await TimeSkipper(temporal.client).fast_forward(handle, 14 * DAY)
        assert await handle.result() is (reviewed_after < 3)
        if reviewed_after == 2:
            await keep_history(handle, "channel_review")
    assert len(set(asked_about)) == 1
    assert {mail.purpose for mail in evidence.mails} == {Purpose.CHANNEL_REVIEW}
    assert len({mail.key for mail in evidence.mails}) == len(evidence.mails)
