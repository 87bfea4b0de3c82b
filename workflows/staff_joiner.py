"""How somebody joins the staff: agreed to by a second person, invited, accepted (contract M2, P5)."""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import Purpose
    from activities.records.staff_messages import StaffDeadline, StaffInvitationPlan
    from activities.records.staff_records import StaffRecords
    from terms.staff import OPEN_INVITATIONS, StaffInvitationState

from workflows.identifiers import staff_leaving_workflow_id
from workflows.policies import DATABASE
from workflows.search_attributes import publish_deadline
from workflows.staff_leaving import StaffLeavingStart, StaffLeavingWorkflow
from workflows.staff_waiting import Waiting


@dataclass(frozen=True)
class StaffJoinerStart:
    """Starts the workflow of one invitation."""

    invitation_id: str


@workflow.defn(name="StaffJoiner")
class StaffJoinerWorkflow:
    """Mails those who decide, then the invited person, reminds, and expires.

    Who confirms, refuses, withdraws or accepts writes that into the invitation's row, and then signals.
    """

    @workflow.init
    def __init__(self, start: StaffJoinerStart) -> None:
        self._id = start.invitation_id
        self._waiting = Waiting()

    @workflow.run
    async def run(self, start: StaffJoinerStart) -> StaffInvitationState:
        """Says how it ended."""
        plan = await self._load()
        if plan.state is StaffInvitationState.AWAITING_CONFIRMATION:
            self._ask(plan, "first")
            plan = await self._waiting.while_open(plan, self._load, lambda now: self._ask(now, "reminder"))
        if plan.state is StaffInvitationState.INVITED:
            self._waiting.mailing.cancel()
            self._invite("first")
            plan = await self._waiting.while_open(plan, self._load, lambda _: self._invite("reminder"))
        if plan.state in OPEN_INVITATIONS:
            plan = await self._expire()
        self._waiting.mailing.cancel()
        self._tell(plan)
        publish_deadline(plan.state.value, None)
        if plan.event_id is not None:
            await workflow.start_child_workflow(
                StaffLeavingWorkflow.run,
                StaffLeavingStart(plan.event_id),
                id=staff_leaving_workflow_id(plan.event_id),
                parent_close_policy=ParentClosePolicy.ABANDON,
            )
        await self._waiting.mailing.finished()
        return plan.state

    @workflow.signal
    def changed(self) -> None:
        """The invitation's row has changed."""
        self._waiting.wake()

    async def _load(self) -> StaffInvitationPlan:
        return await workflow.execute_local_activity_method(
            StaffRecords.load_invitation, self._id, **DATABASE
        )

    async def _expire(self) -> StaffInvitationPlan:
        ending = StaffDeadline(self._id, workflow.now())
        await workflow.execute_local_activity_method(StaffRecords.expire_invitation, ending, **DATABASE)
        return await self._load()

    def _ask(self, plan: StaffInvitationPlan, step: str) -> None:
        for user_id in plan.deciders:
            self._waiting.mail(Purpose.STAFF_DECISION_ASKED, self._id, user_id, step)

    def _invite(self, step: str) -> None:
        self._waiting.mail(Purpose.STAFF_INVITATION, self._id, None, step)

    def _tell(self, plan: StaffInvitationPlan) -> None:
        if plan.state is StaffInvitationState.WITHDRAWN:
            return
        for user_id in plan.told:
            self._waiting.mail(Purpose.STAFF_INVITATION_ENDED, self._id, user_id, plan.state.value)
