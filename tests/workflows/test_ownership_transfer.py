"""An offer of ownership is mailed, reminded once, and ends by agreement, by one of both, or by its date."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder
from activities.mail.messages import Purpose
from activities.records.transfer_messages import HandedOver, Handover, TransferPlan, TransferRecord
from activities.records.transfer_records import TransferRecords
from terms.members import MembersRefusal, TransferState
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.identifiers import transfer_workflow_id
from workflows.ownership_transfer import AgreeAct, EndAct, OwnershipTransferWorkflow, TransferStart

OFFERED, ENDED = Purpose.OWNERSHIP_OFFERED, Purpose.OWNERSHIP_OFFER_ENDED


class Owners(World):
    """A world with offers of ownership: remembers their records and handovers."""

    def __init__(self) -> None:
        super().__init__()
        self.states: list[TransferRecord] = []
        self.handovers: list[Handover] = []
        self.refusal: MembersRefusal | None = None
        self.unshared: list[str] = []
        self.followed: list[str] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(TransferRecords.load_transfer))
        async def load(transfer_id: str) -> TransferPlan:
            at = activity.info().current_attempt_scheduled_time
            return TransferPlan(transfer_id, "biz_1", "usr_giver", "usr_taker", at, "Europe/Madrid")

        @activity.defn(name=activity_name(TransferRecords.record_transfer))
        async def record(record: TransferRecord) -> None:
            self.states.append(record)

        @activity.defn(name=activity_name(TransferRecords.hand_over))
        async def hand_over(handover: Handover) -> HandedOver:
            self.handovers.append(handover)
            if "handover" in self.blocked:
                await self.blocked["handover"].wait()
            return HandedOver(self.refusal, self.unshared)

        @activity.defn(name=activity_name(EnvelopesUnderWay.follow))
        async def follow(order: FollowOrder) -> int:
            self.followed.append(order.business_id)
            return 1

        return [*super().activities(), load, record, hand_over, follow]

    def news(self) -> list[tuple[Purpose, str | None]]:
        return [(order.purpose, order.user_id) for order in self.mails]


Handle = WorkflowHandle[OwnershipTransferWorkflow, TransferState]


async def refused(handle: Handle, update: Any, act: object) -> str | None:
    with pytest.raises(WorkflowUpdateFailedError) as failure:
        await handle.execute_update(update, act)
    assert isinstance(failure.value.cause, ApplicationError)
    return failure.value.cause.type


@pytest.fixture
def owners() -> Owners:
    return Owners()


@pytest.fixture
async def offer(
    temporal: RunningTemporal, owners: Owners, request: pytest.FixtureRequest
) -> AsyncIterator[Handle]:
    """A mailed offer. With `RECORD_HISTORIES` its history is kept under the test's name."""
    transfer_id = f"otr_{uuid4().hex}"
    async with running_worker(temporal.client, owners) as queue:
        handle = await temporal.client.start_workflow(
            OwnershipTransferWorkflow.run,
            TransferStart(transfer_id),
            id=transfer_workflow_id(transfer_id),
            task_queue=queue,
        )
        await until(lambda: owners.news() == [(OFFERED, "usr_taker")])
        yield handle
        await keep_history(handle, request.node.name.removeprefix("test_"))


async def test_agreeing_hands_over_once_and_tells_both(offer: Handle, owners: Owners) -> None:
    state = await offer.execute_update(OwnershipTransferWorkflow.agree, AgreeAct("act_1"))
    assert state is TransferState.ACCEPTED
    assert await offer.result() is TransferState.ACCEPTED
    (handover,) = owners.handovers
    assert (handover.answer_id, handover.record.state) == ("act_1", TransferState.ACCEPTED)
    told = {(Purpose.OWNERSHIP_TRANSFERRED, user) for user in ("usr_giver", "usr_taker")}
    assert set(owners.news()[1:]) == told


async def test_envelopes_follow_where_a_plan_is_shared_no_more(offer: Handle, owners: Owners) -> None:
    owners.unshared = ["biz_1", "biz_2"]
    await offer.execute_update(OwnershipTransferWorkflow.agree, AgreeAct("act_1"))
    await offer.result()
    assert owners.followed == ["biz_1", "biz_2"]


async def test_an_unanswered_offer_reminds_once_and_expires(offer: Handle, owners: Owners) -> None:
    skipper = TimeSkipper(offer._client)
    await skipper.fast_forward(offer, timedelta(days=5.3))
    assert len(owners.mails) == 1
    await skipper.fast_forward(offer, timedelta(days=1.1))
    assert owners.news()[1:] == [(Purpose.OWNERSHIP_REMINDER, "usr_taker")]
    await skipper.fast_forward(offer, timedelta(days=1.7))
    assert await offer.result() is TransferState.EXPIRED
    assert set(owners.news()[2:]) == {(ENDED, "usr_giver"), (ENDED, "usr_taker")}
    assert [record.state for record in owners.states] == [TransferState.OFFERED, TransferState.EXPIRED]


@pytest.mark.parametrize(
    ("update", "state"),
    [
        (OwnershipTransferWorkflow.decline, TransferState.DECLINED),
        (OwnershipTransferWorkflow.withdraw, TransferState.WITHDRAWN),
    ],
)
async def test_either_of_them_ends_it(
    offer: Handle, owners: Owners, update: Any, state: TransferState
) -> None:
    assert await offer.execute_update(update, EndAct("usr_x")) is state
    assert await offer.result() is state
    assert (owners.handovers, owners.states[-1].state) == ([], state)
    assert {user for _, user in owners.news()[1:]} == {"usr_giver", "usr_taker"}


async def test_of_agreement_and_withdrawal_the_first_counts(offer: Handle, owners: Owners) -> None:
    owners.blocked["handover"] = asyncio.Event()
    agreeing = asyncio.create_task(offer.execute_update(OwnershipTransferWorkflow.agree, AgreeAct("act_1")))
    await until(lambda: bool(owners.handovers))
    withdrawing = asyncio.create_task(refused(offer, OwnershipTransferWorkflow.withdraw, EndAct("usr_giver")))
    await asyncio.sleep(0.3)
    owners.blocked["handover"].set()
    assert await agreeing is TransferState.ACCEPTED
    assert await withdrawing == "transfer-accepted"


async def test_a_refused_handover_leaves_the_offer_open(offer: Handle, owners: Owners) -> None:
    owners.refusal = MembersRefusal.NOT_A_MEMBER
    assert await refused(offer, OwnershipTransferWorkflow.agree, AgreeAct("act_1")) == "not-a-member"
    assert await offer.execute_update(OwnershipTransferWorkflow.withdraw, EndAct("usr_giver")) is (
        TransferState.WITHDRAWN
    )
