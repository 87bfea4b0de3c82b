"""The way back into an account, from the request to the reset of its factors (contract M3, A7)."""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.mail.mailer import Mailer
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.account_recovery_messages import RecoveryInstant, RecoveryPlan
    from activities.records.account_recovery_records import AccountRecoveryRecords
    from activities.records.incident_messages import IncidentOrder
    from activities.records.incident_records import IncidentRecords
    from terms.account_recovery import UNDER_WAY, RecoveryRefusal, RecoveryState
    from terms.incidents import IncidentKind, IncidentSource

from workflows.policies import DATABASE, MAIL
from workflows.search_attributes import publish_deadline
from workflows.staff_waiting import Waiting

_TOLD = {
    RecoveryState.AWAITING_IDENTITY: Purpose.RECOVERY_IDENTITY,
    RecoveryState.DONE: Purpose.RECOVERY_DONE,
    RecoveryState.STOPPED: Purpose.RECOVERY_ENDED,
    RecoveryState.REFUSED: Purpose.RECOVERY_ENDED,
    RecoveryState.EXPIRED: Purpose.RECOVERY_ENDED,
}
"""What the account's address is told on entering a state; of the waiting it is told before that begins."""
_DECIDED = frozenset({RecoveryState.WAITING, RecoveryState.REFUSED, RecoveryState.EXPIRED})
"""States of which whoever identified the person is told."""


@dataclass(frozen=True)
class AccountRecoveryStart:
    """Starts the workflow of one request."""

    recovery_id: str


@dataclass(frozen=True)
class MailboxAct:
    """Whoever reads the account's mailbox acts."""


@workflow.defn(name="AccountRecovery")
class AccountRecoveryWorkflow:
    """Waits for the mailbox, then for two people of the staff, then a while longer; only then resets.

    What the staff decide stands in the row, and the workflow is signalled; a lost signal is made up for by
    reading again halfway and at the end.
    """

    @workflow.init
    def __init__(self, start: AccountRecoveryStart) -> None:
        self._id = start.recovery_id
        self._waiting = Waiting()
        self._told: RecoveryState | None = None

    @workflow.run
    async def run(self, start: AccountRecoveryStart) -> RecoveryState:
        """Says what came of it."""
        plan = await self._load()
        if plan.state is RecoveryState.AWAITING_CONFIRMATION:
            plan = await self._wait_for_mailbox(plan)
        while plan.state in UNDER_WAY:
            self._tell(plan)
            entered = plan.state
            if entered is RecoveryState.WAITING:
                plan = await self._announce()
            if plan.state is not entered:
                continue
            plan = await self._waiting.while_open(plan, self._load, self._remind)
            if plan.state is entered:
                await self._time_is_up(plan.state)
                plan = await self._load()
        self._waiting.mailing.cancel()
        self._tell(plan)
        publish_deadline(plan.state.value, None)
        if plan.state is RecoveryState.STOPPED:
            await self._enter_incident(plan)
        await self._waiting.mailing.finished()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return plan.state

    async def _wait_for_mailbox(self, plan: RecoveryPlan) -> RecoveryPlan:
        if plan.known:
            self._mail(Purpose.RECOVERY_CONFIRM, "asked")
            plan = await self._waiting.while_open(plan, self._load, lambda _: None)
        if plan.state is RecoveryState.AWAITING_CONFIRMATION:
            self._waiting.mailing.cancel()
            state = RecoveryState.LAPSED if plan.known else RecoveryState.UNKNOWN_ADDRESS
            await workflow.execute_local_activity_method(
                AccountRecoveryRecords.close_without_effect, args=[self._now(), state], **DATABASE
            )
            plan = await self._load()
        return plan

    async def _announce(self) -> RecoveryPlan:
        """Nothing is reset of which the address was not told: the waiting begins when the mail was taken."""
        order = self._order(Purpose.RECOVERY_AHEAD, "waiting")
        try:
            await workflow.execute_activity_method(Mailer.send, order, summary=order.purpose.value, **MAIL)
        except ActivityError:
            await workflow.execute_local_activity_method(
                AccountRecoveryRecords.give_up, self._now(), **DATABASE
            )
        else:
            await workflow.execute_local_activity_method(
                AccountRecoveryRecords.begin_waiting, self._now(), **DATABASE
            )
        return await self._load()

    async def _load(self) -> RecoveryPlan:
        return await workflow.execute_local_activity_method(
            AccountRecoveryRecords.load_recovery, self._id, **DATABASE
        )

    async def _time_is_up(self, state: RecoveryState) -> None:
        if state is RecoveryState.WAITING:
            await workflow.execute_local_activity_method(
                AccountRecoveryRecords.reset, self._now(), **DATABASE
            )
        else:
            await workflow.execute_local_activity_method(
                AccountRecoveryRecords.expire, self._now(), **DATABASE
            )

    async def _enter_incident(self, plan: RecoveryPlan) -> None:
        order = IncidentOrder(
            kind=IncidentKind.IMPERSONATION,
            source=IncidentSource.ACCOUNT_RECOVERY,
            source_id=self._id,
            aware_at=workflow.now(),
            subject_ids=[self._id, *([plan.user_id] if plan.user_id else [])],
        )
        await workflow.execute_local_activity_method(IncidentRecords.open, order, **DATABASE)

    def _tell(self, plan: RecoveryPlan) -> None:
        """The address, the second person, and whoever identified the person, each once a state."""
        if plan.state is self._told:
            return
        self._told = plan.state
        purpose = _TOLD.get(plan.state)
        if purpose is not None:
            self._mail(purpose, plan.state.value)
        if plan.state is RecoveryState.AWAITING_APPROVAL:
            self._ask(plan, "first")
        if plan.state in _DECIDED:
            for user_id in plan.told:
                self._waiting.mail(Purpose.STAFF_DECISION_TAKEN, self._id, user_id, plan.state.value)

    def _remind(self, plan: RecoveryPlan) -> None:
        if plan.state is RecoveryState.AWAITING_APPROVAL:
            self._ask(plan, "reminder")
        elif plan.state is RecoveryState.WAITING:
            self._mail(Purpose.RECOVERY_AHEAD, "waiting-reminder")
        else:
            self._mail(Purpose.RECOVERY_IDENTITY, "identity-reminder")

    def _ask(self, plan: RecoveryPlan, step: str) -> None:
        for user_id in plan.deciders:
            self._waiting.mail(Purpose.STAFF_DECISION_ASKED, self._id, user_id, step)

    def _mail(self, purpose: Purpose, step: str) -> None:
        self._waiting.mailing.start(self._order(purpose, step))

    def _order(self, purpose: Purpose, step: str) -> MailOrder:
        key = f"{workflow.info().workflow_id}:{purpose.value}:{step}"
        return MailOrder(key, purpose, about_id=self._id)

    def _now(self) -> RecoveryInstant:
        return RecoveryInstant(self._id, workflow.now())

    @workflow.signal
    def changed(self) -> None:
        """The row has changed."""
        self._waiting.wake()

    @workflow.update
    async def confirm(self, act: MailboxAct) -> RecoveryState:
        """The mailbox confirms that it asked; told again, it answers where the matter stands."""
        state: RecoveryState = await workflow.execute_local_activity_method(
            AccountRecoveryRecords.confirm, self._now(), **DATABASE
        )
        if state is RecoveryState.AWAITING_CONFIRMATION:
            raise _refused(RecoveryRefusal.UNDER_WAY)
        if state is RecoveryState.UNKNOWN_ADDRESS:
            raise _refused(RecoveryRefusal.ENDED)
        self._waiting.wake()
        return state

    @workflow.update
    async def stop(self, act: MailboxAct) -> RecoveryState:
        """The mailbox stops it; told again, it answers the same. Too late once the factors are reset."""
        state: RecoveryState = await workflow.execute_local_activity_method(
            AccountRecoveryRecords.stop, self._now(), **DATABASE
        )
        if state is not RecoveryState.STOPPED:
            raise _refused(RecoveryRefusal.ENDED)
        self._waiting.wake()
        return state


def _refused(refusal: RecoveryRefusal) -> ApplicationError:
    return ApplicationError(refusal.value, type=refusal.value)
