"""A subscription on the real Temporal server with its own clock; database and gateway replaced by name."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder
from activities.invoices.invoicer import Invoicer
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, NoticeFacts
from activities.payments.cashier import Cashier
from activities.payments.messages import (
    CardPageOrder,
    ChargeOrder,
    ChargeResult,
    LookOrder,
    Outcome,
    PageNews,
    PageOpened,
    PageOrder,
    RefundOrder,
    RefundReceipt,
)
from activities.payments.pages import PaymentPages
from activities.records.subscription_choices import SubscriptionChoices
from activities.records.subscription_messages import (
    BillOrder,
    ChoiceOrder,
    Drafted,
    Metered,
    MeterOrder,
    PaidBill,
    Payment,
    SubscriptionPlan,
    SubscriptionRecord,
)
from activities.records.subscription_records import SubscriptionRecords
from terms.payments import Decline
from terms.plans import CustomerKind, Plan
from tests.waiting import until
from tests.workflows.world import activity_name
from worker import WORKFLOWS
from workflows.identifiers import subscription_workflow_id
from workflows.queues import charges_queue
from workflows.sandbox import sandboxed_runner
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import SubscriptionStart

VAT = Decimal(21)
PAID = ChargeResult(Outcome.SUCCEEDED)
NO_MONEY = ChargeResult(Outcome.DECLINED, Decline.RETRY, "insufficient_funds")
EXPIRED_CARD = ChargeResult(Outcome.DECLINED, Decline.NEW_CARD, "expired_card")


@dataclass
class Till:
    """Stands for database and gateway. `refusing[month]` are the answers to come before charges pass."""

    plan: SubscriptionPlan
    refusing: dict[str, list[ChargeResult]] = field(default_factory=dict)
    usage: dict[str, Decimal] = field(default_factory=dict)
    first_paid: bool = True
    records: list[SubscriptionRecord] = field(default_factory=list)
    bills: dict[str, BillOrder] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    charged: list[tuple[str, ChargeResult]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    refunds: list[RefundOrder] = field(default_factory=list)
    invoiced: list[str] = field(default_factory=list)
    rectified: list[str] = field(default_factory=list)
    mails: dict[str, NoticeFacts] = field(default_factory=dict)
    ordered: list[str] = field(default_factory=list)
    pages: list[PageOrder] = field(default_factory=list)
    paid_by_page: set[str] = field(default_factory=set)
    """Months whose bill was paid on a hosted page, as the gateway will say when it is asked."""
    new_card: bool = True
    looked: int = 0
    refusal: str | None = None
    followed: list[FollowOrder] = field(default_factory=list)
    """Each time the envelopes under way were told how the business stands."""

    def activities(self) -> list[Callable[..., Any]]:
        """The replacements, under the names of the real activities."""
        return [
            *self._records(),
            *self._cashier(),
            *self._pages(),
            *self._invoicer(),
            *self._envelopes(),
            *self._mailer(),
        ]

    def _records(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(SubscriptionRecords.load_subscription))
        async def load(subscription_id: str) -> SubscriptionPlan:
            return self.plan

        @activity.defn(name=activity_name(SubscriptionRecords.record_subscription))
        async def record(record: SubscriptionRecord) -> None:
            self.records.append(record)

        @activity.defn(name=activity_name(SubscriptionRecords.meter))
        async def meter(order: MeterOrder) -> Metered:
            return Metered(self.usage.get(order.month, Decimal(0)), VAT)

        @activity.defn(name=activity_name(SubscriptionRecords.open_bill))
        async def open_bill(order: BillOrder) -> str:
            assert order.month not in self.bills, "a month is billed once"
            self.bills[order.month] = order
            return f"bil_{order.month}"

        @activity.defn(name=activity_name(SubscriptionRecords.read_payment))
        async def read_payment(bill_id: str) -> Payment:
            return Payment(None)

        @activity.defn(name=activity_name(SubscriptionRecords.close_bill))
        async def close_bill(bill_id: str, state: str) -> None:
            self.closed[bill_id] = state

        @activity.defn(name=activity_name(SubscriptionRecords.paid_bills))
        async def paid_bills(subscription_id: str) -> list[PaidBill]:
            paid = {month for month, result in self.charged if result == PAID}
            cents = {month: int(sum(item.gross for item in self.bills[month].items) * 100) for month in paid}
            return [PaidBill("bil_first", 1359)] + [PaidBill(f"bil_{m}", c) for m, c in cents.items()]

        return [load, record, meter, open_bill, read_payment, close_bill, paid_bills]

    def _cashier(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(Cashier.charge))
        async def charge(order: ChargeOrder) -> ChargeResult:
            assert order.key not in self.keys, "an attempt is made once"
            self.keys.append(order.key)
            month = order.bill_id.removeprefix("bil_")
            waiting = self.refusing.get(month, [])
            result = waiting.pop(0) if waiting else PAID
            self.charged.append((month, result))
            return result

        @activity.defn(name=activity_name(Cashier.look))
        async def look(bill_id: str) -> ChargeResult:
            return PAID if self.first_paid else ChargeResult(Outcome.UNKNOWN)

        @activity.defn(name=activity_name(Cashier.close))
        async def close(bill_id: str) -> ChargeResult:
            return PAID if bill_id == "bil_first" and self.first_paid else ChargeResult(Outcome.EXPIRED)

        @activity.defn(name=activity_name(Cashier.refund))
        async def refund(order: RefundOrder) -> RefundReceipt:
            self.refunds.append(order)
            return RefundReceipt("rfd_1")

        return [charge, look, close, refund]

    def _pages(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(PaymentPages.open))
        async def open_page(order: PageOrder) -> PageOpened:
            self.pages.append(order)
            return PageOpened(f"pat_{len(self.pages)}")

        @activity.defn(name=activity_name(PaymentPages.open_card))
        async def open_card(order: CardPageOrder) -> PageOpened:
            return PageOpened("cpg_1")

        @activity.defn(name=activity_name(PaymentPages.look))
        async def look(order: LookOrder) -> PageNews:
            self.looked += 1
            bill = (order.bill_id or "").removeprefix("bil_")
            return PageNews(bill in self.paid_by_page, self.new_card)

        @activity.defn(name=activity_name(SubscriptionChoices.draft))
        async def draft(subscription_id: str, order: ChoiceOrder) -> Drafted:
            return Drafted(self.refusal)

        return [open_page, open_card, look, draft]

    def _invoicer(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(Invoicer.issue))
        async def issue(bill_id: str) -> list[str]:
            self.invoiced.append(bill_id)
            return ["inv_1"]

        @activity.defn(name=activity_name(Invoicer.rectify))
        async def rectify(refund_id: str) -> list[str]:
            self.rectified.append(refund_id)
            return ["inv_2"]

        return [issue, rectify]

    def _envelopes(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(EnvelopesUnderWay.follow))
        async def follow(order: FollowOrder) -> int:
            self.followed.append(order)
            return 1

        return [follow]

    def _mailer(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(Mailer.send))
        async def send(order: MailOrder) -> MailReceipt:
            assert order.notice is not None
            self.ordered.append(order.key)
            self.mails[order.key] = order.notice
            return MailReceipt("mai_1")

        return [send]

    def told(self) -> list[str]:
        """The kinds of notices, in the order in which they were sent."""
        return [notice.kind for notice in self.mails.values()]

    @property
    def last(self) -> SubscriptionRecord:
        """The newest state written."""
        return max(self.records, key=lambda record: record.sequence)

    def states(self) -> list[str]:
        """Each state written, once in a row, with its reason."""
        told: list[str] = []
        for record in sorted(self.records, key=lambda record: record.sequence):
            name = ":".join(part for part in (record.state, record.reason) if part)
            if not told or told[-1] != name:
                told.append(name)
        return told


@dataclass
class Life:
    """One subscription under test."""

    till: Till
    handle: WorkflowHandle[SubscriptionWorkflow, str]
    skipper: TimeSkipper

    async def until(self, at: datetime) -> None:
        """Lets the subscription's own clock run to an instant."""
        now = await self.skipper.get_current_time(self.handle)
        if at > now:
            await self.skipper.fast_forward(self.handle, at - now)

    async def pay(self) -> None:
        """Somebody says that a payment page was finished."""
        await self.handle.signal(SubscriptionWorkflow.payment_told)

    async def eventually(self, holds: Callable[[], object]) -> None:
        """Waits until something holds."""
        await until(holds, 20)


@contextlib.asynccontextmanager
async def living(
    client: Client,
    plan: Plan,
    *,
    customer: CustomerKind = CustomerKind.COMPANY,
    first_paid: bool = True,
    pay_at_once: bool = True,
    choice: ChoiceOrder | None = None,
    refusal: str | None = None,
    replaces: str | None = None,
) -> AsyncIterator[Life]:
    """A subscription chosen now."""
    subscription_id = f"sbc_{uuid4().hex}"
    selected_at = datetime.now(UTC)
    chosen = SubscriptionPlan(
        subscription_id, "biz_1", plan, customer, VAT, selected_at, "Europe/Madrid", "bil_first", replaces
    )
    till = Till(chosen, first_paid=first_paid, refusal=refusal)
    queue = f"test-{uuid4().hex}"
    worker = Worker(
        client,
        task_queue=queue,
        workflows=WORKFLOWS,
        activities=till.activities(),
        workflow_runner=sandboxed_runner(),
    )
    charges = Worker(client, task_queue=charges_queue(queue), activities=till.activities())
    async with worker, charges:
        handle = await client.start_workflow(
            SubscriptionWorkflow.run,
            SubscriptionStart(subscription_id, choice=choice),
            id=subscription_workflow_id(subscription_id),
            task_queue=queue,
        )
        life = Life(till, handle, TimeSkipper(client))
        if pay_at_once:
            await life.pay()
            await life.eventually(lambda: not first_paid or "active" in till.states())
        yield life
        assert len(till.ordered) == len(till.mails), "a notice is ordered once"


def days_later(start: datetime, days: int) -> datetime:
    """So many days after an instant."""
    return start + timedelta(days=days)
