"""What a customer declares of the contract: that it ends, that it goes on after all, that they withdraw."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.receipts.messages import ReceiptOrder
    from terms.subscription_course import course_of
    from terms.subscription_ending import may_take_back
    from terms.subscription_notices import NoticeKind
    from terms.subscription_outlook import refuse_withdrawal
    from terms.subscription_refusals import SubscriptionRefusal

from workflows.subscription_base import SubscriptionBase
from workflows.subscription_messages import CancelAct, MemberAct, SubscriptionStatus
from workflows.subscription_receipts import receipt_order


class CustomerDeclarations(SubscriptionBase):
    """Cancelling, taking that back, and withdrawing (contract S10, S11, S14)."""

    @workflow.update
    async def cancel(self, act: CancelAct) -> SubscriptionStatus:
        """The customer gives notice; the service goes on to the end that the contract says (S10, S11)."""
        facts = self._now().facts
        facts.cancelled_at, facts.cancel_at = self._counts_from(act.stated_at), act.cancel_at
        status = await self._changed()
        course = course_of(facts.scenario(workflow.now()))
        if course.end is not None:
            receipt = receipt_order(act.act_id, course, course.end)
            self._tell(NoticeKind.END_AGREED, act.act_id, course.end.at, receipt)
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
        self._now().withdrawal = act.act_id
        return await self._changed()

    @withdraw.validator
    def _may_withdraw(self, act: MemberAct) -> None:
        facts = self._contracted().facts
        self._refuse(refuse_withdrawal(facts, self._counts_from(act.stated_at)))

    def _tell(
        self, kind: NoticeKind, act_id: str, about: datetime, receipt: ReceiptOrder | None = None
    ) -> None:
        self._notices.tell(self._now(), kind, rule="S10", about=about, key=act_id, receipt=receipt)
