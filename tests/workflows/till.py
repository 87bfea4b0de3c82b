"""Database and gateway of a subscription under test, replaced by name."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder
from activities.invoices.invoicer import Invoicer
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, NoticeFacts, Purpose
from activities.payments.cards import CardKeeper
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
from activities.receipts.maker import ReceiptMaker
from activities.receipts.messages import ReceiptOrder
from activities.records.misuse_records import MisuseRecords
from activities.records.plan_changes import PlanChanges
from activities.records.plan_shares import PlanShares, ShareOrder
from activities.records.staff_records import StaffRecords
from activities.records.subscription_choices import SubscriptionChoices
from activities.records.subscription_messages import (
    BillOrder,
    ChangeOrder,
    ChoiceOrder,
    Drafted,
    DraftedChange,
    FeeOrder,
    Metered,
    MeterOrder,
    PaidBill,
    PaidFee,
    PaidFees,
    Payment,
    SubscriptionPlan,
    SubscriptionRecord,
)
from activities.records.subscription_records import SubscriptionRecords
from activities.retention.dates import RetentionDates
from activities.retention.messages import RetentionPlan
from terms.payments import Decline
from terms.roles import Permission
from terms.subscription_changes import ChangeState
from terms.subscription_refunds import ChargedFee
from tests.workflows.world import activity_name

VAT = Decimal(21)
PAID = ChargeResult(Outcome.SUCCEEDED)
NOTHING_PAID = ChargeResult(Outcome.EXPIRED)
NO_MONEY = ChargeResult(Outcome.DECLINED, Decline.RETRY, "insufficient_funds")
EXPIRED_CARD = ChargeResult(Outcome.DECLINED, Decline.NEW_CARD, "expired_card")


@dataclass
class Till:
    """Stands for database and gateway. `refusing[month]` are the answers to come before charges pass."""

    plan: SubscriptionPlan
    refusing: dict[str, list[ChargeResult]] = field(default_factory=dict)
    usage: dict[str, Decimal] = field(default_factory=dict)
    vat_rates: dict[str, Decimal] = field(default_factory=dict)
    """Where it is not the usual one, by the month in which it is read."""
    first_paid: bool = True
    records: list[SubscriptionRecord] = field(default_factory=list)
    bills: dict[str, BillOrder] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    retained: list[str] = field(default_factory=list)
    receipts: list[ReceiptOrder] = field(default_factory=list)
    sealing: bool = True
    """Whether receipts can be sealed."""
    charged: list[tuple[str, ChargeResult]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    refunds: list[RefundOrder] = field(default_factory=list)
    invoiced: list[str] = field(default_factory=list)
    rectified: list[str] = field(default_factory=list)
    mails: dict[str, NoticeFacts] = field(default_factory=dict)
    ordered: list[str] = field(default_factory=list)
    staff_mails: list[tuple[str, str | None]] = field(default_factory=list)
    """Key and recipient of each mail to the holder's staff."""
    late_receipts: list[str | None] = field(default_factory=list)
    """Declarations whose receipt was mailed by itself."""
    pages: list[PageOrder] = field(default_factory=list)
    paid_by_page: set[str] = field(default_factory=set)
    """Months whose bill was paid on a hosted page, as the gateway will say when it is asked."""
    closing: dict[str, list[ChargeResult]] = field(default_factory=dict)
    """What became of a month's pages each time they are closed, before `paid_by_page` says it."""
    change_paid: bool = False
    """Whether the difference for a change of plan was paid on a page, as the gateway will say."""
    new_card: bool = True
    looked: int = 0
    forgotten: int = 0
    """How often cards that are of no use were forgotten."""
    refusal: str | None = None
    offers: dict[str, DraftedChange] = field(default_factory=dict)
    """What a change to a plan's version comes to; instants are those of the order."""
    changes: dict[str, str] = field(default_factory=dict)
    """What became of each change of plan."""
    shares: list[str] = field(default_factory=list)
    """Businesses that share the plan; one more is too many."""
    asks_at_grace_end: bool = False
    fees: list[ChargedFee] = field(default_factory=list)
    """What was paid ahead, in the order in which it was paid."""
    appealed: bool = False
    """Whether the tables know of an appeal against the expulsion of the business."""
    followed: list[FollowOrder] = field(default_factory=list)
    """Each time the envelopes under way were told how the business stands."""

    def activities(self) -> list[Callable[..., Any]]:
        """The replacements, under the names of the real activities."""
        return [
            *self._records(),
            *self._plan_changes(),
            *self._cashier(),
            *self._pages(),
            *self._invoicer(),
            *self._envelopes(),
            *self._mailer(),
            self._retention(),
            self._receipts(),
            self._misuse(),
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
            vat_rate = self.vat_rates.get(order.month, VAT)
            return Metered(self.usage.get(order.month, Decimal(0)), vat_rate, (), self.asks_at_grace_end)

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
            paid = {month for month, result in self.charged if result == PAID and month != "change"}
            cents = {month: int(sum(item.gross for item in self.bills[month].items) * 100) for month in paid}
            return [PaidBill("bil_first", 1359)] + [PaidBill(f"bil_{m}", c) for m, c in cents.items()]

        @activity.defn(name=activity_name(SubscriptionRecords.paid_fee))
        async def paid_fee(order: FeeOrder) -> PaidFee | None:
            raise AssertionError("asked only by runs of before")

        @activity.defn(name=activity_name(SubscriptionRecords.paid_fees))
        async def paid_fees(subscription_id: str) -> PaidFees:
            return PaidFees(self.fees)

        reading = [load, read_payment, paid_bills, paid_fee, paid_fees]
        return [*reading, record, meter, open_bill, close_bill]

    def _misuse(self) -> Callable[..., Any]:
        @activity.defn(name=activity_name(MisuseRecords.is_expulsion_appealed))
        async def is_expulsion_appealed(business_id: str) -> bool:
            return self.appealed

        return is_expulsion_appealed

    def _receipts(self) -> Callable[..., Any]:
        @activity.defn(name=activity_name(ReceiptMaker.make))
        async def make(order: ReceiptOrder) -> None:
            if not self.sealing:
                raise ApplicationError("no time stamp")
            self.receipts.append(order)

        return make

    def _retention(self) -> Callable[..., Any]:
        @activity.defn(name=activity_name(RetentionDates.read))
        async def read(business_id: str) -> RetentionPlan:
            self.retained.append(business_id)
            return RetentionPlan(business_id, blocked=False, held=False, zone=self.plan.zone)

        return read

    def _plan_changes(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(PlanChanges.draft))
        async def draft(order: ChangeOrder) -> DraftedChange:
            offer = self.offers[order.plan_version_id]
            assert order.change_id not in self.changes, "a change is drafted once"
            self.changes[order.change_id] = "drafted"
            begins_at = offer.begins_at or order.asked_at
            return replace(offer, asked_at=order.asked_at, begins_at=begins_at)

        @activity.defn(name=activity_name(PlanChanges.take))
        async def take(change_id: str, at: datetime) -> None:
            self.changes[change_id] = "taken"

        @activity.defn(name=activity_name(PlanChanges.end))
        async def end(change_id: str, state: ChangeState, at: datetime) -> None:
            self.changes[change_id] = state.value

        @activity.defn(name=activity_name(PlanShares.share))
        async def share(order: ShareOrder) -> str | None:
            self.shares.append(order.business_id)
            return None if len(self.shares) < 2 else "plan-limit-reached"

        @activity.defn(name=activity_name(PlanShares.unshare))
        async def unshare(order: ShareOrder) -> None:
            self.shares.remove(order.business_id)

        return [draft, take, end, share, unshare]

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
            paid = self.change_paid if bill_id == "bil_change" else self.first_paid
            return PAID if paid else ChargeResult(Outcome.UNKNOWN)

        @activity.defn(name=activity_name(Cashier.close))
        async def close(bill_id: str) -> ChargeResult:
            month = bill_id.removeprefix("bil_")
            paid = {"bil_first": self.first_paid, "bil_change": self.change_paid}.get(
                bill_id, month in self.paid_by_page
            )
            waiting = self.closing.get(month, [])
            result = waiting.pop(0) if waiting else PAID if paid else NOTHING_PAID
            if result == PAID and month in self.bills:
                self.charged.append((month, PAID))
            return result

        @activity.defn(name=activity_name(Cashier.refund))
        async def refund(order: RefundOrder) -> RefundReceipt:
            self.refunds.append(order)
            return RefundReceipt(f"rfd_{len(self.refunds)}")

        @activity.defn(name=activity_name(CardKeeper.forget))
        async def forget(subscription_id: str) -> int:
            self.forgotten += 1
            return 1

        return [charge, look, close, refund, forget]

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
            if order.purpose is Purpose.STAFF_DEBT_WAITS:
                self.staff_mails.append((order.key, order.user_id))
                return MailReceipt("mai_2")
            if order.purpose is Purpose.DECLARATION_RECEIPT:
                self.late_receipts.append(order.about_id)
                return MailReceipt("mai_3")
            assert order.notice is not None
            self.ordered.append(order.key)
            self.mails[order.key] = order.notice
            return MailReceipt("mai_1")

        @activity.defn(name=activity_name(StaffRecords.read_holders))
        async def read_holders(permission: Permission) -> list[str]:
            assert permission is Permission.CUSTOMERS_BILL
            return ["usr_billing_1", "usr_billing_2"]

        return [send, read_holders]

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
