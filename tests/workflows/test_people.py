"""Commitments are ordered once and recorded at the envelope's end; trainings are told once per stage (P5)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.mail.messages import Purpose
from activities.people.commitments import Commitments
from activities.people.duties import PeopleDuties
from activities.people.messages import CommitmentOrdered, PeopleLook, SettleOrder, TrainingDue
from activities.people.settling import CommitmentSettling
from terms.envelope import EnvelopeState
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.commitment import CommitmentStart, CommitmentWorkflow
from workflows.envelope_messages import EnvelopeStart, EnvelopeStatus
from workflows.people import PeopleWorkflow

UNTIL = datetime(2027, 3, 10, 23, tzinfo=UTC)


@workflow.defn(name="Envelope", sandboxed=False)
class EnvelopeElsewhere:
    """An envelope that ends when it is told how."""

    def __init__(self) -> None:
        self._state: str | None = None

    @workflow.run
    async def run(self, start: EnvelopeStart) -> EnvelopeStatus:
        await workflow.wait_condition(lambda: self._state is not None)
        if self._state == "failed":
            raise ApplicationError("ended by operations", non_retryable=True)
        return EnvelopeStatus(start.envelope_id, EnvelopeState(self._state or ""), 1)

    @workflow.signal
    def end(self, state: str) -> None:
        self._state = state


@dataclass
class Desk:
    """The activities, replaced by name; an order by another key finds that somebody is asked already."""

    closes_as: str = "signed"
    orders: dict[str, CommitmentOrdered] = field(default_factory=dict)
    tries: int = 0
    closed: list[str] = field(default_factory=list)
    settled: list[SettleOrder] = field(default_factory=list)
    look: PeopleLook = field(default_factory=lambda: PeopleLook([], [], {"people": 0}))

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(Commitments.draft))
        async def draft(user_id: str, key: str) -> CommitmentOrdered | None:
            self.tries += 1
            if self.orders and key not in self.orders:
                return None
            order = self.orders.setdefault(
                key, CommitmentOrdered("cmt_1", f"env_{user_id}", "biz_holder", "act_1")
            )
            if self.tries == 1:
                raise ApplicationError("killed after it was written")
            return order

        @activity.defn(name=activity_name(Commitments.close))
        async def close(commitment_id: str) -> str:
            self.closed.append(commitment_id)
            return self.closes_as

        @activity.defn(name=activity_name(PeopleDuties.look))
        async def look(at: datetime) -> PeopleLook:
            return self.look

        @activity.defn(name=activity_name(CommitmentSettling.settle))
        async def settle(order: SettleOrder) -> int:
            self.settled.append(order)
            return 2

        return [draft, close, look, settle]


def worker_of(temporal: RunningTemporal, queue: str, *activities: Callable[..., Any]) -> Worker:
    return Worker(
        temporal.client,
        task_queue=queue,
        workflows=[CommitmentWorkflow, PeopleWorkflow, EnvelopeElsewhere],
        activities=activities,
        workflow_runner=sandboxed_runner(),
    )


async def ordered(temporal: RunningTemporal, queue: str, user_id: str) -> WorkflowHandle[Any, Any]:
    return await temporal.client.start_workflow(
        CommitmentWorkflow.run, CommitmentStart(user_id), id=uuid4().hex, task_queue=queue
    )


@pytest.mark.parametrize(
    ("ends", "state"), [("completed", "signed"), ("declined", "declined"), ("failed", "voided")]
)
async def test_one_order_is_one_envelope_and_its_end_is_recorded(
    temporal: RunningTemporal, ends: str, state: str
) -> None:
    desk, queue, user_id = Desk(closes_as=state), uuid4().hex, uuid4().hex
    async with worker_of(temporal, queue, *desk.activities()):
        handle = await ordered(temporal, queue, user_id)
        envelope = temporal.client.get_workflow_handle(f"envelope-env_{user_id}")
        await until(lambda: desk.tries == 2, 30)
        await _told(envelope, ends)
        assert await handle.result() == state
        if ends == "completed":
            await keep_history(handle, "commitment-signed")
    assert (len(desk.orders), desk.closed) == (1, ["cmt_1"])


async def _told(envelope: WorkflowHandle[Any, Any], ends: str) -> None:
    """Ends the envelope, once it is there."""
    async with asyncio.timeout(30):
        while True:
            try:
                await envelope.signal(EnvelopeElsewhere.end, ends)
            except RPCError:
                await asyncio.sleep(0.1)
            else:
                return


async def test_where_nothing_is_to_be_signed_no_envelope_begins(temporal: RunningTemporal) -> None:
    desk, queue = Desk(), uuid4().hex
    desk.orders["another"] = CommitmentOrdered("cmt_0", "env_0", "biz_holder", "act_0")
    async with worker_of(temporal, queue, *desk.activities()):
        handle = await ordered(temporal, queue, uuid4().hex)
        assert await handle.result() is None
        await keep_history(handle, "commitment-not-due")
    assert desk.closed == []


@pytest.mark.rule("P5", "M9")
async def test_each_day_leaves_a_record_orders_and_reminds(temporal: RunningTemporal) -> None:
    user_id = uuid4().hex
    due = [
        TrainingDue("usr_a", "training:usr_a:x:30", UNTIL),
        TrainingDue("usr_b", "training:usr_b:none:y", None),
    ]
    desk, queue, evidence = Desk(), uuid4().hex, Evidence()
    desk.look = PeopleLook([user_id], due, {"people": 3, "signed": 2, "trained": 1})
    async with worker_of(temporal, queue, *desk.activities(), *evidence.activities()):
        handle = await temporal.client.start_workflow(PeopleWorkflow.run, id=uuid4().hex, task_queue=queue)
        assert await handle.result() == "done"
        await keep_history(handle, "people-settles")
        await until(lambda: desk.tries == 2, 30)
        await _told(temporal.client.get_workflow_handle(f"envelope-env_{user_id}"), "completed")
        await until(lambda: desk.closed == ["cmt_1"], 30)
    (report,) = evidence.reports
    assert report.figures == {
        "people": 3,
        "signed": 2,
        "trained": 1,
        "sent_for_signature": 1,
        "trainings_due": 2,
        "settled": 2,
    }
    assert desk.settled == [SettleOrder(handle.id, "envelope-")]
    assert {(mail.key, mail.purpose, mail.user_id, mail.about_id) for mail in evidence.mails} == {
        ("training:usr_a:x:30", Purpose.TRAINING_DUE, "usr_a", UNTIL.isoformat()),
        ("training:usr_b:none:y", Purpose.TRAINING_DUE, "usr_b", None),
    }
