"""How the subscription's workflow bills its months and tries its charges (contract S5–S8)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.invoices.invoicer import Invoicer
    from activities.payments.cards import CardKeeper
    from activities.payments.cashier import Cashier
    from activities.payments.messages import ChargeOrder, ChargeResult, LookOrder, Outcome, PageNews
    from activities.payments.pages import PaymentPages
    from activities.records.subscription_messages import BillItem, BillOrder, MeterOrder
    from activities.records.subscription_records import SubscriptionRecords
    from terms.calendar import Month, local_date, start_of_day
    from terms.money import total
    from terms.payments import CLAIMED, VOIDED, WAIVED, Decline, is_waived
    from terms.subscription import ACTIVE, DownloadReason, Standing
    from terms.subscription_billing import charge_attempts
    from terms.subscription_course import UNPAID, Course
    from terms.timeline_values import Charge, ChargeKind
    from terms.use import UseOfDays

from workflows.policies import DATABASE, PAYMENT
from workflows.queues import charges_queue
from workflows.subscription_messages import OpenBill, SubscriptionProgress
from workflows.subscription_notices import SubscriptionNotices

FORGET_CARDS = "forget-cards-v1"
CLOSED_BEFORE_THE_END = "closed-before-the-end-v1"
METERED_LATE = "metered-late-v1"


class SubscriptionBilling:
    """Opens the bill that is owed, tries its charge on each day of its window, and notes when it is paid."""

    def __init__(self, subscription_id: str, notices: SubscriptionNotices) -> None:
        self._id = subscription_id
        self._notices = notices

    async def meter(self, progress: SubscriptionProgress, now: datetime) -> None:
        """Reads, once a month has begun, the use of the one before and the VAT of now (contract S2, S6).

        After an outage several have begun: each is read by itself, so that no use is lost, and each is billed
        as the month it is.
        """
        for month in self._to_meter(progress, now):
            await self._meter(progress, month, now)

    def _to_meter(self, progress: SubscriptionProgress, now: datetime) -> list[Month]:
        first = Month.parse(progress.metered).plus(1)
        current = Month.of(local_date(now, progress.facts.zone))
        months = [first.plus(n) for n in range(current.minus(first) + 1)]
        return months if len(months) < 2 or workflow.patched(METERED_LATE) else months[-1:]

    async def _meter(self, progress: SubscriptionProgress, month: Month, now: datetime) -> None:
        metered = await workflow.execute_local_activity_method(
            SubscriptionRecords.meter, MeterOrder(self._id, str(month), now), summary=str(month), **DATABASE
        )
        progress.metered = str(month)
        progress.facts.vat_rate = metered.vat_rate
        if metered.asks_at_grace_end:
            progress.facts.grace_until.setdefault(str(month), None)
        if progress.facts.opens_late(month, now) and workflow.patched(METERED_LATE):
            progress.facts.give_grace(month, now)
        if metered.usage_net:
            progress.facts.usage[str(month.plus(-1))] = metered.usage_net
            progress.use[str(month.plus(-1))] = list(metered.use)

    def next_month(self, progress: SubscriptionProgress, course: Course) -> datetime | None:
        """When the next month begins, which may have something to bill; none after the last bill."""
        month = Month.parse(progress.metered).plus(1)
        if course.end is not None and month > course.end.last_month.plus(1):
            return None
        return start_of_day(month.first_day, progress.facts.zone)

    async def charge_due(self, progress: SubscriptionProgress, course: Course, now: datetime) -> bool:
        """Charges what is owed when its time has come; whether it was paid, on which the next turn acts."""
        due = course.due(now)
        if not due:
            return False
        bill = await self._open(progress, due)
        if bill.next_attempt is None or bill.next_attempt > now:
            return False
        if is_waived(bill.gross):
            await self._waive(progress, bill, now)
            return True
        bill.attempts += 1
        key = f"{workflow.info().workflow_id}:{bill.month}:{bill.attempts}"
        result = await workflow.execute_activity_method(
            Cashier.charge,
            ChargeOrder(bill.bill_id, key),
            task_queue=charges_queue(workflow.info().task_queue),
            summary=key,
            **PAYMENT,
        )
        if result.outcome is Outcome.SUCCEEDED:
            await self._note_paid(progress, bill, await self._paid_at(bill, now))
            return True
        bill.next_attempt = self._after(result, bill, progress.facts.zone)
        self._notices.refused(progress, bill, bill.gross, due[0].window.end, result.decline)
        return False

    async def charge_untried(self, progress: SubscriptionProgress, course: Course, now: datetime) -> bool:
        """Whether a debt that nobody tried to charge in its window, after an outage, is paid now.

        Not before that was tried is the service limited for want of payment (contract S7).
        """
        due, bill = course.due(now), progress.bill
        tried = bill is not None and bool(due) and bill.month == str(due[0].period) and bill.attempts > 0
        if not due or tried or not workflow.patched(METERED_LATE):
            return False
        return await self.charge_due(progress, course, now)

    async def look(self, progress: SubscriptionProgress, now: datetime) -> None:
        """Asks what became of the hosted pages; what is owed is then paid, or tried at once (contract S7)."""
        progress.pages_until = None
        news = await self._look(progress)
        if progress.bill is not None and (news.paid or news.new_card):
            progress.bill.next_attempt = now

    async def is_paid_in_time(self, progress: SubscriptionProgress, course: Course, now: datetime) -> bool:
        """Whether a page had paid the debt before something was to follow from it, and nobody said so.

        Before an end after which nothing is charged the pages are closed first, so that none is paid while
        the end is written. Whoever paid until then has paid in time: at the end of grace the holder may end
        the contract (contract S8), and until it does a payment makes it go on (S7, S12); at a withdrawal the
        payment is given back with all others (S14).
        """
        bill, standing = progress.bill, course.standing_at(now)
        if bill is None or not await self._was_paid(progress, bill, standing):
            return False
        just_before = course.standing_since(now) - timedelta(microseconds=1)
        await self._note_paid(progress, bill, just_before)
        return True

    async def _was_paid(self, progress: SubscriptionProgress, bill: OpenBill, standing: Standing) -> bool:
        if standing.is_for_good and workflow.patched(CLOSED_BEFORE_THE_END):
            return await self._is_paid_at_closing(bill)
        return standing.reason is not DownloadReason.WITHDRAWN and (await self._look(progress)).paid

    async def _is_paid_at_closing(self, bill: OpenBill) -> bool:
        closed = await workflow.execute_activity_method(
            Cashier.close, bill.bill_id, summary=bill.month, **PAYMENT
        )
        if closed.outcome is not Outcome.SUCCEEDED:
            return False
        await self.forget_cards()
        return True

    async def _look(self, progress: SubscriptionProgress) -> PageNews:
        bill_id = progress.bill.bill_id if progress.bill else None
        news: PageNews = await workflow.execute_activity_method(
            PaymentPages.look, LookOrder(self._id, bill_id), summary=bill_id, **PAYMENT
        )
        if news.paid or news.new_card:
            await self.forget_cards()
        return news

    async def forget_cards(self, since: str = FORGET_CARDS) -> None:
        """The gateway forgets the cards that were replaced, and all once nothing is left to charge.

        `since` is the patch with which runs began to have it done at that place.
        """
        if workflow.patched(since):
            await workflow.execute_activity_method(CardKeeper.forget, self._id, summary="cards", **PAYMENT)

    async def _note_paid(self, progress: SubscriptionProgress, bill: OpenBill, paid_at: datetime) -> None:
        progress.facts.paid[bill.month] = paid_at
        progress.bill = None
        self._notices.charged(progress, bill, bill.gross, paid_at)
        await issue_invoices(bill.bill_id)

    async def _waive(self, progress: SubscriptionProgress, bill: OpenBill, now: datetime) -> None:
        """Too little for the gateway to take is not owed: it is neither charged nor invoiced."""
        await workflow.execute_local_activity_method(
            SubscriptionRecords.close_bill, args=[bill.bill_id, VOIDED], summary="waived", **DATABASE
        )
        progress.facts.paid[bill.month] = now
        progress.bill = None

    async def give_debt_up(self, progress: SubscriptionProgress) -> None:
        """Closes the bill of a debt that was given up, unless it turns out to be paid; tells it (S8)."""
        month, bill = progress.waiving, progress.bill
        if month is None:
            return
        if bill is not None and bill.month == month:
            closed = await workflow.execute_activity_method(
                Cashier.close, bill.bill_id, summary=WAIVED, **PAYMENT
            )
            if closed.outcome is Outcome.SUCCEEDED:
                await self._note_paid(progress, bill, progress.facts.forgiven[month])
            else:
                await self._close(progress, bill, WAIVED)
                self._notices.waived(progress, bill)
        progress.waiving = None

    async def give_up(self, progress: SubscriptionProgress) -> None:
        """Nothing is charged any more: an open bill is voided, or claimed when it ended the contract (S8).

        A page that was opened while the end was being written can still have paid it. The end stands then,
        because it was written and told; after a withdrawal the payment is given back with all others (S14),
        and otherwise it settles the debt that would be claimed: it has its invoice (S19), and is told.
        """
        if progress.bill is None:
            return
        state = VOIDED if progress.facts.withdrawn_at is not None else CLAIMED
        bill, progress.bill = progress.bill, None
        closed = await workflow.execute_activity_method(Cashier.close, bill.bill_id, **PAYMENT)
        if closed.outcome is Outcome.SUCCEEDED and workflow.patched(CLOSED_BEFORE_THE_END):
            await self._note_paid(progress, bill, workflow.now())
        else:
            await self._close(progress, bill, state)

    async def _close(self, progress: SubscriptionProgress, bill: OpenBill, state: str) -> None:
        await workflow.execute_local_activity_method(
            SubscriptionRecords.close_bill, args=[bill.bill_id, state], summary=state, **DATABASE
        )
        progress.bill = None

    async def _open(self, progress: SubscriptionProgress, due: tuple[Charge, ...]) -> OpenBill:
        month = str(due[0].period)
        if progress.bill is not None and progress.bill.month == month:
            return progress.bill
        used = progress.use.pop(str(due[0].period.plus(-1)), [])
        items = [_item(one, used) for one in due]
        order = BillOrder(
            self._id, month, due[0].window.start, due[0].window.end, progress.facts.vat_rate, items
        )
        bill_id = await workflow.execute_local_activity_method(
            SubscriptionRecords.open_bill, order, summary=month, **DATABASE
        )
        progress.facts.vat_rates[month] = progress.facts.vat_rate
        first = charge_attempts(self._id, due[0].period, progress.facts.zone)[0]
        late = progress.standing == UNPAID or (progress.standing != ACTIVE and not _is_spread_after_end())
        gross = total(one.gross for one in items)
        progress.bill = OpenBill(bill_id, month, gross, next_attempt=workflow.now() if late else first)
        return progress.bill

    async def _paid_at(self, bill: OpenBill, now: datetime) -> datetime:
        """When the charge went through: after the turn began, at the latest now."""
        payment = await workflow.execute_local_activity_method(
            SubscriptionRecords.read_payment, bill.bill_id, summary=bill.month, **DATABASE
        )
        return min(max(payment.paid_at or now, now), workflow.now())

    def _after(self, result: ChargeResult, bill: OpenBill, zone: str) -> datetime | None:
        """The next day's attempt, unless only the customer can help or the window is over (S5)."""
        if result.decline is not Decline.RETRY:
            return None
        attempts = charge_attempts(self._id, Month.parse(bill.month), zone)
        return min((at for at in attempts if at > workflow.now()), default=None)


def _is_spread_after_end() -> bool:
    """Whether the last use is charged at the customer's own hour like any other bill (contract S5, S6)."""
    return workflow.patched("last-use-spread-v1")


def _item(charge: Charge, used: Sequence[UseOfDays]) -> BillItem:
    use = used if charge.kind is ChargeKind.USAGE else ()
    return BillItem(charge.kind.value, charge.amount.net, charge.amount.vat, charge.amount.gross, use)


async def issue_invoices(bill_id: str) -> None:
    """Each charge of a paid bill has its invoice (contract S19)."""
    await workflow.execute_activity_method(Invoicer.issue, bill_id, summary=bill_id, **PAYMENT)
