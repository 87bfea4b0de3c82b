"""The deletion of a business at its owner's word, from the request to the blocking of its data (S10, S17)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.deletion_messages import DeletionLook, DeletionPlan
    from activities.records.deletion_records import DeletionRecords
    from terms.deletion import DeletionState, warning_instant

from workflows.identifiers import ENVELOPE_PREFIX
from workflows.mailing import Mailing
from workflows.policies import COMMANDS, DATABASE, LATECOMERS
from workflows.search_attributes import publish

UNHEARD = timedelta(minutes=10)
"""How long to wait before asking again for the end of a contract that has not heard its notice yet."""

LOOK_EVERY = timedelta(days=1)
"""How long at most until the dates are read again: a contract may end sooner than its notice said."""


@dataclass(frozen=True)
class DeletionStart:
    """Starts the workflow of one request."""

    deletion_id: str


@workflow.defn(name="BusinessDeletion")
class BusinessDeletionWorkflow:
    """One request. The only writer of its state.

    The contract ends by the notice that the request gave, in its own workflow; here is waited for the day on
    which the business is blocked. From there on its retention goes on.
    """

    @workflow.init
    def __init__(self, start: DeletionStart) -> None:
        self._id = start.deletion_id
        self._changed = False
        self._mailing = Mailing()

    @workflow.run
    async def run(self, start: DeletionStart) -> DeletionState:
        """Says whether it was carried out or taken back."""
        plan = await self._look()
        await self._follow(plan)
        if plan.state is DeletionState.WAITING:
            self._mail(Purpose.BUSINESS_DELETION_ASKED, plan)
            plan = await self._wait(plan)
            await self._follow(plan)
        done = plan.state is DeletionState.DONE
        self._mail(Purpose.BUSINESS_DELETED if done else Purpose.BUSINESS_DELETION_TAKEN_BACK, plan)
        await workflow.sleep(LATECOMERS, summary="envelopes sent meanwhile")
        await self._follow(plan, "again")
        await self._mailing.finished()
        return plan.state

    @workflow.signal
    def changed(self) -> None:
        """The request was taken back."""
        self._changed = True

    async def _wait(self, plan: DeletionPlan) -> DeletionPlan:
        """The plan once it waits no more; the owner is reminded before. Dates are read as they come."""
        reminded = False
        while plan.state is DeletionState.WAITING:
            warn_at = warning_instant(plan.requested_at, plan.blocked_at) if plan.blocked_at else None
            if warn_at is not None and not reminded and workflow.now() >= warn_at:
                reminded = True
                self._mail(Purpose.BUSINESS_DELETION_AHEAD, plan)
            until = warn_at if warn_at is not None and not reminded else plan.blocked_at
            now = workflow.now()
            await self._sleep(min(until, now + LOOK_EVERY) if until else now + UNHEARD)
            plan = await self._look()
        return plan

    async def _sleep(self, until: datetime) -> None:
        try:
            await workflow.wait_condition(
                lambda: self._changed,
                timeout=max(until - workflow.now(), timedelta()),
                timeout_summary="deletion",
            )
        except TimeoutError:
            return
        self._changed = False

    async def _look(self) -> DeletionPlan:
        look = DeletionLook(self._id, workflow.now())
        plan: DeletionPlan = await workflow.execute_local_activity_method(
            DeletionRecords.look, look, **DATABASE
        )
        deadline = plan.blocked_at if plan.state is DeletionState.WAITING else None
        publish(f"deletion_{plan.state.value}", plan.business_id, deadline)
        return plan

    async def _follow(self, plan: DeletionPlan, step: str = "first") -> None:
        """Lets envelopes under way follow: paused without service, voided when blocked (contract S16)."""
        order = FollowOrder(plan.business_id, f"{self._id}:{plan.state.value}:{step}", ENVELOPE_PREFIX)
        await workflow.execute_activity_method(
            EnvelopesUnderWay.follow, order, summary=plan.state.value, **COMMANDS
        )

    def _mail(self, purpose: Purpose, plan: DeletionPlan) -> None:
        """Once per purpose; the key names the business first, with which the mail goes (contract S18)."""
        key = f"deletion-{plan.business_id}:{self._id}:{purpose.value}"
        self._mailing.start(MailOrder(key, purpose, user_id=plan.owner_id, about_id=self._id))
