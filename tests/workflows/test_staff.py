"""Staff join, change and leave by their clocks and by what others decide (contract M2)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.mail.messages import Purpose
from activities.records.misuse_messages import MisusePlan, MisuseRecord
from activities.records.misuse_records import MisuseRecords
from activities.records.staff_messages import DecisionPlan, LeavingPlan, StaffInvitationPlan
from terms.misuse import ReportState
from terms.staff import DecisionState, StaffInvitationState
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.identifiers import breach_workflow_id, misuse_workflow_id, staff_leaving_workflow_id
from workflows.misuse import MisuseWorkflow
from workflows.misuse_messages import MisuseStart, ReviewerAct
from workflows.staff_decision import StaffDecisionStart, StaffDecisionWorkflow
from workflows.staff_joiner import StaffJoinerStart, StaffJoinerWorkflow
from workflows.staff_leaving import StaffLeavingStart, StaffLeavingWorkflow

DAY = timedelta(days=1)


class ClaimsWorld(World):
    """A staff with reports of misuse; remembers the states in which the reports were."""

    def __init__(self) -> None:
        super().__init__()
        self.states: list[ReportState] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(MisuseRecords.find_reported))
        async def find(report_id: str) -> MisusePlan:
            return MisusePlan(report_id, "biz_1", False, "Europe/Madrid")

        @activity.defn(name=activity_name(MisuseRecords.record_misuse))
        async def record(record: MisuseRecord) -> None:
            self.states.append(record.state)

        return [*super().activities(), find, record]


def invitation(world: World, state: StaffInvitationState, *, days: int = 7, **changes: Any) -> str:
    invitation_id = f"stf_{uuid4().hex}"
    plan = StaffInvitationPlan(invitation_id, state, datetime.now(UTC) + days * DAY, ["u2", "u3"], ["u1"])
    world.invited_staff[invitation_id] = replace(plan, **changes)
    return invitation_id


async def joiner(temporal: RunningTemporal, queue: str, invitation_id: str) -> WorkflowHandle[Any, Any]:
    return await temporal.client.start_workflow(
        StaffJoinerWorkflow.run, StaffJoinerStart(invitation_id), id=uuid4().hex, task_queue=queue
    )


async def becomes(handle: WorkflowHandle[Any, Any], world: World, invitation_id: str, **changes: Any) -> None:
    """The row changes, and the workflow is told."""
    world.invited_staff[invitation_id] = replace(world.invited_staff[invitation_id], **changes)
    await handle.signal(StaffJoinerWorkflow.changed)


async def mails(world: World, count: int) -> list[tuple[Purpose, str | None]]:
    await until(lambda: len(world.mails) >= count, 20)
    return [(order.purpose, order.user_id) for order in world.mails]


async def test_a_second_person_then_the_invited_then_those_who_asked(
    temporal: RunningTemporal, world: World
) -> None:
    invitation_id = invitation(world, StaffInvitationState.AWAITING_CONFIRMATION, days=3)
    async with running_worker(temporal.client, world) as queue:
        handle = await joiner(temporal, queue, invitation_id)
        assert await mails(world, 2) == [
            (Purpose.STAFF_DECISION_ASKED, "u2"),
            (Purpose.STAFF_DECISION_ASKED, "u3"),
        ]
        await becomes(
            handle,
            world,
            invitation_id,
            state=StaffInvitationState.INVITED,
            expires_at=datetime.now(UTC) + 7 * DAY,
            told=["u1", "u2"],
        )
        assert (await mails(world, 3))[2] == (Purpose.STAFF_INVITATION, None)
        await becomes(handle, world, invitation_id, state=StaffInvitationState.ACCEPTED)
        assert await handle.result() == StaffInvitationState.ACCEPTED
        await keep_history(handle, "staff_joined")
    assert (await mails(world, 5))[3:] == [
        (Purpose.STAFF_INVITATION_ENDED, "u1"),
        (Purpose.STAFF_INVITATION_ENDED, "u2"),
    ]
    assert len({order.key for order in world.mails}) == 5
    assert world.staff_deadlines == []


async def test_nobody_confirms_and_it_expires_after_one_reminder(
    temporal: RunningTemporal, world: World
) -> None:
    invitation_id = invitation(world, StaffInvitationState.AWAITING_CONFIRMATION, days=3, deciders=["u2"])
    async with running_worker(temporal.client, world) as queue:
        handle = await joiner(temporal, queue, invitation_id)
        await mails(world, 1)
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(days=2))
        assert await mails(world, 2) == [(Purpose.STAFF_DECISION_ASKED, "u2")] * 2
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(days=2))
        assert await handle.result() == StaffInvitationState.EXPIRED
        await keep_history(handle, "staff_invitation_expired")
    (ending,) = world.staff_deadlines
    assert ending.at >= world.invited_staff[invitation_id].expires_at
    assert [purpose for purpose, _ in await mails(world, 3)][2] is Purpose.STAFF_INVITATION_ENDED


async def test_a_lost_signal_is_noticed_halfway(temporal: RunningTemporal, world: World) -> None:
    """The API died between its commit and the signal: the row is read again."""
    invitation_id = invitation(world, StaffInvitationState.INVITED)
    async with running_worker(temporal.client, world) as queue:
        handle = await joiner(temporal, queue, invitation_id)
        await mails(world, 1)
        world.invited_staff[invitation_id] = replace(
            world.invited_staff[invitation_id], state=StaffInvitationState.WITHDRAWN
        )
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(days=4))
        assert await handle.result() == StaffInvitationState.WITHDRAWN
    assert [order.purpose for order in world.mails] == [Purpose.STAFF_INVITATION]


async def test_a_last_day_given_with_the_invitation_ends_the_access(
    temporal: RunningTemporal, world: World
) -> None:
    event_id = f"sev_{uuid4().hex}"
    world.leavings[event_id] = LeavingPlan(event_id, "u9", datetime.now(UTC) + 90 * DAY, False, ["u1"])
    invitation_id = invitation(world, StaffInvitationState.INVITED)
    async with running_worker(temporal.client, world) as queue:
        handle = await joiner(temporal, queue, invitation_id)
        await mails(world, 1)
        await becomes(handle, world, invitation_id, state=StaffInvitationState.ACCEPTED, event_id=event_id)
        await handle.result()
        leaving = temporal.client.get_workflow_handle(staff_leaving_workflow_id(event_id))
        await TimeSkipper(temporal.client).fast_forward(leaving, timedelta(days=84))
        assert (await mails(world, 3))[2] == (Purpose.STAFF_LEAVING_SOON, "u1")
        assert world.staff_deadlines == []
        await TimeSkipper(temporal.client).fast_forward(leaving, timedelta(days=7))
        assert await leaving.result() is True
        await keep_history(leaving, "staff_left_on_date_settles")
    assert sorted(str(user) for purpose, user in await mails(world, 5) if purpose is Purpose.STAFF_LEFT) == [
        "u1",
        "u9",
    ]


async def left(temporal: RunningTemporal, queue: str, event_id: str) -> WorkflowHandle[Any, Any]:
    return await temporal.client.start_workflow(
        StaffLeavingWorkflow.run, StaffLeavingStart(event_id), id=uuid4().hex, task_queue=queue
    )


async def test_who_left_at_once_is_told_and_nothing_is_ended_again(
    temporal: RunningTemporal, world: World
) -> None:
    event_id = f"sev_{uuid4().hex}"
    world.leavings[event_id] = LeavingPlan(event_id, "u9", None, True, ["u1"])
    async with running_worker(temporal.client, world) as queue:
        handle = await left(temporal, queue, event_id)
        assert await handle.result() is True
        await keep_history(handle, "staff_left_at_once_settles")
    assert {user for _, user in await mails(world, 2)} == {"u1", "u9"}
    assert world.staff_deadlines == []
    assert world.settled == ["u9"], "an order of commitments ends with them"


async def test_a_date_taken_back_ends_nothing(temporal: RunningTemporal, world: World) -> None:
    """Also when nobody could tell the workflow: it reads before it acts."""
    event_id = f"sev_{uuid4().hex}"
    world.leavings[event_id] = LeavingPlan(event_id, "u9", datetime.now(UTC) + 30 * DAY, False, ["u1"])
    async with running_worker(temporal.client, world) as queue:
        handle = await left(temporal, queue, event_id)
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(days=10))
        world.leavings[event_id] = replace(world.leavings[event_id], due=None)
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(days=30))
        assert await handle.result() is False
    assert (world.staff_deadlines, world.mails) == ([], [])


def decision(world: World, state: DecisionState = DecisionState.AWAITING) -> str:
    about_id = f"src_{uuid4().hex}"
    world.decisions[about_id] = DecisionPlan(
        about_id, state, datetime.now(UTC) + 3 * DAY, ["u2"], ["u1"], "u9"
    )
    return about_id


async def decided(temporal: RunningTemporal, queue: str, about_id: str) -> WorkflowHandle[Any, Any]:
    return await temporal.client.start_workflow(
        StaffDecisionWorkflow.run, StaffDecisionStart(about_id), id=uuid4().hex, task_queue=queue
    )


async def test_a_confirmed_change_is_told_to_whoever_asked_and_whom_it_concerns(
    temporal: RunningTemporal, world: World
) -> None:
    about_id = decision(world)
    async with running_worker(temporal.client, world) as queue:
        handle = await decided(temporal, queue, about_id)
        await mails(world, 1)
        world.decisions[about_id] = replace(world.decisions[about_id], state=DecisionState.APPLIED)
        await handle.signal(StaffDecisionWorkflow.changed)
        assert await handle.result() == DecisionState.APPLIED
        await keep_history(handle, "staff_decision_applied")
    assert sorted(await mails(world, 3)) == [
        (Purpose.STAFF_DECISION_ASKED, "u2"),
        (Purpose.STAFF_DECISION_TAKEN, "u1"),
        (Purpose.STAFF_ROLES_CHANGED, "u9"),
    ]


async def test_a_change_applied_at_once_is_told_to_whom_it_concerns(
    temporal: RunningTemporal, world: World
) -> None:
    about_id = decision(world, DecisionState.APPLIED)
    async with running_worker(temporal.client, world) as queue:
        handle = await decided(temporal, queue, about_id)
        await handle.result()
    assert await mails(world, 1) == [(Purpose.STAFF_ROLES_CHANGED, "u9")]


async def test_what_is_agreed_about_a_contract_is_carried_out_before_it_is_told(
    temporal: RunningTemporal, world: World
) -> None:
    about_id = decision(world)
    world.decisions[about_id] = replace(world.decisions[about_id], member_id=None, subscription_id="sbc_1")
    async with running_worker(temporal.client, world) as queue:
        handle = await decided(temporal, queue, about_id)
        await mails(world, 1)
        world.decisions[about_id] = replace(world.decisions[about_id], state=DecisionState.APPLIED)
        await handle.signal(StaffDecisionWorkflow.changed)
        assert await handle.result() == DecisionState.APPLIED
        await keep_history(handle, "staff_decision_about_contract")
    assert world.carried_out == [about_id]
    assert world.mails[-1].purpose is Purpose.STAFF_DECISION_TAKEN


async def test_what_was_agreed_before_its_workflow_began_is_carried_out_all_the_same(
    temporal: RunningTemporal, world: World
) -> None:
    about_id = decision(world, DecisionState.APPLIED)
    world.decisions[about_id] = replace(world.decisions[about_id], member_id=None, subscription_id="sbc_1")
    async with running_worker(temporal.client, world) as queue:
        await (await decided(temporal, queue, about_id)).result()
    assert world.carried_out == [about_id]


async def test_a_refused_decision_about_a_contract_is_not_carried_out(
    temporal: RunningTemporal, world: World
) -> None:
    about_id = decision(world, DecisionState.REFUSED)
    world.decisions[about_id] = replace(world.decisions[about_id], subscription_id="sbc_1")
    async with running_worker(temporal.client, world) as queue:
        await (await decided(temporal, queue, about_id)).result()
    assert world.carried_out == []


async def test_what_nobody_decides_lapses(temporal: RunningTemporal, world: World) -> None:
    about_id = decision(world)
    async with running_worker(temporal.client, world) as queue:
        handle = await decided(temporal, queue, about_id)
        await mails(world, 1)
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(days=4))
        assert await handle.result() == DecisionState.EXPIRED
        await keep_history(handle, "staff_decision_expired")
    assert world.mails[-1].purpose is Purpose.STAFF_DECISION_TAKEN
    assert [ending.about_id for ending in world.staff_deadlines] == [about_id]


async def waiting_report(temporal: RunningTemporal, queue: str, world: ClaimsWorld, who: str) -> Any:
    """A report that a reviewer has claimed."""
    report_id = f"mis_{uuid4().hex}"
    handle = await temporal.client.start_workflow(
        MisuseWorkflow.run, MisuseStart(report_id), id=misuse_workflow_id(report_id), task_queue=queue
    )
    await until(lambda: bool(world.states))
    await handle.execute_update(MisuseWorkflow.claim, ReviewerAct(who))
    world.abandoned[who] = ["mis_closed_long_ago", report_id]
    return handle


async def test_reports_claimed_by_who_left_go_back_to_the_queue_at_once(temporal: RunningTemporal) -> None:
    world, event_id = ClaimsWorld(), f"sev_{uuid4().hex}"
    world.leavings[event_id] = LeavingPlan(event_id, "u9", None, True, ["u1"])
    async with running_worker(temporal.client, world) as queue:
        report = await waiting_report(temporal, queue, world, "u9")
        leaving = await left(temporal, queue, event_id)
        assert await leaving.result() is True
        await until(lambda: world.states[-1] is ReportState.WAITING)
        await keep_history(leaving, "staff_left_with_claims_settles")
        await report.terminate("test over")


@workflow.defn(name="Breach", sandboxed=False)
class OpenBreach:
    """Stands for the workflow of a breach: ends when it is told to look again."""

    def __init__(self) -> None:
        self._changed = False

    @workflow.run
    async def run(self) -> None:
        """Waits for the signal."""
        await workflow.wait_condition(lambda: self._changed)

    @workflow.signal
    def changed(self) -> None:
        """As the real one's."""
        self._changed = True


@pytest.mark.rule("P8", "M2")
async def test_breaches_in_the_charge_of_who_left_are_looked_at_at_once(
    temporal: RunningTemporal, world: World
) -> None:
    event_id, breach_id = f"sev_{uuid4().hex}", f"bre_{uuid4().hex}"
    world.leavings[event_id] = LeavingPlan(event_id, "u9", None, True, ["u1"])
    world.in_charge["u9"] = ["bre_closed_long_ago", breach_id]
    breaches = f"breaches-{uuid4().hex}"
    async with (
        running_worker(temporal.client, world) as queue,
        Worker(temporal.client, task_queue=breaches, workflows=[OpenBreach]),
    ):
        breach = await temporal.client.start_workflow(
            OpenBreach.run, id=breach_workflow_id(breach_id), task_queue=breaches
        )
        leaving = await left(temporal, queue, event_id)
        assert await leaving.result() is True
        await breach.result()
        await keep_history(leaving, "staff_left_in_charge_of_breach")


async def test_reports_claimed_by_who_lost_the_role_go_back_to_the_queue_at_once(
    temporal: RunningTemporal,
) -> None:
    world = ClaimsWorld()
    about_id = decision(world, DecisionState.APPLIED)
    async with running_worker(temporal.client, world) as queue:
        report = await waiting_report(temporal, queue, world, "u9")
        handle = await decided(temporal, queue, about_id)
        await handle.result()
        await until(lambda: world.states[-1] is ReportState.WAITING)
        await keep_history(handle, "staff_role_lost_with_claims")
        await report.terminate("test over")
