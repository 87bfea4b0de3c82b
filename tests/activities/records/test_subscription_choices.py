"""A choice is written once, as it was shown, and of two at once one is refused (contract S2–S4)."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from activities.records.acceptances import keep_acceptance
from activities.records.contracted_plans import plan_of
from activities.records.offers import quote_for
from activities.records.subscription_choices import SubscriptionChoices
from activities.records.subscription_facts import facts_from_json, facts_to_json
from activities.records.subscription_messages import ChoiceOrder, MeterOrder, SubscriptionRecord
from activities.records.subscription_records import SubscriptionRecords
from models import Bill, Business, PlanVersion, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.accounts import Document
from terms.clauses import CURRENT_TERMS
from terms.plans import PlanKind
from tests.activities.invoices.billed import paid_bill
from tests.newer_texts import publish

ZONE = "Europe/Madrid"
AT = datetime(2027, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
def choices(database: Database) -> SubscriptionChoices:
    return SubscriptionChoices(database, ZONE)


@pytest.fixture
async def order(database: Database) -> ChoiceOrder:
    """The choice of a plan by a business without any."""
    bill = await paid_bill(database)
    async with database.transaction() as session:
        before = await session.get_one(Subscription, bill.subscription_id)
        before.state = "succeeded"
        business = await session.get_one(Business, before.business_id)
        business.customer_kind = "company"
        plan = await session.get_one(PlanVersion, before.plan_version_id)
        plan.offered_from = AT - timedelta(days=1)
    return ChoiceOrder(business.id, business.owner_id, plan.id, AT, Decimal("13.59"))


async def bills_of(database: Database, subscription_id: str) -> list[Bill]:
    """Its bills."""
    async with database.transaction() as session:
        rows = await session.scalars(select(Bill).where(Bill.subscription_id == subscription_id))
        return list(rows)


async def change(database: Database, table: Any, row_id: str, **values: Any) -> None:
    """Changes a row."""
    async with database.transaction() as session:
        await session.execute(update(table).where(table.id == row_id).values(**values))


async def test_the_contract_is_drafted_with_its_first_bill_once(
    choices: SubscriptionChoices, order: ChoiceOrder, database: Database
) -> None:
    subscription_id = new_id(Prefix.SUBSCRIPTION)
    for _ in range(2):
        assert (await choices.draft(subscription_id, order)).refusal is None
    (bill,) = await bills_of(database, subscription_id)
    assert (bill.key, bill.month, bill.gross, bill.state) == ("first", "2027-01", Decimal("13.59"), "open")
    assert bill.buyer == {
        "customer": "company", "country": "ES", "postal_code": "03001", "vat_number_confirmed": False
    }  # fmt: skip
    plan = await SubscriptionRecords(database, ZONE).load_subscription(subscription_id)
    assert (plan.plan.kind, plan.plan.fee, plan.vat_rate) == (PlanKind.MONTHLY, Decimal("29.00"), 21)
    assert (plan.first_bill, plan.selected_at, plan.replaces) == (bill.id, AT, None)


async def test_of_many_choices_at_once_one_stands(choices: SubscriptionChoices, order: ChoiceOrder) -> None:
    drafted = await asyncio.gather(*(choices.draft(new_id(Prefix.SUBSCRIPTION), order) for _ in range(5)))
    assert sorted(str(one.refusal) for one in drafted) == ["None"] + ["payment-pending"] * 4


async def test_what_is_no_longer_as_it_was_shown_is_refused(
    choices: SubscriptionChoices, order: ChoiceOrder, database: Database
) -> None:
    async def refusal(given: ChoiceOrder) -> str | None:
        return (await choices.draft(new_id(Prefix.SUBSCRIPTION), given)).refusal

    assert await refusal(replace(order, shown=Decimal("13.58"))) == "price-changed"
    assert await refusal(replace(order, selected_at=AT + timedelta(days=1))) == "price-changed"
    assert await refusal(replace(order, plan_version_id="pln_none")) == "plan-not-offered"
    await change(database, Business, order.business_id, customer_kind=None)
    assert await refusal(order) == "buyer-unknown"
    await change(database, Business, order.business_id, customer_kind="company")
    await change(database, PlanVersion, order.plan_version_id, offered_until=AT)
    assert await refusal(order) == "plan-not-offered"


@pytest.mark.parametrize(
    ("state", "reason", "refused"),
    [
        ("active", None, "already-subscribed"),
        ("download_only", "unpaid", "already-subscribed"),
        ("download_only", "holder_ended", "already-subscribed"),
        ("download_only", "cancelled", None),
        ("download_only", "withdrawn", None),
        ("lapsed", None, None),
    ],
)
async def test_a_plan_is_chosen_again_only_after_the_end(
    choices: SubscriptionChoices,
    order: ChoiceOrder,
    database: Database,
    state: str,
    reason: str | None,
    refused: str | None,
) -> None:
    async with database.transaction() as session:
        before = await session.scalar(
            select(Subscription).where(Subscription.business_id == order.business_id)
        )
        assert before is not None
        before.state, before.reason, before.gateway_customer = state, reason, "cus_1"
    subscription_id = new_id(Prefix.SUBSCRIPTION)
    assert (await choices.draft(subscription_id, order)).refusal == refused
    if state == "download_only" and refused is None:
        plan = await SubscriptionRecords(database, ZONE).load_subscription(subscription_id)
        assert plan.replaces == before.id
        async with database.transaction() as session:
            row = await session.get_one(Subscription, subscription_id)
            assert row.gateway_customer == "cus_1", "the gateway knows the business by one customer"


async def test_a_plan_without_a_price_has_no_bill_and_one_by_use_asks_for_the_card(
    choices: SubscriptionChoices, order: ChoiceOrder, database: Database
) -> None:
    await change(database, PlanVersion, order.plan_version_id, kind="free", fee=0)
    subscription_id = new_id(Prefix.SUBSCRIPTION)
    assert (await choices.draft(subscription_id, replace(order, shown=Decimal("0.00")))).refusal is None
    assert await bills_of(database, subscription_id) == []
    await change(database, Subscription, subscription_id, state="lapsed")
    extra = Decimal("0.90")
    await change(
        database, PlanVersion, order.plan_version_id, kind="usage", envelopes=0, extra_envelope=extra
    )
    subscription_id = new_id(Prefix.SUBSCRIPTION)
    assert (await choices.draft(subscription_id, replace(order, shown=Decimal("0.00")))).refusal is None
    (bill,) = await bills_of(database, subscription_id)
    assert (bill.gross, bill.items) == (Decimal(0), [])


async def test_the_facts_are_kept_as_the_workflow_has_them(
    choices: SubscriptionChoices, order: ChoiceOrder, database: Database
) -> None:
    subscription_id = new_id(Prefix.SUBSCRIPTION)
    await choices.draft(subscription_id, order)
    async with database.transaction() as session:
        business = await session.get_one(Business, order.business_id)
        plan = await session.get_one(PlanVersion, order.plan_version_id)
        facts = (await quote_for(session, business, plan, AT, ZONE)).facts
    facts.paid["2027-02"] = AT
    facts.usage["2027-01"] = Decimal("1.80")
    facts.cancelled_at = AT + timedelta(days=3)
    assert facts_from_json(facts_to_json(facts)) == facts
    record = SubscriptionRecord(subscription_id, 1, "pending_payment", None, None, None, facts=facts)
    await SubscriptionRecords(database, ZONE).record_subscription(record)
    async with database.transaction() as session:
        row = await session.get_one(Subscription, subscription_id)
    assert row.facts is not None
    assert facts_from_json(row.facts) == facts
    assert plan_of(row.plan) == facts.plan


async def test_vat_follows_the_business_from_month_to_month(
    choices: SubscriptionChoices, order: ChoiceOrder, database: Database
) -> None:
    subscription_id, records = new_id(Prefix.SUBSCRIPTION), SubscriptionRecords(database, ZONE)
    await choices.draft(subscription_id, order)
    address = {"street": "Rúa 1", "postal_code": "35001", "city": "Las Palmas"}
    await change(database, Business, order.business_id, address=address)
    assert (await records.meter(MeterOrder(subscription_id, "2027-02"))).vat_rate == 0
    (bill,) = await bills_of(database, subscription_id)
    assert bill.buyer is not None
    assert bill.buyer["postal_code"] == "03001", "what was billed rests on where the business was then"


@pytest.mark.rule("A6")
async def test_vat_follows_a_new_owner_who_is_a_consumer_and_their_rights_do_not(
    choices: SubscriptionChoices, order: ChoiceOrder, database: Database
) -> None:
    """The number that VIES confirmed was the company's: there is no reverse charge for a consumer."""
    confirmed = {"tax_id": "FR40303265045", "vat_checked_number": "FR40303265045", "vat_confirmed": True}
    address = {"street": "Rue 1", "postal_code": "75001", "city": "Paris"}
    await change(database, Business, order.business_id, country="FR", address=address, **confirmed)
    subscription_id, records = new_id(Prefix.SUBSCRIPTION), SubscriptionRecords(database, ZONE)
    assert (await choices.draft(subscription_id, replace(order, shown=Decimal("11.23")))).refusal is None
    assert (await records.meter(MeterOrder(subscription_id, "2027-02"))).vat_rate == 0
    await change(database, Business, order.business_id, customer_kind="consumer")
    assert (await records.meter(MeterOrder(subscription_id, "2027-02"))).vat_rate == 20
    async with database.transaction() as session:
        assert (await session.get_one(Subscription, subscription_id)).customer == "company"


@pytest.mark.rule("A3")
async def test_the_version_that_its_owner_accepted_for_the_business_governs_the_contract(
    choices: SubscriptionChoices, order: ChoiceOrder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the one accepted for another business of the same owner."""
    publish(monkeypatch, Document.TERMS, "2030-01-01", substantial=True)
    other = new_id(Prefix.BUSINESS)
    accepted = (("2030-01-01", other), (CURRENT_TERMS, order.business_id))
    async with database.transaction() as session:
        session.add(Business(id=other, owner_id=order.user_id, name="Otra", country="ES", created_at=AT))
        await session.flush()
        for version, business_id in accepted:
            await keep_acceptance(
                session,
                user_id=order.user_id,
                business_id=business_id,
                document=Document.TERMS.value,
                accepted={"version": version, "language": "es", "sha256": "0" * 64},
                at=AT,
                ip=None,
                user_agent=None,
            )
    subscription_id = new_id(Prefix.SUBSCRIPTION)
    assert (await choices.draft(subscription_id, order)).refusal is None
    async with database.transaction() as session:
        assert (await session.get_one(Subscription, subscription_id)).terms_version == CURRENT_TERMS
