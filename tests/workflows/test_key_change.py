"""A campaign of changing keys: each told in time, once, until the next campaign (contract M3)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, Purpose
from activities.records.staff_key_records import KeyNotice, StaffKeyRecords
from terms.measures import Measure, Outcome, standing
from terms.staff_keys import key_stage
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.key_change import KeyChangeStart, KeyChangeWorkflow

ZONE = "Europe/Madrid"
DAY = 86400


@dataclass
class Keys:
    """Two people; `changed` says when each last changed their key."""

    changed: dict[str, datetime] = field(default_factory=dict)
    mails: list[MailOrder] = field(default_factory=list)
    notes: list[KeyNotice] = field(default_factory=list)
    away: bool = False
    evidence: Evidence = field(default_factory=Evidence)

    @activity.defn(name=activity_name(StaffKeyRecords.due))
    async def due(self, now: datetime) -> list[KeyNotice]:
        if self.away:
            self.away = False
            raise RuntimeError("the database is away")
        told = {order.key for order in self.mails}
        stages = {user: key_stage(changed, now, ZONE) for user, changed in self.changed.items()}
        notices = [
            KeyNotice(user, days, f"{user}:{days}") for user, days in stages.items() if days is not None
        ]
        return [notice for notice in notices if notice.key not in told]

    @activity.defn(name=activity_name(StaffKeyRecords.figures))
    async def figures(self, now: datetime) -> dict[str, int]:
        return {"staff": len(self.changed)}

    @activity.defn(name=activity_name(StaffKeyRecords.note_told))
    async def note_told(self, notice: KeyNotice, at: datetime) -> None:
        self.notes.append(notice)

    @activity.defn(name=activity_name(Mailer.send))
    async def send(self, order: MailOrder) -> MailReceipt:
        self.mails.append(order)
        return MailReceipt("mai_1")


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
async def queue(temporal: RunningTemporal, keys: Keys) -> AsyncIterator[str]:
    name = uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=name,
        workflows=[KeyChangeWorkflow],
        activities=[keys.due, keys.figures, keys.note_told, keys.send, *keys.evidence.activities()[:2]],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        yield name


async def started(
    temporal: RunningTemporal, queue: str, days: float
) -> WorkflowHandle[KeyChangeWorkflow, None]:
    """A campaign that ends in so many days."""
    start = KeyChangeStart(ZONE, datetime.now(UTC) + timedelta(days=days))
    return await temporal.client.start_workflow(
        KeyChangeWorkflow.run, start, id=uuid4().hex, task_queue=queue
    )


async def noted(keys: Keys, count: int) -> None:
    await until(lambda: len(keys.notes) >= count, 30)


@pytest.mark.rule("M3")
async def test_each_is_told_in_time_and_of_the_end(temporal: RunningTemporal, queue: str, keys: Keys) -> None:
    keys.changed["usr_old"] = datetime.now(UTC) - timedelta(days=184 - 25)
    keys.changed["usr_new"] = datetime.now(UTC)
    keys.away = True
    handle = await started(temporal, queue, 45)
    await noted(keys, 1)
    for count, days in ((2, 13), (3, 7), (4, 6), (5, 2)):
        await TimeSkipper(temporal.client).fast_forward(handle, days * DAY)
        await noted(keys, count)
    await TimeSkipper(temporal.client).fast_forward(handle, 20 * DAY)
    await handle.result()
    await keep_history(handle, "key_change_on_record")
    assert_each_morning_is_on_record(keys, 45)
    assert [(notice.user_id, notice.days) for notice in keys.notes] == [
        ("usr_old", days) for days in (30, 14, 7, 1, 0)
    ]
    assert [order.purpose for order in keys.mails] == [
        *[Purpose.STAFF_KEY_CHANGE] * 4,
        Purpose.STAFF_KEY_EXPIRED,
    ]
    assert {order.user_id for order in keys.mails} == {"usr_old"}


def assert_each_morning_is_on_record(keys: Keys, days: int) -> None:
    reports = keys.evidence.reports
    assert len(reports) in (days, days + 1, days + 2)
    assert {(one.measure, one.outcome) for one in reports} == {(Measure.KEY_CHANGE, Outcome.DONE)}
    assert reports[0].figures == {"staff": 2, "to_tell": 1}
    mornings = [one.due_at for one in reports[1:]]
    assert {at.astimezone(ZoneInfo(ZONE)).hour for at in mornings} == {9}
    for one, following in pairwise(mornings):
        assert standing(Measure.KEY_CHANGE, one, one, following, ZONE).missed_at is None


async def test_who_changes_the_key_is_told_no_more(temporal: RunningTemporal, queue: str, keys: Keys) -> None:
    keys.changed["usr_1"] = datetime.now(UTC) - timedelta(days=184 - 25)
    handle = await started(temporal, queue, 40)
    await noted(keys, 1)
    keys.changed["usr_1"] = datetime.now(UTC)
    await TimeSkipper(temporal.client).fast_forward(handle, 41 * DAY)
    await handle.result()
    assert [notice.days for notice in keys.notes] == [30]


async def test_a_long_campaign_goes_over_several_runs(
    temporal: RunningTemporal, queue: str, keys: Keys
) -> None:
    handle = await started(temporal, queue, 90)
    first = (await handle.describe()).run_id
    for _ in range(12):
        await TimeSkipper(temporal.client).fast_forward(handle, 8 * DAY)
    await handle.result()
    assert (await temporal.client.get_workflow_handle(handle.id).describe()).run_id != first
    assert keys.notes == []
