"""An invitation is mailed, reminded once, and ends by an answer, its owner, or its date (contract A5)."""

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

from activities.mail.messages import Purpose
from activities.records.departure_messages import DeparturePlan
from activities.records.departure_records import DepartureRecords
from activities.records.invitation_messages import Admission, Admitted, InvitationPlan, InvitationRecord
from activities.records.invitation_records import InvitationRecords
from terms.members import InvitationState, MembersRefusal
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.departure import DepartureStart, DepartureWorkflow
from workflows.identifiers import departure_workflow_id, invitation_workflow_id
from workflows.invitation import AcceptAct, DeclineAct, InvitationStart, InvitationWorkflow, OwnerAct

OWNER = OwnerAct("usr_owner")


class Guests(World):
    """A world with invitations: remembers their records and who was admitted."""

    def __init__(self) -> None:
        super().__init__()
        self.started: Callable[[], Any]
        self.states: list[InvitationRecord] = []
        self.admissions: list[Admission] = []
        self.refusal: MembersRefusal | None = None
        self.withdrawn = True
        self.closed: list[str] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(InvitationRecords.load_invitation))
        async def load(invitation_id: str) -> InvitationPlan:
            return InvitationPlan(
                invitation_id, "biz_1", "usr_owner", activity.info().current_attempt_scheduled_time, MADRID
            )

        @activity.defn(name=activity_name(InvitationRecords.record_invitation))
        async def record(record: InvitationRecord) -> None:
            self.states.append(record)

        @activity.defn(name=activity_name(InvitationRecords.admit))
        async def admit(admission: Admission) -> Admitted:
            self.admissions.append(admission)
            if "admit" in self.blocked:
                await self.blocked["admit"].wait()
            return Admitted(self.refusal)

        @activity.defn(name=activity_name(DepartureRecords.load_departure))
        async def departure(departure_id: str) -> DeparturePlan:
            return DeparturePlan(departure_id, self.withdrawn)

        @activity.defn(name=activity_name(DepartureRecords.close_departure))
        async def close(departure_id: str) -> None:
            self.closed.append(departure_id)

        return [*super().activities(), load, record, admit, departure, close]

    def mails_of(self) -> list[Purpose]:
        return [order.purpose for order in self.mails]


MADRID = "Europe/Madrid"


class Invited:
    """One invitation under test."""

    def __init__(self, handle: WorkflowHandle[InvitationWorkflow, InvitationState], world: Guests) -> None:
        self.handle, self.world = handle, world

    async def forward(self, **duration: float) -> None:
        await TimeSkipper(self.handle._client).fast_forward(self.handle, timedelta(**duration))

    async def refused(self, update: Any, act: object) -> str | None:
        with pytest.raises(WorkflowUpdateFailedError) as failure:
            await self.handle.execute_update(update, act)
        assert isinstance(failure.value.cause, ApplicationError)
        return failure.value.cause.type


@pytest.fixture
async def invited(temporal: RunningTemporal, request: pytest.FixtureRequest) -> AsyncIterator[Invited]:
    """A mailed invitation. With `RECORD_HISTORIES` its history is kept under the test's name."""
    world = Guests()
    invitation_id = f"inv_{uuid4().hex}"
    async with running_worker(temporal.client, world) as queue:
        handle = await temporal.client.start_workflow(
            InvitationWorkflow.run,
            InvitationStart(invitation_id),
            id=invitation_workflow_id(invitation_id),
            task_queue=queue,
        )
        invited = Invited(handle, world)
        await until(lambda: world.mails_of() == [Purpose.INVITATION])
        yield invited
        await keep_history(handle, request.node.name.removeprefix("test_"))


async def test_an_unanswered_invitation_reminds_once_and_expires(invited: Invited) -> None:
    await invited.forward(days=5.3)
    assert invited.world.mails_of() == [Purpose.INVITATION]
    await invited.forward(days=1.1)
    assert invited.world.mails_of() == [Purpose.INVITATION, Purpose.INVITATION_REMINDER]
    await invited.forward(days=1.7)
    assert await invited.handle.result() is InvitationState.EXPIRED
    assert invited.world.mails_of()[2:] == [Purpose.INVITATION_EXPIRED]
    last = invited.world.states[-1]
    assert last.state is InvitationState.EXPIRED
    assert last.ended_at is not None
    assert timedelta() <= last.ended_at - last.expires_at < timedelta(minutes=1)


async def test_accepting_admits_once_and_tells_the_owner(invited: Invited) -> None:
    state = await invited.handle.execute_update(InvitationWorkflow.accept, AcceptAct("act_1"))
    assert state is InvitationState.ACCEPTED
    assert await invited.handle.result() is InvitationState.ACCEPTED
    assert [admission.answer_id for admission in invited.world.admissions] == ["act_1"]
    assert invited.world.mails_of() == [Purpose.INVITATION, Purpose.INVITATION_ACCEPTED]


async def test_a_refused_admission_leaves_the_invitation_pending(invited: Invited) -> None:
    invited.world.refusal = MembersRefusal.ALREADY_REGISTERED
    assert await invited.refused(InvitationWorkflow.accept, AcceptAct("act_1")) == "already-registered"
    invited.world.refusal = None
    await invited.handle.execute_update(InvitationWorkflow.accept, AcceptAct("act_2"))
    first, second = (admission.record.sequence for admission in invited.world.admissions)
    assert second > first


async def test_of_acceptance_and_revocation_the_first_counts(invited: Invited) -> None:
    world = invited.world
    world.blocked["admit"] = asyncio.Event()
    accepting = asyncio.create_task(
        invited.handle.execute_update(InvitationWorkflow.accept, AcceptAct("act_1"))
    )
    await until(lambda: bool(world.admissions))
    revoking = asyncio.create_task(invited.refused(InvitationWorkflow.revoke, OWNER))
    await asyncio.sleep(0.3)
    world.blocked["admit"].set()
    assert await accepting is InvitationState.ACCEPTED
    assert await revoking == "invitation-accepted"


async def test_a_revoked_invitation_admits_nobody_and_mails_nothing_more(invited: Invited) -> None:
    assert await invited.handle.execute_update(InvitationWorkflow.revoke, OWNER) is InvitationState.REVOKED
    assert await invited.handle.result() is InvitationState.REVOKED
    assert (invited.world.admissions, invited.world.mails_of()) == ([], [Purpose.INVITATION])


async def test_renewing_begins_the_days_and_the_reminder_anew(invited: Invited) -> None:
    await invited.forward(days=6.4)
    await invited.handle.execute_update(InvitationWorkflow.renew, OWNER)
    await invited.forward(days=5.3)
    renewed = [Purpose.INVITATION, Purpose.INVITATION_REMINDER, Purpose.INVITATION]
    assert invited.world.mails_of() == renewed
    await invited.forward(days=1.1)
    assert invited.world.mails_of() == [*renewed, Purpose.INVITATION_REMINDER]
    assert len({order.key for order in invited.world.mails}) == 4
    assert await invited.handle.execute_update(InvitationWorkflow.decline, DeclineAct()) is (
        InvitationState.DECLINED
    )
    await invited.handle.result()
    assert invited.world.mails_of()[4:] == [Purpose.INVITATION_DECLINED]


async def test_a_mail_that_is_not_sent_yet_never_is_once_the_invitation_is_revoked(
    temporal: RunningTemporal,
) -> None:
    world = Guests()
    world.fail["mail"] = 1000
    async with running_worker(temporal.client, world) as queue:
        handle = await temporal.client.start_workflow(
            InvitationWorkflow.run, InvitationStart("inv_x"), id=uuid4().hex, task_queue=queue
        )
        await handle.execute_update(InvitationWorkflow.revoke, OWNER)
        assert await asyncio.wait_for(handle.result(), 20) is InvitationState.REVOKED
    assert world.mails == []


@pytest.mark.parametrize(
    ("withdrawn", "purpose"), [(True, Purpose.ACCESS_WITHDRAWN), (False, Purpose.MEMBER_LEFT)]
)
async def test_a_departure_is_told_to_whoever_did_not_decide_it(
    temporal: RunningTemporal, withdrawn: bool, purpose: Purpose
) -> None:
    world = Guests()
    world.withdrawn = withdrawn
    departure_id = f"dep_{uuid4().hex}"
    async with running_worker(temporal.client, world) as queue:
        handle = await temporal.client.start_workflow(
            DepartureWorkflow.run,
            DepartureStart(departure_id),
            id=departure_workflow_id(departure_id),
            task_queue=queue,
        )
        await handle.result()
        await keep_history(handle, f"departure_{purpose.value}")
    assert world.mails_of() == [purpose]
    assert world.closed == [departure_id]
