"""The way back waits for mailbox, two people and the address, or resets nothing (contract M3, A7)."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, Purpose
from activities.records.account_recovery_messages import RecoveryInstant, RecoveryPlan
from activities.records.account_recovery_records import AccountRecoveryRecords
from activities.records.incident_messages import IncidentOrder
from activities.records.incident_records import IncidentRecords
from terms.account_recovery import CONFIRM_WITHIN, UNDER_WAY, WAIT, RecoveryState
from terms.incidents import IncidentKind, IncidentSource
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.account_recovery import AccountRecoveryStart, AccountRecoveryWorkflow, MailboxAct
from workflows.identifiers import recovery_workflow_id

DAY = timedelta(days=1)
Handle = WorkflowHandle[AccountRecoveryWorkflow, RecoveryState]


class RecoveryWorld(World):
    """One row, as the tables would keep it; a staff of three, of whom `usr_pau` identifies."""

    def __init__(self, *, known: bool = True) -> None:
        super().__init__()
        expires_at = datetime.now(UTC) + CONFIRM_WITHIN
        self.row = RecoveryPlan("", RecoveryState.AWAITING_CONFIRMATION, expires_at, known)
        self.another = False
        self.unreachable = False
        self.reset_at: datetime | None = None
        self.closed: list[RecoveryState] = []
        self.incidents: list[IncidentOrder] = []

    def become(self, state: RecoveryState, expires_at: datetime | None = None) -> None:
        self.row = replace(self.row, state=state, expires_at=expires_at or self.row.expires_at)

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(IncidentRecords.open))
        async def open_incident(order: IncidentOrder) -> None:
            self.incidents.append(order)

        @activity.defn(name=activity_name(Mailer.send))
        async def send(order: MailOrder) -> MailReceipt:
            await self._meet("mail")
            if self.unreachable and order.purpose is Purpose.RECOVERY_AHEAD:
                raise ApplicationError("no such mailbox", type="MailRefused", non_retryable=True)
            self.mails.append(order)
            return MailReceipt(f"mai_{len(self.mails)}")

        own = [*self._going_on(), *self._ending(), open_incident, send]
        names = {activity_name(one) for one in own}
        return [*(one for one in super().activities() if activity_name(one) not in names), *own]

    def _going_on(self) -> list[Callable[..., Any]]:
        records = AccountRecoveryRecords

        @activity.defn(name=activity_name(records.load_recovery))
        async def load(recovery_id: str) -> RecoveryPlan:
            return replace(self.row, recovery_id=recovery_id)

        @activity.defn(name=activity_name(records.confirm))
        async def confirm(order: RecoveryInstant) -> RecoveryState:
            if self.another:
                return RecoveryState.AWAITING_CONFIRMATION
            self.row = replace(self.row, user_id="usr_lost")
            self.become(RecoveryState.AWAITING_IDENTITY, order.at + 15 * DAY)
            return self.row.state

        @activity.defn(name=activity_name(records.begin_waiting))
        async def begin_waiting(order: RecoveryInstant) -> None:
            await self._meet("waiting")
            self.become(self.row.state, order.at + WAIT)

        return [load, confirm, begin_waiting]

    def _ending(self) -> list[Callable[..., Any]]:
        records = AccountRecoveryRecords

        @activity.defn(name=activity_name(records.stop))
        async def stop(order: RecoveryInstant) -> RecoveryState:
            if self.row.state in UNDER_WAY:
                self.become(RecoveryState.STOPPED)
            return self.row.state

        @activity.defn(name=activity_name(records.expire))
        async def expire(order: RecoveryInstant) -> None:
            if self.row.state in UNDER_WAY and order.at >= self.row.expires_at:
                self.become(RecoveryState.EXPIRED)

        @activity.defn(name=activity_name(records.give_up))
        async def give_up(order: RecoveryInstant) -> None:
            self.become(RecoveryState.EXPIRED)

        @activity.defn(name=activity_name(records.close_without_effect))
        async def close(order: RecoveryInstant, state: RecoveryState) -> None:
            self.closed.append(state)
            self.become(state)

        @activity.defn(name=activity_name(records.reset))
        async def reset(order: RecoveryInstant) -> RecoveryState:
            assert order.at >= self.row.expires_at
            self.reset_at = order.at
            self.become(RecoveryState.DONE)
            return self.row.state

        return [stop, expire, give_up, close, reset]

    def sent(self) -> list[tuple[Purpose, str | None]]:
        return [(order.purpose, order.user_id) for order in self.mails]


@contextlib.asynccontextmanager
async def recovering(
    temporal: RunningTemporal, world: RecoveryWorld, *, cached: int = 100
) -> AsyncIterator[Handle]:
    async with running_worker(temporal.client, world, cached=cached) as queue:
        recovery_id = f"arc_{uuid4().hex}"
        yield await temporal.client.start_workflow(
            AccountRecoveryWorkflow.run,
            AccountRecoveryStart(recovery_id),
            id=recovery_workflow_id(recovery_id),
            task_queue=queue,
        )


async def confirmed(handle: Handle, world: RecoveryWorld) -> None:
    """The mailbox has confirmed and was told what to do."""
    await until(lambda: world.mails, 20)
    state = await handle.execute_update(AccountRecoveryWorkflow.confirm, MailboxAct())
    assert state is RecoveryState.AWAITING_IDENTITY
    await until(lambda: (Purpose.RECOVERY_IDENTITY, None) in world.sent(), 20)


async def decided(handle: Handle, world: RecoveryWorld, state: RecoveryState, days: int = 4) -> None:
    """The staff writes a state into the row and tells the workflow."""
    at = await now_of(handle)
    world.row = replace(world.row, deciders=["usr_nora", "usr_ana"], told=["usr_pau"])
    world.become(state, at + days * DAY)
    await handle.signal(AccountRecoveryWorkflow.changed)


async def now_of(handle: Handle) -> datetime:
    """The workflow's own time."""
    return await TimeSkipper(handle._client).get_current_time(handle)


async def test_unconfirmed_it_is_forgotten(temporal: RunningTemporal) -> None:
    world = RecoveryWorld()
    async with recovering(temporal, world) as handle:
        await until(lambda: world.sent() == [(Purpose.RECOVERY_CONFIRM, None)], 20)
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(hours=25))
        assert await handle.result() is RecoveryState.LAPSED
    assert (world.closed, world.reset_at) == ([RecoveryState.LAPSED], None)


async def test_an_unknown_address_gets_no_mail(temporal: RunningTemporal) -> None:
    world = RecoveryWorld(known=False)
    async with recovering(temporal, world) as handle:
        assert await handle.result() is RecoveryState.UNKNOWN_ADDRESS
    assert (world.closed, world.mails) == ([RecoveryState.UNKNOWN_ADDRESS], [])


async def test_two_people_agree_and_after_the_waiting_the_factors_go(temporal: RunningTemporal) -> None:
    world = RecoveryWorld()
    async with recovering(temporal, world, cached=0) as handle:
        await confirmed(handle, world)
        await decided(handle, world, RecoveryState.AWAITING_APPROVAL)
        await until(lambda: (Purpose.STAFF_DECISION_ASKED, "usr_ana") in world.sent(), 20)
        await decided(handle, world, RecoveryState.WAITING)
        await until(lambda: "waiting" in world.order, 20)
        told_at = await now_of(handle)
        await TimeSkipper(temporal.client).fast_forward(handle, WAIT - timedelta(hours=1))
        assert world.reset_at is None
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(hours=2))
        assert await handle.result() is RecoveryState.DONE
        await keep_history(handle, "account_recovery")
    assert world.reset_at is not None
    assert world.reset_at - told_at >= WAIT - timedelta(minutes=5)
    assert world.sent() == [
        (Purpose.RECOVERY_CONFIRM, None),
        (Purpose.RECOVERY_IDENTITY, None),
        (Purpose.STAFF_DECISION_ASKED, "usr_nora"),
        (Purpose.STAFF_DECISION_ASKED, "usr_ana"),
        (Purpose.STAFF_DECISION_TAKEN, "usr_pau"),
        (Purpose.RECOVERY_AHEAD, None),
        (Purpose.RECOVERY_AHEAD, None),
        (Purpose.RECOVERY_DONE, None),
    ]
    assert len({order.key for order in world.mails}) == len(world.mails)


async def test_the_address_stops_it_while_waiting_and_that_is_an_incident(temporal: RunningTemporal) -> None:
    world = RecoveryWorld()
    async with recovering(temporal, world) as handle:
        await confirmed(handle, world)
        await decided(handle, world, RecoveryState.WAITING)
        await until(lambda: "waiting" in world.order, 20)
        state = await handle.execute_update(AccountRecoveryWorkflow.stop, MailboxAct())
        assert state is RecoveryState.STOPPED
        assert await handle.result() is RecoveryState.STOPPED
        await keep_history(handle, "account_recovery_stopped")
    assert world.reset_at is None
    (incident,) = world.incidents
    assert (incident.kind, incident.source) == (IncidentKind.IMPERSONATION, IncidentSource.ACCOUNT_RECOVERY)
    assert "usr_lost" in incident.subject_ids
    assert world.sent()[-1] == (Purpose.RECOVERY_ENDED, None)


async def test_an_address_that_cannot_be_told_has_nothing_reset(temporal: RunningTemporal) -> None:
    world = RecoveryWorld()
    world.unreachable = True
    async with recovering(temporal, world) as handle:
        await confirmed(handle, world)
        await decided(handle, world, RecoveryState.WAITING)
        assert await handle.result() is RecoveryState.EXPIRED
    assert world.reset_at is None


@pytest.mark.parametrize("state", [RecoveryState.AWAITING_IDENTITY, RecoveryState.AWAITING_APPROVAL])
async def test_what_nobody_goes_on_with_expires(temporal: RunningTemporal, state: RecoveryState) -> None:
    world = RecoveryWorld()
    async with recovering(temporal, world) as handle:
        await confirmed(handle, world)
        if state is RecoveryState.AWAITING_APPROVAL:
            await decided(handle, world, state)
            await until(lambda: (Purpose.STAFF_DECISION_ASKED, "usr_ana") in world.sent(), 20)
        await TimeSkipper(temporal.client).fast_forward(handle, 16 * DAY)
        assert await handle.result() is RecoveryState.EXPIRED
        await keep_history(handle, f"account_recovery_expired_{state.value}")
    assert (world.reset_at, world.incidents) == (None, [])
    assert world.sent()[-1][0] in (Purpose.RECOVERY_ENDED, Purpose.STAFF_DECISION_TAKEN)


async def test_a_refusal_ends_it(temporal: RunningTemporal) -> None:
    world = RecoveryWorld()
    async with recovering(temporal, world) as handle:
        await confirmed(handle, world)
        await decided(handle, world, RecoveryState.REFUSED)
        assert await handle.result() is RecoveryState.REFUSED
    assert world.reset_at is None
    assert set(world.sent()[-2:]) == {
        (Purpose.RECOVERY_ENDED, None),
        (Purpose.STAFF_DECISION_TAKEN, "usr_pau"),
    }


async def test_one_recovery_at_a_time(temporal: RunningTemporal) -> None:
    world = RecoveryWorld()
    world.another = True
    async with recovering(temporal, world) as handle:
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await handle.execute_update(AccountRecoveryWorkflow.confirm, MailboxAct())
        assert isinstance(refused.value.cause, ApplicationError)
        assert refused.value.cause.type == "recovery-under-way"
        world.another = False
        await confirmed(handle, world)
        await handle.execute_update(AccountRecoveryWorkflow.stop, MailboxAct())
