"""The subscription contract, from the choice of a plan to the blocking of its data (contract S)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.records.subscription_messages import ChoiceOrder
    from activities.records.subscription_records import SubscriptionRecords
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
    from terms.subscription_facts import Facts

from workflows.policies import DATABASE
from workflows.retention_start import begin_retention
from workflows.subscription_billing import issue_invoices
from workflows.subscription_changes import ChangesOfPlan
from workflows.subscription_choice import succeed
from workflows.subscription_declarations import CustomerDeclarations
from workflows.subscription_holder import HolderActs
from workflows.subscription_messages import SubscriptionProgress, SubscriptionStart
from workflows.subscription_pages import PaymentPages
from workflows.subscription_records import earliest
from workflows.subscription_shares import SharedPlan
from workflows.subscription_standing import tell_envelopes, tell_latecomers

PENDING = Standing(SubscriptionState.PENDING_PAYMENT)
BY_NOTICE = (DownloadReason.CANCELLED, DownloadReason.HOLDER_ENDED)
REFUSED = "refused"
"""How a choice ended that was never written."""


@workflow.defn(name="Subscription")
class SubscriptionWorkflow(CustomerDeclarations, PaymentPages, ChangesOfPlan, SharedPlan, HolderActs):
    """One subscription. The only writer of its state; what happens to it is facts, what follows is `terms`.

    At each turn the course of the facts says where the subscription stands, what is owed, and when that
    changes next; the workflow makes it so and sleeps until then, or until something new happens.
    """

    @workflow.init
    def __init__(self, start: SubscriptionStart) -> None:
        super().__init__(start)

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
        if ended in (None, SUCCEEDED):
            await self._billing.forget_cards()
        await workflow.wait_condition(self._is_quiet)
        await self._notices.finished()
        await self._staff.finished()
        if ended is None and workflow.patched("retention-v1"):
            await begin_retention(self._now().business_id)
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
        facts.vat_rates[str(facts.first_month)] = plan.vat_rate
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
        await self._billing.give_debt_up(progress)
        await self._go_on_with_changes(now)
        course = course_of(progress.facts.scenario(now))
        if not await self._stand(course, now):
            return
        await tell_latecomers(self._id, progress)
        if self._pages_told or _has_come(progress.pages_until, now):
            self._pages_told = False
            await self._billing.look(progress, now)
        if not progress.succeeded:
            self._notices.warn(progress, now)
            await self._staff.tell(progress, course, now)
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
        if standing == UNPAID and await self._billing.charge_untried(progress, course, now):
            return False
        if standing == BLOCKED and await self._hears_appeal():
            return False
        pays_late = standing == UNPAID or standing.is_for_good
        if pays_late and await self._billing.is_paid_in_time(progress, course, now):
            return False
        before, progress.standing = progress.standing, standing
        await self._record(*self._next_deadline(now))
        self._notices.news(progress, before, course.standing_since(now))
        await tell_envelopes(self._id, progress)
        await self._give_back(course, standing)
        if standing == BLOCKED:
            await self._billing.give_up(progress)
        return True

    async def _give_back(self, course: Course, standing: Standing) -> None:
        """What an end gives back that has just shown (contract S13–S15)."""
        if standing.reason is DownloadReason.WITHDRAWN:
            await self._billing.give_up(self._now())
            await self._refunds.give_back_all(self._now())
            await self._billing.forget_cards()
        if standing.reason in BY_NOTICE and course.end is not None:
            await self._refunds.give_back_rest(self._now(), course, course.end)

    def _next_waking(self, now: datetime) -> tuple[datetime | None, str | None]:
        """The same, or a smaller matter before it: a warning to the customer, a look at the envelopes."""
        progress = self._now()
        warning = (self._notices.next_warning(progress, now), "notice")
        course = course_of(progress.facts.scenario(now))
        smaller = [
            (progress.look_again_at, "envelopes"),
            (progress.pages_until, "pages"),
            (self._staff.next_telling(progress, course, now), "decision"),
        ]
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
        suggested = workflow.info().is_continue_as_new_suggested()
        return self._is_quiet() and not self._awake and suggested

    def _is_quiet(self) -> bool:
        """Whether no update is being answered, and no mail sent."""
        return workflow.all_handlers_finished() and self._notices.idle and self._staff.idle

    @workflow.signal
    def succeeded(self) -> None:
        """Another contract of the business has begun after this one ended: its downloads end with it."""
        self._now().succeeded = self._awake = True

    @workflow.query
    def report(self) -> SubscriptionProgress | None:
        """Everything known, for operations; `None` before it was read."""
        return self._progress

    def _is_over(self) -> bool:
        """Blocked or succeeded, with all that this does done."""
        progress = self._now()
        ended = progress.standing == BLOCKED or (progress.succeeded and progress.bill is None)
        return ended and progress.look_again_at is None


def _has_come(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now
