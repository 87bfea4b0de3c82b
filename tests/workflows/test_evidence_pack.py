"""A pack of evidence is made, kept for its days and removed; nothing comes of what is destroyed (P9)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.packs.maker import PackMaker
from activities.packs.messages import PackReady
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.world import activity_name, keep_history
from workflows.evidence_pack import EvidencePackStart, EvidencePackWorkflow


class Shelf:
    """Stands for the activities."""

    def __init__(self, fetch_until: datetime | None) -> None:
        self.fetch_until = fetch_until
        self.made: list[str] = []
        self.lapsed: list[str] = []
        self.failures = 1

    @activity.defn(name=activity_name(PackMaker.make))
    async def make(self, pack_id: str) -> PackReady:
        """Fails once, as when the time stamps are away."""
        if self.failures:
            self.failures -= 1
            raise RuntimeError("no time stamp")
        self.made.append(pack_id)
        return PackReady(self.fetch_until)

    @activity.defn(name=activity_name(PackMaker.lapse))
    async def lapse(self, pack_id: str) -> None:
        """Removed."""
        self.lapsed.append(pack_id)


@pytest.mark.rule("P9")
async def test_it_lapses_after_its_days(temporal: RunningTemporal) -> None:
    shelf = Shelf(datetime.now(UTC) + timedelta(days=30))
    queue = f"pack-{uuid4().hex}"
    async with _worker(temporal, queue, shelf):
        handle = await temporal.client.start_workflow(
            EvidencePackWorkflow.run, EvidencePackStart("epk_1", "biz_1"), id=uuid4().hex, task_queue=queue
        )
        await until(lambda: shelf.made == ["epk_1"])
        skipper = TimeSkipper(temporal.client)
        await skipper.fast_forward(handle, timedelta(days=29))
        assert shelf.lapsed == []
        await skipper.fast_forward(handle, timedelta(days=1, minutes=1))
        assert await handle.result() == "lapsed"
        await keep_history(handle, "evidence_pack")
    assert shelf.lapsed == ["epk_1"]


async def test_nothing_comes_of_what_is_destroyed(temporal: RunningTemporal) -> None:
    shelf = Shelf(None)
    queue = f"pack-{uuid4().hex}"
    async with _worker(temporal, queue, shelf):
        ended = await temporal.client.execute_workflow(
            EvidencePackWorkflow.run, EvidencePackStart("epk_2", "biz_2"), id=uuid4().hex, task_queue=queue
        )
    assert (ended, shelf.lapsed) == ("lapsed", ["epk_2"])


def _worker(temporal: RunningTemporal, queue: str, shelf: Shelf) -> Worker:
    return Worker(
        temporal.client,
        task_queue=queue,
        workflows=[EvidencePackWorkflow],
        activities=[shelf.make, shelf.lapse],
        workflow_runner=sandboxed_runner(),
    )
