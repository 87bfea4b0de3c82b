"""What happens regularly is scheduled once, in the holder's zone, and caught up after an outage."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from temporalio import activity
from temporalio.client import Client, ScheduleBackfill, ScheduleOverlapPolicy
from temporalio.worker import Worker

from activities.records.activity_retention import ActivityRetention, DestructionOrder
from terms.access_review import REVIEW_MONTHS
from terms.staff_keys import CAMPAIGN_MONTHS
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.world import activity_name
from workflows.activity_retention import ActivityRetentionWorkflow
from workflows.schedules import prepare_schedules, regular

ZONE = "Europe/Madrid"


@pytest.fixture
async def queue(temporal: RunningTemporal) -> AsyncIterator[str]:
    """The schedules, on a task queue of their own; gone afterwards."""
    name = uuid4().hex
    await prepare_schedules(temporal.client, name, ZONE)
    yield name
    for item in regular(ZONE):
        await temporal.client.get_schedule_handle(item.schedule_id).delete()


async def next_local(client: Client, schedule_id: str) -> list[datetime]:
    """When it happens next, by the clock on the holder's wall."""
    found = await client.get_schedule_handle(schedule_id).describe()
    return [at.astimezone(ZoneInfo(ZONE)) for at in found.info.next_action_times]


async def test_preparing_again_changes_nothing_and_keeps_a_pause(
    temporal: RunningTemporal, queue: str
) -> None:
    handle = temporal.client.get_schedule_handle("activity-retention")
    await handle.pause(note="stopped by operations")
    await prepare_schedules(temporal.client, f"{queue}-new", ZONE)
    found = (await handle.describe()).schedule
    assert found.state.paused
    assert getattr(found.action, "task_queue", None) == f"{queue}-new"
    await handle.unpause()


@pytest.mark.usefixtures("queue")
async def test_every_schedule_is_there_with_its_note_and_its_patience(temporal: RunningTemporal) -> None:
    for item in regular(ZONE):
        found = (await temporal.client.get_schedule_handle(item.schedule_id).describe()).schedule
        assert found.state.note == item.note
        assert found.policy.catchup_window == item.caught_up
        assert found.policy.overlap == item.overlap


@pytest.mark.usefixtures("queue")
async def test_the_retention_runs_every_night_also_when_the_clocks_change(temporal: RunningTemporal) -> None:
    coming = await next_local(temporal.client, "activity-retention")
    assert len(coming) >= 5
    assert {(at.hour, at.minute) for at in coming} == {(3, 20)}
    days = [at.date() for at in coming]
    assert all((later - day).days == 1 for day, later in pairwise(days))


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(
    ("schedule_id", "months", "hour"),
    [("access-review", REVIEW_MONTHS, 7), ("key-change", CAMPAIGN_MONTHS, 8)],
)
async def test_reviews_and_key_changes_begin_on_the_first_of_their_months(
    temporal: RunningTemporal, schedule_id: str, months: tuple[int, ...], hour: int
) -> None:
    coming = await next_local(temporal.client, schedule_id)
    assert len(coming) >= 5
    assert {(at.day, at.hour, at.minute) for at in coming} == {(1, hour, 0)}
    assert {at.month for at in coming} == set(months)
    assert len({(at.year, at.month) for at in coming}) == len(coming)


async def test_missed_runs_are_carried_out_for_the_days_they_were_due(
    temporal: RunningTemporal, queue: str
) -> None:
    days: list[date] = []

    @activity.defn(name=activity_name(ActivityRetention.destroy))
    async def destroy(order: DestructionOrder) -> int:
        days.append(order.run_on)
        return 0

    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[ActivityRetentionWorkflow],
        activities=[destroy],
        workflow_runner=sandboxed_runner(),
    )
    missed = ScheduleBackfill(
        start_at=datetime(2026, 3, 27, 12, tzinfo=UTC),
        end_at=datetime(2026, 3, 30, 12, tzinfo=UTC),
        overlap=ScheduleOverlapPolicy.BUFFER_ALL,
    )
    async with worker:
        await temporal.client.get_schedule_handle("activity-retention").backfill(missed)
        await until(lambda: len(days) >= 3, 60)
    assert days == [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)]
