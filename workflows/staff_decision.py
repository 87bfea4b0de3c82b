"""What a second person of the staff decides about (contract M2): asked, reminded, told, or lapsed."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contract_decisions import CarryOutOrder, ContractDecisions
    from activities.mail.messages import Purpose
    from activities.records.staff_messages import DecisionPlan, StaffDeadline
    from activities.records.staff_records import StaffRecords
    from terms.staff import DecisionState

from workflows.breach_charge import look_at_breaches
from workflows.identifiers import SUBSCRIPTION_PREFIX
from workflows.misuse_claims import give_claims_back
from workflows.policies import COMMANDS, DATABASE
from workflows.search_attributes import publish_deadline
from workflows.staff_waiting import Waiting


@dataclass(frozen=True)
class StaffDecisionStart:
    """Starts the workflow of one request; `about_id` is its row."""

    about_id: str


@workflow.defn(name="StaffDecision")
class StaffDecisionWorkflow:
    """The decision itself is written into the row, by whoever takes it; the workflow is then signalled."""

    @workflow.init
    def __init__(self, start: StaffDecisionStart) -> None:
        self._id = start.about_id
        self._waiting = Waiting()

    @workflow.run
    async def run(self, start: StaffDecisionStart) -> DecisionState:
        """Says what was decided."""
        plan = await self._load()
        if plan.state is DecisionState.AWAITING:
            self._ask(plan, "first")
            plan = await self._waiting.while_open(plan, self._load, lambda now: self._ask(now, "reminder"))
            if plan.state is DecisionState.AWAITING:
                plan = await self._expire()
            self._waiting.mailing.cancel()
            await self._carry_out(plan)
            self._tell(plan)
        elif plan.subscription_id is not None:
            await self._carry_out(plan)
            self._tell(plan)
        publish_deadline(plan.state.value, None)
        if plan.state is DecisionState.APPLIED and plan.member_id is not None:
            await give_claims_back(plan.member_id)
            await look_at_breaches(plan.member_id)
            self._waiting.mail(Purpose.STAFF_ROLES_CHANGED, self._id, plan.member_id, "applied")
        await self._waiting.mailing.finished()
        return plan.state

    @workflow.signal
    def changed(self) -> None:
        """The row has changed."""
        self._waiting.wake()

    async def _load(self) -> DecisionPlan:
        return await workflow.execute_local_activity_method(StaffRecords.load_decision, self._id, **DATABASE)

    async def _expire(self) -> DecisionPlan:
        ending = StaffDeadline(self._id, workflow.now())
        await workflow.execute_local_activity_method(StaffRecords.expire_decision, ending, **DATABASE)
        return await self._load()

    async def _carry_out(self, plan: DecisionPlan) -> None:
        """Asks the contract to act on what was decided about it; nobody is told before it has answered."""
        if plan.state is not DecisionState.APPLIED or plan.subscription_id is None:
            return
        order = CarryOutOrder(self._id, SUBSCRIPTION_PREFIX)
        await workflow.execute_activity_method(
            ContractDecisions.carry_out, order, summary=plan.subscription_id, **COMMANDS
        )

    def _ask(self, plan: DecisionPlan, step: str) -> None:
        for user_id in plan.deciders:
            self._waiting.mail(Purpose.STAFF_DECISION_ASKED, self._id, user_id, step)

    def _tell(self, plan: DecisionPlan) -> None:
        if plan.state is DecisionState.WITHDRAWN:
            return
        for user_id in plan.told:
            self._waiting.mail(Purpose.STAFF_DECISION_TAKEN, self._id, user_id, plan.state.value)
