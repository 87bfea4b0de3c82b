"""How a customer changes the plan: an upgrade once it is paid, anything else later (contract S15)."""

from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.payments.cashier import Cashier
    from activities.payments.messages import ChargeOrder, Outcome, PageOpened, PageOrder
    from activities.payments.pages import PaymentPages
    from activities.records.plan_changes import PlanChanges
    from activities.records.subscription_messages import ChangeOrder, DraftedChange
    from activities.records.subscription_records import SubscriptionRecords
    from terms.payments import VOIDED
    from terms.plan_phases import AgreedChange
    from terms.subscription import ACTIVE
    from terms.subscription_change_quote import pay_until, refuse_change
    from terms.subscription_changes import ChangeKind, ChangeState
    from terms.subscription_course import course_of
    from terms.subscription_notices import NoticeKind
    from terms.subscription_refusals import SubscriptionRefusal

from workflows.policies import DATABASE, PAYMENT
from workflows.queues import charges_queue
from workflows.subscription_base import SubscriptionBase
from workflows.subscription_billing import issue_invoices
from workflows.subscription_messages import (
    ChangeAct,
    MemberAct,
    OpenChange,
    ScheduledChange,
    SubscriptionStart,
    SubscriptionStatus,
)

ANSWERED_WITHIN = timedelta(seconds=5)
"""How long an upgrade's answer waits for the gateway; later it says that the payment is awaited."""

FORGET_CARDS_AFTER_CHANGE = "forget-cards-after-change-v1"


class ChangesOfPlan(SubscriptionBase):
    """Asking for another plan and taking that back; the run carries out what was asked for."""

    def __init__(self, start: SubscriptionStart) -> None:
        super().__init__(start)
        self._drafting = False
        self._keeping = False
        """Whether the customer keeps the plan after all, while an upgrade is being paid."""

    @workflow.update
    async def change_plan(self, act: ChangeAct) -> SubscriptionStatus:
        """Changes the plan as it was shown.

        An upgrade is answered once it is paid, or once the page stands open where it is to be paid.
        """
        self._drafting = True
        try:
            drafted = await self._draft(act)
        finally:
            self._drafting = False
        if drafted.kind is ChangeKind.UPGRADE:
            await self._pay(act, drafted)
            return await self._changed()
        self._schedule(act, drafted)
        status = await self._changed()
        self._tell_change(act.change_id, ChangeState.SCHEDULED, drafted.begins_at or workflow.now())
        return status

    @change_plan.validator
    def _may_change_plan(self, act: ChangeAct) -> None:
        progress = self._contracted()
        pending = self._drafting or progress.change is not None
        self._refuse(SubscriptionRefusal.PAYMENT_PENDING if pending else None)
        self._refuse(refuse_change(progress.facts, workflow.now()))

    @workflow.update
    async def keep_plan(self, act: MemberAct) -> SubscriptionStatus:
        """Takes a change back: one that has not begun, or an upgrade unless it turns out to be paid."""
        progress = self._now()
        if progress.change is not None:
            self._keeping = self._awake = True
            await workflow.wait_condition(lambda: progress.change is None)
        elif progress.scheduled is not None:
            change_id = progress.scheduled.change_id
            self._drop_scheduled()
            await self._end(change_id, ChangeState.TAKEN_BACK)
            status = await self._changed()
            self._tell_change(change_id, ChangeState.TAKEN_BACK, workflow.now())
            return status
        return await self._changed()

    @keep_plan.validator
    def _may_keep_plan(self, act: MemberAct) -> None:
        progress = self._contracted()
        pending = progress.change is not None or progress.scheduled is not None
        self._refuse(None if pending else SubscriptionRefusal.NO_CHANGE_PENDING)

    async def _draft(self, act: ChangeAct) -> DraftedChange:
        """The change as it stands written. It is priced by its month, and gone when that is over."""
        facts, asked_at = self._now().facts, workflow.now()
        order = ChangeOrder(act.change_id, self._id, act.user_id, act.plan_version_id, asked_at, act.shown)
        drafted: DraftedChange = await workflow.execute_local_activity_method(
            PlanChanges.draft, order, summary=act.change_id, **DATABASE
        )
        self._refuse(SubscriptionRefusal(drafted.refusal) if drafted.refusal else None)
        if workflow.now() >= pay_until(asked_at, facts):
            await self._end(act.change_id, ChangeState.LAPSED)
            self._refuse(SubscriptionRefusal.PRICE_CHANGED)
        return drafted

    def _schedule(self, act: ChangeAct, drafted: DraftedChange) -> None:
        if drafted.plan is None or drafted.asked_at is None or drafted.begins_at is None:
            return
        self._drop_scheduled()
        progress = self._now()
        progress.facts.changes.append(AgreedChange(drafted.asked_at, drafted.plan))
        progress.scheduled = ScheduledChange(act.change_id, drafted.asked_at, drafted.begins_at)

    async def _pay(self, act: ChangeAct, drafted: DraftedChange) -> None:
        """Leaves the change to the run, and waits until it has taken place or awaits its payment."""
        if drafted.plan is None or drafted.asked_at is None:
            return
        progress = self._now()
        until = drafted.pay_until or pay_until(drafted.asked_at, progress.facts)
        progress.change = OpenChange(
            act.change_id, drafted.plan, drafted.asked_at, until, drafted.bill_id, drafted.gross
        )
        self._awake = True
        try:
            await workflow.wait_condition(
                lambda: progress.change is None or progress.change.is_offered,
                timeout=ANSWERED_WITHIN,
                timeout_summary="payment of the change",
            )
        except TimeoutError:
            return

    async def _go_on_with_changes(self, now: datetime) -> None:
        """Lets what was agreed begin, and finds out what became of an upgrade's payment."""
        progress = self._now()
        if progress.scheduled is not None and progress.scheduled.begins_at <= now:
            await self._begin(progress.scheduled)
        change = progress.change
        if change is None:
            return
        if change.bill_id is None:
            await self._take(change, None)
        elif self._is_hopeless(change, now):
            await self._give_up_change(change, change.bill_id)
        elif not change.is_offered:
            await self._charge(change, change.bill_id)
        elif self._pages_told:
            await self._look(change, change.bill_id)

    async def _begin(self, scheduled: ScheduledChange) -> None:
        """A change that was agreed for this month; none begins with the end of the service."""
        progress = self._now()
        end = course_of(progress.facts.scenario(workflow.now())).end
        progress.scheduled = None
        if end is not None and end.at <= scheduled.begins_at:
            await self._end(scheduled.change_id, ChangeState.LAPSED)
            return
        await self._write_taken(scheduled.change_id)
        self._tell_change(scheduled.change_id, ChangeState.TAKEN, scheduled.begins_at)

    async def _charge(self, change: OpenChange, bill_id: str) -> None:
        """Tries the saved card first; where that does not do, a page is opened (contract S5, S7)."""
        key = f"{workflow.info().workflow_id}:change:{change.change_id}"
        if change.gross:
            result = await workflow.execute_activity_method(
                Cashier.charge,
                ChargeOrder(bill_id, key),
                task_queue=charges_queue(workflow.info().task_queue),
                summary=key,
                **PAYMENT,
            )
            if result.outcome is Outcome.SUCCEEDED:
                await self._take(change, workflow.now())
                return
        page_id = await self._open_change_page(PageOrder(self._id, bill_id, key), change.pay_until)
        change.is_offered = True
        if page_id is None:
            await self._look(change, bill_id)

    async def _open_change_page(self, order: PageOrder, until: datetime) -> str | None:
        """The gateway may be away for as long as the change can be paid."""
        limit: dict[str, Any] = {**PAYMENT, "schedule_to_close_timeout": until - workflow.now()}
        try:
            opened: PageOpened = await workflow.execute_activity_method(
                PaymentPages.open, order, summary=order.bill_id, **limit
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return None
        return opened.page_id

    async def _look(self, change: OpenChange, bill_id: str) -> None:
        looked = await workflow.execute_activity_method(
            Cashier.look, bill_id, summary=change.change_id, **PAYMENT
        )
        if looked.outcome is Outcome.SUCCEEDED:
            await self._take(change, workflow.now())

    async def _give_up_change(self, change: OpenChange, bill_id: str) -> None:
        """Not paid in time, or not wanted any more: nothing is owed, unless it was paid after all."""
        closed = await workflow.execute_activity_method(
            Cashier.close, bill_id, summary=change.change_id, **PAYMENT
        )
        if closed.outcome is Outcome.SUCCEEDED:
            await self._take(change, workflow.now())
            return
        await workflow.execute_local_activity_method(
            SubscriptionRecords.close_bill, args=[bill_id, VOIDED], summary=VOIDED, **DATABASE
        )
        state = ChangeState.TAKEN_BACK if self._keeping else ChangeState.LAPSED
        await self._end(change.change_id, state)
        self._now().change, self._keeping = None, False
        self._tell_change(change.change_id, state, workflow.now())

    async def _take(self, change: OpenChange, paid_at: datetime | None) -> None:
        """The upgrade takes place, and counts from when it was asked for."""
        progress = self._now()
        await self._write_taken(change.change_id)
        self._drop_scheduled()
        progress.facts.changes.append(AgreedChange(change.asked_at, change.plan, paid_at))
        progress.change, self._keeping = None, False
        await self._record(*self._next_deadline(workflow.now()))
        self._tell_change(change.change_id, ChangeState.TAKEN, paid_at or change.asked_at, change)
        if change.bill_id is not None and change.gross:
            await issue_invoices(change.bill_id)
        if change.is_offered:
            await self._billing.forget_cards(FORGET_CARDS_AFTER_CHANGE)

    def _is_hopeless(self, change: OpenChange, now: datetime) -> bool:
        """Whether it can be paid no more, or is not to be: its time is over, or the contract is ending."""
        progress = self._now()
        over = now >= change.pay_until or self._keeping
        ending = course_of(progress.facts.scenario(now)).end is not None
        return over or ending or progress.standing != ACTIVE

    def _drop_scheduled(self) -> None:
        """Forgets a change that was agreed and has not begun."""
        progress = self._now()
        if progress.scheduled is None:
            return
        dropped, progress.scheduled = progress.scheduled.asked_at, None
        progress.facts.changes = [one for one in progress.facts.changes if one.at != dropped]

    async def _write_taken(self, change_id: str) -> None:
        await workflow.execute_local_activity_method(
            PlanChanges.take, args=[change_id, workflow.now()], summary=change_id, **DATABASE
        )

    async def _end(self, change_id: str, state: ChangeState) -> None:
        await workflow.execute_local_activity_method(
            PlanChanges.end, args=[change_id, state, workflow.now()], summary=state.value, **DATABASE
        )

    def _tell_change(
        self, change_id: str, state: ChangeState, about: datetime, paid: OpenChange | None = None
    ) -> None:
        """Told for each state once; the mail's writer drops what has changed since (contract S21)."""
        self._notices.tell(
            self._now(),
            NoticeKind.PLAN_CHANGED,
            rule="S15",
            about=about,
            key=f"{change_id}:{state.value}",
            amount=paid.gross if paid is not None and paid.gross else None,
            detail=state.value,
            change_id=change_id,
        )
