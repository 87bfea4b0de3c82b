"""Subscriptions and their bills in PostgreSQL, as their workflow reads and writes them (contract S)."""

from decimal import Decimal

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.records.business_standing import sharing_businesses, stand
from activities.records.buyers import buyer_of, kept_buyer, vat_rate_now
from activities.records.contracted_plans import plan_of
from activities.records.envelope_use import use_between
from activities.records.subscription_facts import facts_to_json
from activities.records.subscription_messages import (
    BillOrder,
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
from models import Bill, Business, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.calendar import Month, start_of_day
from terms.money import total
from terms.payments import cents_of
from terms.plans import CustomerKind
from terms.subscription import SubscriptionState
from terms.subscription_refunds import FEES as PAID_AHEAD
from terms.subscription_refunds import ChargedFee
from terms.timeline_values import ChargeKind
from terms.use import UseOfDays

_USE = TypeAdapter(list[UseOfDays])
FEES = (ChargeKind.FIRST.value, ChargeKind.RENEWAL.value)
FIRST = "first"
"""Key of the bill that is due at the selection (contract S4)."""


class SubscriptionRecords:
    """Reads and writes subscriptions. `zone` is the holder's (contract C1).

    `asks_at_grace_end` is how the holder deals with months that begin from now on (contract S8).
    """

    def __init__(self, database: Database, zone: str, *, asks_at_grace_end: bool = False) -> None:
        self._database = database
        self._zone = zone
        self._asks_at_grace_end = asks_at_grace_end

    @activity.defn(name="Read subscription")
    async def load_subscription(self, subscription_id: str) -> SubscriptionPlan:
        """The contract as chosen. An unknown one is a final failure."""
        async with self._database.transaction() as session:
            row = await _found(session, subscription_id)
            first = await session.scalar(
                select(Bill.id).where(Bill.subscription_id == row.id, Bill.key == FIRST)
            )
            return SubscriptionPlan(
                row.id,
                row.business_id,
                plan_of(row.plan),
                CustomerKind(row.customer),
                vat_rate_now(row, row.selected_at, self._zone),
                row.selected_at,
                self._zone,
                first,
                await _ended_before(session, row),
            )

    @activity.defn(name="Record subscription")
    async def record_subscription(self, record: SubscriptionRecord) -> None:
        """Writes the state, and with it how the business stands; an overtaken write changes nothing."""
        async with self._database.transaction() as session:
            written = await session.execute(
                update(Subscription)
                .where(Subscription.id == record.subscription_id, Subscription.sequence < record.sequence)
                .values(
                    sequence=record.sequence,
                    state=record.state,
                    reason=record.reason,
                    next_deadline=record.next_deadline,
                    next_deadline_kind=record.next_deadline_kind,
                    cancelled_at=record.cancelled_at,
                    withdrawn_at=record.withdrawn_at,
                    ends_at=record.ends_at,
                    downloads_end=record.downloads_end,
                    blocked_at=record.blocked_at,
                    facts=facts_to_json(record.facts) if record.facts else None,
                )
                .returning(Subscription.business_id)
            )
            business_id = written.scalar_one_or_none()
            if business_id is not None:
                for standing in (business_id, *await sharing_businesses(session, business_id)):
                    await stand(session, standing, record.since or now())

    @activity.defn(name="Read use and VAT")
    async def meter(self, order: MeterOrder) -> Metered:
        """What was used in the month before, each envelope once by the instant it was sent (contract S6).

        That of businesses that shared the plan is part of it (A4). What is written of that month later counts
        in the next. It is priced by the plan under which it was sent (S15). The VAT is that of the business
        as it is now: it may have moved, or its number been confirmed.
        """
        month = Month.parse(order.month)
        before = month.plus(-1)
        begin, end = start_of_day(before.first_day, self._zone), start_of_day(month.first_day, self._zone)
        async with self._database.transaction() as session:
            row = await _found(session, order.subscription_id, locked=True)
            await _follow_buyer(session, row)
            row.metered_until = max(row.metered_until or end, end)
            await session.flush()
            spans = await use_between(session, row, begin, end)
            use = [span.of_days(self._zone, end) for span in spans]
            charged = total(part.net for part in use)
            vat_rate = vat_rate_now(row, order.at or now(), self._zone)
            return Metered(charged, vat_rate, use if charged else (), self._asks_at_grace_end)

    @activity.defn(name="Open bill")
    async def open_bill(self, order: BillOrder) -> str:
        """The bill of a month, written now if it is new; its id."""
        async with self._database.transaction() as session:
            row = await _found(session, order.subscription_id)
            items = [
                {
                    "kind": item.kind,
                    "net": str(item.net),
                    "vat_rate": str(order.vat_rate),
                    "vat": str(item.vat),
                    "gross": str(item.gross),
                    "use": _USE.dump_python(list(item.use), mode="json"),
                }
                for item in order.items
            ]
            await session.execute(
                insert(Bill)
                .values(
                    id=new_id(Prefix.BILL),
                    business_id=row.business_id,
                    subscription_id=row.id,
                    key=order.month,
                    month=order.month,
                    window_start=order.window_start,
                    window_end=order.window_end,
                    items=items,
                    buyer=row.buyer,
                    gross=sum((item.gross for item in order.items), Decimal(0)),
                    state="open",
                    refunded=Decimal(0),
                )
                .on_conflict_do_nothing(index_elements=[Bill.subscription_id, Bill.key])
            )
            bill = await session.scalar(
                select(Bill.id).where(Bill.subscription_id == row.id, Bill.key == order.month)
            )
            return str(bill)

    @activity.defn(name="Read payment")
    async def read_payment(self, bill_id: str) -> Payment:
        """When a bill was paid."""
        async with self._database.transaction() as session:
            return Payment(await session.scalar(select(Bill.paid_at).where(Bill.id == bill_id)))

    @activity.defn(name="Close bill")
    async def close_bill(self, bill_id: str, state: str) -> None:
        """Ends a bill that will not be charged any more: `voided` or `claimed`. A paid one stays paid."""
        async with self._database.transaction() as session:
            await session.execute(
                update(Bill).where(Bill.id == bill_id, Bill.state == "open").values(state=state)
            )

    @activity.defn(name="List paid bills")
    async def paid_bills(self, subscription_id: str) -> list[PaidBill]:
        """What a withdrawal gives back: every bill that was paid, less what was refunded (contract S14)."""
        async with self._database.transaction() as session:
            rows = await session.scalars(
                select(Bill)
                .where(
                    Bill.subscription_id == subscription_id, Bill.state == "paid", Bill.refunded < Bill.gross
                )
                .order_by(Bill.id)
            )
            return [PaidBill(row.id, cents_of(row.gross - row.refunded)) for row in rows]

    @activity.defn(name="Read paid fee")
    async def paid_fee(self, order: FeeOrder) -> PaidFee | None:
        """The fee of a plan as it was charged in a month, if that was paid (contract S13)."""
        async with self._database.transaction() as session:
            bills = await session.scalars(
                select(Bill)
                .where(
                    Bill.subscription_id == order.subscription_id,
                    Bill.month == order.month,
                    Bill.state == "paid",
                )
                .order_by(Bill.id)
            )
            for bill in bills:
                for item in bill.items:
                    if item["kind"] in FEES:
                        left = cents_of(bill.gross - bill.refunded)
                        return PaidFee(bill.id, Decimal(item["net"]), Decimal(item["vat_rate"]), left)
            return None

    @activity.defn(name="List paid fees")
    async def paid_fees(self, subscription_id: str) -> PaidFees:
        """Every fee that was paid ahead, as it was charged (contract S13, S15)."""
        async with self._database.transaction() as session:
            bills = await session.scalars(
                select(Bill)
                .where(Bill.subscription_id == subscription_id, Bill.state == "paid")
                .order_by(Bill.id)
            )
            return PaidFees(
                [
                    ChargedFee(bill.id, *(Decimal(item[name]) for name in ("net", "vat_rate", "gross")))
                    for bill in bills
                    for item in bill.items
                    if item["kind"] in PAID_AHEAD
                ]
            )


async def _follow_buyer(session: AsyncSession, row: Subscription) -> None:
    """Keeps where the business is now, and whether its VAT number is confirmed, for charges from now on."""
    business = await session.get_one(Business, row.business_id)
    if business.customer_kind is None or business.address.get("postal_code") is None:
        return
    current = kept_buyer(buyer_of(business))
    if row.buyer != current:
        row.buyer = current


async def _ended_before(session: AsyncSession, row: Subscription) -> str | None:
    """The business's earlier subscription that still offers its downloads."""
    return await session.scalar(
        select(Subscription.id)
        .where(
            Subscription.business_id == row.business_id,
            Subscription.id != row.id,
            Subscription.state == SubscriptionState.DOWNLOAD_ONLY.value,
        )
        .order_by(Subscription.selected_at.desc())
        .limit(1)
    )


async def _found(session: AsyncSession, subscription_id: str, *, locked: bool = False) -> Subscription:
    lock = {"key_share": True} if locked else None
    row = await session.get(Subscription, subscription_id, with_for_update=lock)
    if row is None:
        raise ApplicationError(
            f"{subscription_id}: no such subscription", type="UnknownSubscription", non_retryable=True
        )
    return row
