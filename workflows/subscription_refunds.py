"""What a subscription gives back, each refund once and with its rectifying invoice (S13–S15, S19)."""

from decimal import Decimal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.invoices.invoicer import Invoicer
    from activities.payments.cashier import Cashier
    from activities.payments.messages import RefundOrder
    from activities.records.subscription_messages import FeeOrder
    from activities.records.subscription_records import SubscriptionRecords
    from terms.calendar import local_date
    from terms.money import taxed
    from terms.payments import cents_of
    from terms.subscription import DownloadReason
    from terms.subscription_course import Course
    from terms.subscription_ending import End, unused_part, unused_period
    from terms.subscription_refunds import REFUND_RULES, give_back, owed_back

from workflows.policies import DATABASE, PAYMENT
from workflows.subscription_messages import SubscriptionProgress
from workflows.subscription_notices import SubscriptionNotices

OF_ALL_FEES = "refund-of-all-fees-v1"


class SubscriptionRefunds:
    """A repeated order gives nothing more: its key names the bill and why."""

    def __init__(self, subscription_id: str, notices: SubscriptionNotices) -> None:
        self._id = subscription_id
        self._notices = notices

    async def give_back_all(self, progress: SubscriptionProgress) -> None:
        """Everything that was paid (contract S14)."""
        paid = await workflow.execute_local_activity_method(
            SubscriptionRecords.paid_bills, self._id, **DATABASE
        )
        for bill in paid:
            await self._give_back(progress, bill.bill_id, bill.cents, "withdrawal", "S14")

    async def give_back_rest(self, progress: SubscriptionProgress, course: Course, end: End) -> None:
        """What was paid ahead for nothing, once, as it was paid (contract S13, S15)."""
        owed, by_holder = owed_back(course, end), end.reason is DownloadReason.HOLDER_ENDED
        if progress.gave_back or (not owed and not by_holder):
            return
        if not workflow.patched(OF_ALL_FEES):
            await self._give_back_unused(progress, end)
            return
        progress.gave_back = True
        if not owed:
            return
        paid = await workflow.execute_local_activity_method(
            SubscriptionRecords.paid_fees, self._id, summary="fees", **DATABASE
        )
        why = "holder-end" if by_holder else "credit"
        for part in give_back(owed, paid.fees):
            await self._give_back(progress, part.bill_id, cents_of(part.gross), why, REFUND_RULES[end.reason])

    async def _give_back_unused(self, progress: SubscriptionProgress, end: End) -> None:
        """As runs did that ended before changes of plan counted: by the first plan alone."""
        if end.reason is not DownloadReason.HOLDER_ENDED:
            return
        facts = progress.facts
        selected_on = local_date(facts.selected_at, facts.zone)
        month = unused_period(facts.plan, selected_on, end)
        if month is None:
            return
        fee = await workflow.execute_local_activity_method(
            SubscriptionRecords.paid_fee, FeeOrder(self._id, str(month)), summary=str(month), **DATABASE
        )
        if fee is None:
            return
        unused = taxed(unused_part(fee.net, facts.plan, selected_on, end), fee.vat_rate).gross
        cents = min(cents_of(unused), fee.cents)
        if cents > 0:
            await self._give_back(progress, fee.bill_id, cents, "holder-end", "S13")

    async def _give_back(
        self, progress: SubscriptionProgress, bill_id: str, cents: int, why: str, rule: str
    ) -> None:
        order = RefundOrder(bill_id, f"{workflow.info().workflow_id}:{why}:{bill_id}", cents)
        receipt = await workflow.execute_activity_method(Cashier.refund, order, summary=bill_id, **PAYMENT)
        self._notices.refunded(progress, receipt.refund_id, Decimal(cents) / 100, rule)
        await workflow.execute_activity_method(
            Invoicer.rectify, receipt.refund_id, summary=bill_id, **PAYMENT
        )
