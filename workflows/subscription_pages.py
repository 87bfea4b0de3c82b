"""Where a subscription is paid: the gateway's hosted pages, and the choice that waits for one."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from terms.payments import PAGE_LIFE
    from terms.subscription import LAPSED, SubscriptionState
    from terms.subscription_refusals import SubscriptionRefusal

from workflows.subscription_base import SubscriptionBase
from workflows.subscription_choice import open_card_page, open_page
from workflows.subscription_messages import MemberAct, PageAct


class PaymentPages(SubscriptionBase):
    """The first payment of a choice, the payment of a debt, and another card (contract S3, S5, S7)."""

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

    def _opened(self, page_id: str | None) -> str | None:
        """Has pages looked at once they have ended, or at once where one turned out to be paid."""
        if self._ready:
            self._pages_told = self._pages_told or page_id is None
            self._now().pages_until = workflow.now() + PAGE_LIFE
            self._awake = True
        return page_id

    def _owed(self) -> str | None:
        """The bill that is owed now, or that an upgrade waits for."""
        if self._progress is not None and self._progress.bill is not None:
            return self._progress.bill.bill_id
        if self._progress is not None and self._progress.change is not None:
            return self._progress.change.bill_id
        return None if self._ready else self._choice.bill_id
