"""How a member of staff leaves (contract M2): on a date, or told afterwards when it was at once."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import Purpose
    from activities.records.staff_messages import LeavingPlan, StaffDeadline
    from activities.records.staff_records import StaffRecords
    from terms.staff import LEAVING_NOTICE

from workflows.breach_charge import look_at_breaches
from workflows.commitment import settle_commitments
from workflows.misuse_claims import give_claims_back
from workflows.policies import DATABASE
from workflows.search_attributes import publish_deadline
from workflows.staff_waiting import Waiting


@dataclass(frozen=True)
class StaffLeavingStart:
    """Starts the workflow of one leaving; `event_id` is its entry in the member's record."""

    event_id: str


@workflow.defn(name="StaffLeaving")
class StaffLeavingWorkflow:
    """Ends the access on its date, unless the date is taken back or changed; then tells those concerned."""

    @workflow.init
    def __init__(self, start: StaffLeavingStart) -> None:
        self._id = start.event_id
        self._waiting = Waiting()

    @workflow.run
    async def run(self, start: StaffLeavingStart) -> bool:
        """Says whether the access has ended."""
        plan = await self._load()
        if plan.due is not None:
            plan = await self._wait(plan, plan.due - LEAVING_NOTICE)
        if plan.due is not None:
            for user_id in plan.administrators:
                self._waiting.mail(Purpose.STAFF_LEAVING_SOON, self._id, user_id, "notice")
            plan = await self._wait(plan, plan.due)
        if plan.due is not None:
            ending = StaffDeadline(self._id, workflow.now())
            await workflow.execute_local_activity_method(StaffRecords.leave, ending, **DATABASE)
            plan = await self._load()
        if plan.left:
            await give_claims_back(plan.user_id)
            await look_at_breaches(plan.user_id)
            await settle_commitments(plan.user_id)
            for user_id in sorted({*plan.administrators, plan.user_id}):
                self._waiting.mail(Purpose.STAFF_LEFT, self._id, user_id, "left")
        publish_deadline("left" if plan.left else "stays", None)
        await self._waiting.mailing.finished()
        return plan.left

    @workflow.signal
    def changed(self) -> None:
        """The member's date has changed, or they have left."""
        self._waiting.wake()

    async def _wait(self, plan: LeavingPlan, until: datetime) -> LeavingPlan:
        """The plan at that instant, or as soon as nothing is due any more."""
        publish_deadline("leaving", plan.due)
        while plan.due is not None and workflow.now() < until:
            await self._waiting.sleep(until, "leaving")
            plan = await self._load()
        return plan

    async def _load(self) -> LeavingPlan:
        return await workflow.execute_local_activity_method(StaffRecords.load_leaving, self._id, **DATABASE)
