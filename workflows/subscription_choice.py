"""How a subscription begins: drafted, offered to be paid on a hosted page, paid or lapsed (contract S3)."""

from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.payments.cashier import Cashier
    from activities.payments.messages import CardPageOrder, Outcome, PageOpened, PageOrder
    from activities.payments.pages import PaymentPages
    from activities.records.subscription_choices import SubscriptionChoices
    from activities.records.subscription_messages import ChoiceOrder
    from activities.records.subscription_records import SubscriptionRecords
    from terms.payments import VOIDED
    from terms.subscription import PENDING_PAYMENT
    from terms.subscription_refusals import SubscriptionRefusal

from workflows.identifiers import subscription_workflow_id
from workflows.policies import DATABASE, PAYMENT


class SubscriptionChoice:
    """The choice until its first payment. `page_id` names the page where it is paid."""

    def __init__(self, subscription_id: str) -> None:
        self._id = subscription_id
        self.refusal: SubscriptionRefusal | None = None
        self.page_id: str | None = None
        self.bill_id: str | None = None
        self.is_made = False
        """Whether the customer can be told what to do next."""
        self.is_settled = False
        """Whether it was paid, or lapsed."""
        self.told = False
        """Whether somebody said that the page was finished."""
        self.abandoned = False

    async def draft(self, order: ChoiceOrder | None) -> bool:
        """Writes what was chosen; whether it stands. Without an order it was written before."""
        if order is None:
            return True
        drafted = await workflow.execute_local_activity_method(
            SubscriptionChoices.draft, args=[self._id, order], summary="draft", **DATABASE
        )
        self.refusal = SubscriptionRefusal(drafted.refusal) if drafted.refusal else None
        self.is_made = drafted.refusal is not None
        return drafted.refusal is None

    async def is_paid(self, bill_id: str, selected_at: datetime) -> bool:
        """Waits for the first payment, at most 24 hours; what was not paid is voided and its pages closed.

        The gateway is asked whenever somebody says that it was paid, and once more before it lapses.
        """
        self.bill_id = bill_id
        deadline = selected_at + PENDING_PAYMENT
        await self._open_page(bill_id, deadline)
        self.is_made = True
        while workflow.now() < deadline and not self.abandoned:
            await self._wait(deadline)
            self.told = False
            looked = await workflow.execute_activity_method(Cashier.look, bill_id, **PAYMENT)
            if looked.outcome is Outcome.SUCCEEDED:
                return True
        closed = await workflow.execute_activity_method(Cashier.close, bill_id, **PAYMENT)
        if closed.outcome is Outcome.SUCCEEDED:
            return True
        await workflow.execute_local_activity_method(
            SubscriptionRecords.close_bill, args=[bill_id, VOIDED], summary=VOIDED, **DATABASE
        )
        return False

    async def _open_page(self, bill_id: str, deadline: datetime) -> None:
        """The gateway may be away for as long as the choice lasts; then it lapses as unpaid ones do."""
        left = deadline - workflow.now()
        limit: dict[str, Any] = {**PAYMENT, "schedule_to_close_timeout": left}
        order = PageOrder(self._id, bill_id, f"{workflow.info().workflow_id}:first")
        try:
            opened: PageOpened = await workflow.execute_activity_method(
                PaymentPages.open, order, summary="first", **limit
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return
        self.page_id = opened.page_id
        self.told = self.told or opened.page_id is None

    async def _wait(self, deadline: datetime) -> None:
        left = deadline - workflow.now()
        try:
            await workflow.wait_condition(
                lambda: self.told or self.abandoned, timeout=left, timeout_summary="first payment until"
            )
        except TimeoutError:
            return


async def open_page(subscription_id: str, bill_id: str, act_id: str) -> str | None:
    """The page that pays a bill; none when there is nothing to pay by a page any more."""
    order = PageOrder(subscription_id, bill_id, act_id)
    opened: PageOpened = await workflow.execute_activity_method(
        PaymentPages.open, order, summary=bill_id, **PAYMENT
    )
    return opened.page_id


async def open_card_page(subscription_id: str, act_id: str) -> str | None:
    """The page that saves another card."""
    order = CardPageOrder(subscription_id, act_id)
    opened: PageOpened = await workflow.execute_activity_method(PaymentPages.open_card, order, **PAYMENT)
    return opened.page_id


async def succeed(subscription_id: str) -> None:
    """Tells the business's earlier contract that another one has begun; it may have ended meanwhile."""
    earlier = workflow.get_external_workflow_handle(subscription_workflow_id(subscription_id))
    try:
        await earlier.signal("succeeded")
    except ApplicationError:
        workflow.logger.info("the earlier contract has ended")
