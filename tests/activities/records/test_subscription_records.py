"""Subscriptions and bills in the tables: each written once, use counted once, older writes never win."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter
from temporalio.exceptions import ApplicationError

from activities.records.subscription_messages import (
    BillItem,
    BillOrder,
    MeterOrder,
    SubscriptionRecord,
)
from activities.records.subscription_records import SubscriptionRecords
from models import Bill, Envelope, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.calendar import Month, start_of_day
from terms.plans import PlanKind
from terms.use import UseOfDays
from tests.activities.invoices.billed import RENEWAL, USAGE, paid_bill

FEBRUARY = Month(2027, 2)


@pytest.fixture
def records(database: Database) -> SubscriptionRecords:
    return SubscriptionRecords(database, "Europe/Madrid")


@pytest.fixture
async def subscription(database: Database) -> Subscription:
    """One that includes a single envelope a month and was selected long ago."""
    bill = await paid_bill(database)
    async with database.transaction() as session:
        row = await session.get_one(Subscription, bill.subscription_id)
        row.selected_at = datetime(2026, 1, 1, tzinfo=UTC)
        row.allowance = {"envelopes": 1, "extra_envelope": "0.90", "businesses": 1}
        return row


async def sent(database: Database, subscription: Subscription, at: datetime, **changes: Any) -> None:
    """An envelope of the business that was sent at an instant."""
    envelope = Envelope(
        id=new_id(Prefix.ENVELOPE),
        business_id=subscription.business_id,
        created_by=subscription.chosen_by,
        title="Contrato",
        expires_in_days=30,
        created_at=at,
        sent_at=at,
        charged_to=None if changes.get("test") else subscription.id,
        counted_at=at,
        state="sent",
        **changes,
    )
    async with database.transaction() as session:
        session.add(envelope)


async def test_use_is_what_was_sent_in_the_month_before(
    records: SubscriptionRecords, subscription: Subscription, database: Database
) -> None:
    begin, end = start_of_day(Month(2027, 1).first_day), start_of_day(FEBRUARY.first_day)
    second = timedelta(seconds=1)
    for at in (begin - second, begin, begin + timedelta(days=9), end - second, end):
        await sent(database, subscription, at)
    await sent(database, subscription, begin + timedelta(days=2), test=True)
    metered = await records.meter(MeterOrder(subscription.id, str(FEBRUARY)))
    assert (metered.usage_net, metered.vat_rate) == (Decimal("1.80"), Decimal(21))
    (use,) = metered.use
    assert (use.first_day, use.last_day, use.envelopes) == (date(2027, 1, 1), date(2027, 1, 31), 3)
    item = BillItem("usage", metered.usage_net, Decimal("0.38"), Decimal("2.18"), metered.use)
    bill_id = await records.open_bill(BillOrder(subscription.id, "2027-04", end, end, Decimal(21), [item]))
    async with database.transaction() as session:
        bill = await session.get_one(Bill, bill_id)
    assert TypeAdapter(list[UseOfDays]).validate_python(bill.items[0]["use"]) == [use]


async def test_a_bill_is_opened_once_and_a_paid_one_stays_paid(
    records: SubscriptionRecords, subscription: Subscription, database: Database
) -> None:
    item = BillItem("renewal", Decimal("29.00"), Decimal("6.09"), Decimal("35.09"))
    now = datetime.now(UTC)
    order = BillOrder(subscription.id, "2027-03", now, now, Decimal(21), [item])
    bill_id = await records.open_bill(order)
    assert await records.open_bill(order) == bill_id
    await records.close_bill(bill_id, "voided")
    async with database.transaction() as session:
        bill = await session.get_one(Bill, bill_id)
        assert (bill.state, bill.gross) == ("voided", Decimal("35.09"))
    (paid,) = await records.paid_bills(subscription.id)
    assert paid.cents == 3509
    await records.close_bill(paid.bill_id, "claimed")
    assert (await records.read_payment(paid.bill_id)).paid_at is not None
    assert [bill.bill_id for bill in await records.paid_bills(subscription.id)] == [paid.bill_id]


async def test_an_older_record_never_wins(
    records: SubscriptionRecords, subscription: Subscription, database: Database
) -> None:
    for sequence, state in ((2, "download_only"), (1, "active"), (2, "active")):
        reason = "unpaid" if state == "download_only" else None
        await records.record_subscription(
            SubscriptionRecord(subscription.id, sequence, state, reason, None, None)
        )
    async with database.transaction() as session:
        row = await session.get_one(Subscription, subscription.id)
    assert (row.state, row.reason, row.sequence) == ("download_only", "unpaid", 2)


async def test_the_contract_is_read_as_it_was_chosen(
    records: SubscriptionRecords, subscription: Subscription
) -> None:
    plan = await records.load_subscription(subscription.id)
    assert (plan.plan.kind, plan.plan.fee, plan.vat_rate) == (
        PlanKind.MONTHLY,
        Decimal("29.00"),
        Decimal(21),
    )
    assert plan.first_bill is None
    with pytest.raises(ApplicationError):
        await records.load_subscription("sbc_none")


async def test_fees_that_were_paid_are_listed_as_they_were_charged(
    records: SubscriptionRecords, database: Database
) -> None:
    change = RENEWAL | {"kind": "change", "net": "10.00", "vat_rate": "7", "vat": "0.70", "gross": "10.70"}
    bill = await paid_bill(database, RENEWAL, USAGE)
    async with database.transaction() as session:
        for key, state in (("change:pch_1", "paid"), ("change:pch_2", "voided")):
            session.add(
                Bill(
                    id=new_id(Prefix.BILL),
                    business_id=bill.business_id,
                    subscription_id=bill.subscription_id,
                    key=key,
                    month="2027-02",
                    window_start=bill.window_start,
                    window_end=bill.window_end,
                    items=[change],
                    gross=Decimal("10.70"),
                    state=state,
                    refunded=Decimal(0),
                )
            )
            await session.flush()
    fees = (await records.paid_fees(bill.subscription_id)).fees
    assert [(fee.net, fee.vat_rate, fee.gross) for fee in fees] == [
        (Decimal("29.00"), Decimal(21), Decimal("35.09")),
        (Decimal("10.00"), Decimal(7), Decimal("10.70")),
    ]
    assert fees[0].bill_id == bill.id
