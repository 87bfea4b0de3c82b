"""The subscription contract, from the choice of a plan to the blocking of its data (contract S)."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.invoices.invoicer import Invoicer
    from activities.payments.cashier import Cashier
    from activities.payments.messages import RefundOrder
    from activities.records.subscription_messages import ChoiceOrder
    from activities.records.subscription_records import SubscriptionRecords
    from terms.payments import PAGE_LIFE
    from terms.subscription import (
        ACTIVE,
        BLOCKED,
        LAPSED,
        PENDING_PAYMENT,
        SUCCEEDED,
        DownloadReason,
        Standing,
        SubscriptionState,
    )
    from terms.subscription_course import UNPAID, Course, course_of
    from terms.subscription_declarations import declared_at
    from terms.subscription_ending import may_take_back, may_withdraw
    from terms.subscription_facts import Facts
    from terms.subscription_notices import NoticeKind
    from terms.subscription_refusals import SubscriptionRefusal

from workflows.policies import DATABASE, PAYMENT
from workflows.search_attributes import publish
from workflows.subscription_billing import SubscriptionBilling, issue_invoices
from workflows.subscription_choice import SubscriptionChoice, open_card_page, open_page, succeed
from workflows.subscription_messages import (
    CancelAct,
    MemberAct,
    PageAct,
    SubscriptionProgress,
    SubscriptionStart,
    SubscriptionStatus,
)
from workflows.subscription_notices import SubscriptionNotices
from workflows.subscription_records import earliest, record_of
from workflows.subscription_standing import tell_envelopes, tell_latecomers

PENDING = Standing(SubscriptionState.PENDING_PAYMENT)
FOR_WANT_OF_PAYMENT = (UNPAID, BLOCKED)
REFUSED = "refused"
"""How a choice ended that was never written."""


@workflow.defn(name="Subscription")
class SubscriptionWorkflow:
    """One subscription. The only writer of its state; what happens to it is facts, what follows is `terms`.

    At each turn the course of the facts says where the subscription stands, what is owed, and when that
    changes next; the workflow makes it so and sleeps until then, or until something new happens.
    """

    @workflow.init
    def __init__(self, start: SubscriptionStart) -> None:
        self._id = start.subscription_id
        self._progress = start.progress
        self._notices = SubscriptionNotices(start.subscription_id)
        self._billing = SubscriptionBilling(start.subscription_id, self._notices)
        self._choice = SubscriptionChoice(start.subscription_id)
        self._pages_told = False
        self._awake = False
        self._ready = start.progress is not None
        self._recording = asyncio.Lock()

    @workflow.run
    async def run(self, start: SubscriptionStart) -> str:
        """Says how it ended: `refused`, `lapsed`, `succeeded` by another contract, or `blocked`, from where
        the retention of its data goes on.
        """
        ended = None if self._progress else await self._contract(start.choice)
        while ended is None and not self._is_over():
            await self._turn()
        if ended is None and self._now().succeeded:
            await self._record(None, None, state=SUCCEEDED)
            ended = SUCCEEDED
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() and self._notices.idle)
        await self._notices.finished()
        return ended or SubscriptionState.BLOCKED.value

    async def _contract(self, choice: ChoiceOrder | None) -> str | None:
        """From the choice to its first payment (contract S3); how it ended, if no contract came of it."""
        if not await self._choice.draft(choice):
            return REFUSED
        plan = await workflow.execute_local_activity_method(
            SubscriptionRecords.load_subscription, self._id, **DATABASE
        )
        facts = Facts(plan.plan, plan.customer, plan.vat_rate, plan.selected_at, plan.zone)
        self._progress = SubscriptionProgress(facts, plan.business_id, PENDING)
        self._progress.metered = str(facts.first_month)
        await self._record(plan.selected_at + PENDING_PAYMENT, "first_payment")
        if plan.first_bill and not await self._choice.is_paid(plan.first_bill, plan.selected_at):
            await self._record(None, None, state=LAPSED)
            self._choice.is_settled = True
            return LAPSED
        self._progress.standing = ACTIVE
        await self._record(*self._next_deadline(workflow.now()))
        self._ready = self._choice.is_made = self._choice.is_settled = True
        self._notices.news(self._progress, None, plan.selected_at)
        if plan.first_bill is not None:
            await issue_invoices(plan.first_bill)
        if plan.replaces is not None:
            await succeed(plan.replaces)
        return None

    async def _turn(self) -> None:
        """Makes the subscription stand where its facts say, charges what is due, and sleeps."""
        self._awake = False
        progress, now = self._now(), workflow.now()
        await self._billing.meter(progress, now)
        course = course_of(progress.facts.scenario(now))
        if not await self._stand(course, now):
            return
        await tell_latecomers(self._id, progress)
        if self._pages_told or _has_come(progress.pages_until, now):
            self._pages_told = False
            await self._billing.look(progress, now)
        if not progress.succeeded:
            self._notices.warn(progress, now)
        if await self._billing.charge_due(progress, course, now) or self._is_over():
            return
        self._continue_if_long()
        await self._record(*self._next_deadline(workflow.now()))
        waking, kind = self._next_waking(workflow.now())
        await self._sleep(lambda: self._awake or self._should_continue(), waking, kind)

    async def _stand(self, course: Course, now: datetime) -> bool:
        """Enters the standing of an instant; nothing of it is said before it is written (contract S21).

        Whether it stands: not when the debt turns out to have been paid in time, by a page.
        """
        progress = self._now()
        standing = course.standing_at(now)
        if standing == progress.standing:
            return True
        if standing in FOR_WANT_OF_PAYMENT and await self._billing.is_paid_in_time(progress, course, now):
            return False
        before, progress.standing = progress.standing, standing
        await self._record(*self._next_deadline(now))
        self._notices.news(progress, before, course.standing_since(now))
        await tell_envelopes(self._id, progress)
        if standing.reason is DownloadReason.WITHDRAWN:
            await self._refund_all()
        if standing == BLOCKED:
            await self._billing.give_up(progress)
        return True

    async def _refund_all(self) -> None:
        """Gives back everything that was paid (contract S14); a repeated order gives nothing more."""
        await self._billing.give_up(self._now())
        paid = await workflow.execute_local_activity_method(
            SubscriptionRecords.paid_bills, self._id, **DATABASE
        )
        for bill in paid:
            order = RefundOrder(
                bill.bill_id, f"{workflow.info().workflow_id}:withdrawal:{bill.bill_id}", bill.cents
            )
            receipt = await workflow.execute_activity_method(
                Cashier.refund, order, summary=bill.bill_id, **PAYMENT
            )
            self._notices.refunded(self._now(), receipt.refund_id, Decimal(bill.cents) / 100, "S14")
            await workflow.execute_activity_method(
                Invoicer.rectify, receipt.refund_id, summary=bill.bill_id, **PAYMENT
            )

    def _next_deadline(self, now: datetime) -> tuple[datetime | None, str | None]:
        """What happens next by itself: a change of standing, the next month, or an attempt to charge."""
        progress = self._now()
        course = course_of(progress.facts.scenario(now))
        dates = [
            (course.next_change(now), "standing"),
            (self._billing.next_month(progress, course), "billing"),
            (progress.bill.next_attempt if progress.bill else None, "charge"),
        ]
        return earliest(dates)

    def _next_waking(self, now: datetime) -> tuple[datetime | None, str | None]:
        """The same, or a smaller matter before it: a warning to the customer, a look at the envelopes."""
        progress = self._now()
        warning = (self._notices.next_warning(progress, now), "notice")
        smaller = [(progress.look_again_at, "envelopes"), (progress.pages_until, "pages")]
        return earliest([self._next_deadline(now), warning, *smaller])

    async def _sleep(self, woken: Callable[[], bool], deadline: datetime | None, kind: str | None) -> None:
        left = None if deadline is None else max(deadline - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(woken, timeout=left, timeout_summary=kind)
        except TimeoutError:
            return

    def _continue_if_long(self) -> None:
        if self._should_continue():
            workflow.continue_as_new(SubscriptionStart(self._id, self._progress))

    def _should_continue(self) -> bool:
        quiet = workflow.all_handlers_finished() and self._notices.idle and not self._awake
        return quiet and workflow.info().is_continue_as_new_suggested()

    async def _record(self, deadline: datetime | None, kind: str | None, *, state: str | None = None) -> None:
        async with self._recording:
            progress = self._now()
            progress.sequence += 1
            record = record_of(self._id, progress, course_of(progress.facts.scenario(workflow.now())))
            record = replace(
                record, next_deadline=deadline, next_deadline_kind=kind, state=state or record.state
            )
            publish(record.state, progress.business_id, deadline)
            await workflow.execute_local_activity_method(
                SubscriptionRecords.record_subscription, record, summary=record.state, **DATABASE
            )

    def _now(self) -> SubscriptionProgress:
        if self._progress is None:
            raise ApplicationError("the subscription has not begun", type=SubscriptionRefusal.NOT_BEGUN.value)
        return self._progress

    @workflow.update
    async def cancel(self, act: CancelAct) -> SubscriptionStatus:
        """The customer gives notice; the service goes on to the end that the contract says (S10, S11)."""
        facts = self._now().facts
        facts.cancelled_at, facts.cancel_at = self._counts_from(act.stated_at), act.cancel_at
        status = await self._changed()
        if status.ends_at is not None:
            self._tell(NoticeKind.END_AGREED, act.act_id, status.ends_at)
        return status

    @cancel.validator
    def _may_cancel(self, act: CancelAct) -> None:
        facts = self._contracted().facts
        self._refuse(SubscriptionRefusal.ALREADY_ENDING if facts.cancelled_at or self._has_ended() else None)

    @workflow.update
    async def take_back(self, act: MemberAct) -> SubscriptionStatus:
        """The customer takes the notice back, until it takes effect (S10)."""
        self._now().facts.cancelled_at = None
        status = await self._changed()
        self._tell(NoticeKind.CONTINUED, act.act_id, workflow.now())
        return status

    @take_back.validator
    def _may_take_back(self, act: MemberAct) -> None:
        facts = self._contracted().facts
        end = course_of(facts.scenario(workflow.now())).end
        self._refuse(SubscriptionRefusal.NOT_CANCELLED if facts.cancelled_at is None else None)
        in_time = end is not None and may_take_back(end.at, self._counts_from(act.stated_at))
        self._refuse(None if in_time else SubscriptionRefusal.TOO_LATE)

    @workflow.update
    async def withdraw(self, act: MemberAct) -> SubscriptionStatus:
        """A consumer withdraws: all is given back, nothing more is owed (S14)."""
        self._now().facts.withdrawn_at = self._counts_from(act.stated_at)
        return await self._changed()

    @withdraw.validator
    def _may_withdraw(self, act: MemberAct) -> None:
        facts = self._contracted().facts
        at = self._counts_from(act.stated_at)
        allowed = may_withdraw(facts.customer, facts.selected_at, at, facts.zone)
        self._refuse(None if allowed and facts.withdrawn_at is None else SubscriptionRefusal.NO_WITHDRAWAL)

    @workflow.update
    async def chosen(self) -> str | None:
        """Waits until the choice stands; the page where it is paid, if there is anything to pay (S3)."""
        await workflow.wait_condition(lambda: self._choice.is_made)
        self._refuse(self._choice.refusal)
        return self._choice.page_id

    @workflow.update
    async def abandon(self, act: MemberAct) -> str:
        """Gives a choice up before it was paid; what became of it, because it may have been paid already."""
        self._choice.abandoned = True
        await workflow.wait_condition(lambda: self._choice.is_settled)
        return SubscriptionState.ACTIVE.value if self._ready else LAPSED

    @abandon.validator
    def _may_abandon(self, act: MemberAct) -> None:
        self._refuse(SubscriptionRefusal.NOT_PENDING if self._choice.bill_id is None else None)

    @workflow.update
    async def open_page(self, act: PageAct) -> str | None:
        """The page where what is owed is paid and the bank answered; none if it is paid by now (S5, S7)."""
        page_id = await open_page(self._id, self._owed() or "", act.act_id)
        self._choice.page_id = page_id or self._choice.page_id
        return self._opened(page_id)

    @open_page.validator
    def _may_open_page(self, act: PageAct) -> None:
        self._refuse(SubscriptionRefusal.NOTHING_OWED if self._owed() is None else None)

    @workflow.update
    async def open_card_page(self, act: PageAct) -> str | None:
        """The page where another card is saved; what is owed is then tried at once (S7)."""
        return self._opened(await open_card_page(self._id, act.act_id))

    @open_card_page.validator
    def _may_open_card_page(self, act: PageAct) -> None:
        self._contracted()

    @workflow.signal
    def payment_told(self) -> None:
        """A payment page was finished or a card saved, they say: the gateway is asked (S3, S7)."""
        self._choice.told = self._pages_told = self._awake = True

    @workflow.signal
    def succeeded(self) -> None:
        """Another contract of the business has begun after this one ended: its downloads end with it."""
        self._now().succeeded = self._awake = True

    @workflow.query
    def report(self) -> SubscriptionProgress | None:
        """Everything known, for operations; `None` before it was read."""
        return self._progress

    def _tell(self, kind: NoticeKind, act_id: str, about: datetime) -> None:
        self._notices.tell(self._now(), kind, rule="S10", about=about, key=act_id)

    async def _changed(self) -> SubscriptionStatus:
        """Writes what an update changed before it answers, and lets the run act on it."""
        self._awake = True
        now = workflow.now()
        await self._record(*self._next_deadline(now))
        progress = self._now()
        course = course_of(progress.facts.scenario(now))
        standing = course.standing_at(now)
        end = course.end
        return SubscriptionStatus(
            standing.state.value,
            standing.reason.value if standing.reason else None,
            end.at if end else None,
            end.downloads_end if end else None,
        )

    def _contracted(self) -> SubscriptionProgress:
        self._refuse(None if self._ready else SubscriptionRefusal.NOT_BEGUN)
        return self._now()

    def _opened(self, page_id: str | None) -> str | None:
        """Has pages looked at once they have ended, or at once where one turned out to be paid."""
        if self._ready:
            self._pages_told = self._pages_told or page_id is None
            self._now().pages_until = workflow.now() + PAGE_LIFE
            self._awake = True
        return page_id

    def _owed(self) -> str | None:
        """The bill that is owed now."""
        if self._progress is not None and self._progress.bill is not None:
            return self._progress.bill.bill_id
        return None if self._ready else self._choice.bill_id

    def _counts_from(self, stated_at: datetime | None) -> datetime:
        return declared_at(stated_at, workflow.now(), self._now().facts.selected_at)

    def _is_over(self) -> bool:
        """Blocked or succeeded, with all that this does done."""
        progress = self._now()
        ended = progress.standing == BLOCKED or (progress.succeeded and progress.bill is None)
        return ended and progress.look_again_at is None

    def _has_ended(self) -> bool:
        end = course_of(self._now().facts.scenario(workflow.now())).end
        return end is not None and workflow.now() >= end.at

    def _refuse(self, refusal: SubscriptionRefusal | None) -> None:
        if refusal is not None:
            raise ApplicationError(refusal.value, type=refusal.value)


def _has_come(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now
