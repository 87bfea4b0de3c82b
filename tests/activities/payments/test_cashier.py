"""Each bill is charged once, whatever is lost, repeated or away, and nothing is said before it is known."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from temporalio.exceptions import ApplicationError

from activities.payments import cashier as cashier_module
from activities.payments.cashier import Cashier
from activities.payments.gateway import Gateway
from activities.payments.messages import ChargeOrder, ChargeResult, Outcome, RefundOrder
from models import PaymentAttempt, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.payments import Decline
from tests.activities.payments.contracts import (
    NOW,
    URLS,
    Contract,
    attempts_of,
    bill_of,
    saved_card,
    until_known,
)
from tests.activities.payments.running_gateway import RunningGateway

PAID = ChargeResult(Outcome.SUCCEEDED)


def charges(provider: RunningGateway, contract: Contract) -> list[str]:
    """The charges that the gateway knows of, by their states."""
    listed = provider.client.v1.payment_intents.list({"customer": contract.customer}).data
    return [intent.status for intent in listed]


async def test_a_bill_is_charged_and_paid(cashier: Cashier, contract: Contract, database: Database) -> None:
    assert await cashier.charge(contract.order()) == PAID
    bill = await bill_of(database, contract)
    assert (bill.state, bill.payment_intent is not None, bill.paid_at is not None) == ("paid", True, True)
    (attempt,) = await attempts_of(database, contract)
    assert (attempt.outcome, attempt.payment_method) == ("succeeded", contract.payment_method)


async def test_a_repeated_order_and_a_later_one_charge_nothing_more(
    cashier: Cashier, contract: Contract, provider: RunningGateway
) -> None:
    for number in (1, 1, 2, 3):
        assert await cashier.charge(contract.order(number)) == PAID
    assert charges(provider, contract) == ["succeeded"]


async def test_ten_at_once_charge_once(
    cashier: Cashier, contract: Contract, provider: RunningGateway, database: Database
) -> None:
    results = await asyncio.gather(*(until_known(cashier, contract.order()) for _ in range(10)))
    assert set(results) == {PAID}
    assert charges(provider, contract) == ["succeeded"]
    assert len(await attempts_of(database, contract)) == 1


@pytest.mark.parametrize("fault", [{"lose_answers": 3}, {"drop_requests": 3}, {"refuse_next": 3}])
async def test_lost_answers_are_asked_for_again(
    cashier: Cashier,
    contract: Contract,
    provider: RunningGateway,
    database: Database,
    fault: dict[str, int],
) -> None:
    provider.faults(**fault)
    with pytest.raises(ApplicationError) as unknown:
        await cashier.charge(contract.order())
    assert unknown.value.type == "OutcomeUnknown"
    assert (await bill_of(database, contract)).state == "open"
    assert await until_known(cashier, contract.order()) == PAID
    assert charges(provider, contract) == ["succeeded"]


async def test_a_charge_whose_key_is_forgotten_is_found_by_its_attempt(
    cashier: Cashier, contract: Contract, provider: RunningGateway, database: Database
) -> None:
    """As after an outage longer than the gateway remembers keys."""
    provider.faults(lose_answers=1)
    with pytest.raises(ApplicationError):
        await cashier.charge(contract.order())
    provider.faults()
    async with database.transaction() as session:
        await session.execute(
            update(PaymentAttempt)
            .where(PaymentAttempt.bill_id == contract.bill_id)
            .values(asked_at=NOW - cashier_module.KEY_LIFE * 2, key="forgotten")
        )
    assert await until_known(cashier, ChargeOrder(contract.bill_id, "forgotten")) == PAID
    assert charges(provider, contract) == ["succeeded"]


async def test_what_is_being_processed_is_not_final(
    cashier: Cashier, contract: Contract, provider: RunningGateway, database: Database
) -> None:
    provider.faults(settle_seconds=1)
    with pytest.raises(ApplicationError, match="being processed"):
        await cashier.charge(contract.order())
    assert (await bill_of(database, contract)).state == "open"
    assert await until_known(cashier, contract.order()) == PAID
    assert charges(provider, contract) == ["succeeded"]


@pytest.mark.parametrize(
    ("number", "decline"),
    [
        ("4000000000009995", Decline.RETRY),
        ("4000000000000069", Decline.NEW_CARD),
        ("4000000000009979", Decline.NEW_CARD),
        ("4000002760003184", Decline.CONFIRM),
    ],
)
async def test_refusals_are_told_apart(
    cashier: Cashier,
    contract: Contract,
    provider: RunningGateway,
    database: Database,
    number: str,
    decline: Decline,
) -> None:
    conduct = {"payment_method": contract.payment_method, "number": number}
    provider.http.post("/cards", json=conduct).raise_for_status()
    refused = await cashier.charge(contract.order())
    assert (refused.outcome, refused.decline) == (Outcome.DECLINED, decline)
    assert await cashier.charge(contract.order()) == refused
    assert (await bill_of(database, contract)).state == "open"
    conduct["number"] = "4242424242424242"
    provider.http.post("/cards", json=conduct).raise_for_status()
    assert await cashier.charge(contract.order(2)) == PAID


async def test_another_card_pays_the_next_attempt(
    cashier: Cashier, contract: Contract, provider: RunningGateway, gateway: Gateway, database: Database
) -> None:
    conduct = {"payment_method": contract.payment_method, "number": "4000000000000069"}
    provider.http.post("/cards", json=conduct).raise_for_status()
    await cashier.charge(contract.order())
    other = await saved_card(gateway, provider, contract.customer, "5555555555554444")
    async with database.transaction() as session:
        subscription = await session.get_one(Subscription, contract.subscription_id)
        subscription.payment_method = other
    assert await cashier.charge(contract.order(2)) == PAID
    async with database.transaction() as session:
        subscription = await session.get_one(Subscription, contract.subscription_id)
    assert subscription.card == {"brand": "mastercard", "last4": "4444", "expires": "2034-12"}


async def with_page(database: Database, gateway: Gateway, contract: Contract) -> tuple[PaymentAttempt, str]:
    """An open hosted page of the bill."""
    attempt_id = new_id(Prefix.PAYMENT_ATTEMPT)
    page = await gateway.open_payment_page(
        attempt_id,
        attempt_id,
        contract.customer,
        3509,
        "Plan Pro",
        URLS,
        "es",
        contract.subscription_id,
    )
    attempt = PaymentAttempt(
        id=attempt_id,
        business_id=contract.business_id,
        bill_id=contract.bill_id,
        key=attempt_id,
        asked_at=NOW,
        outcome="unknown",
        checkout_session=page.session_id,
    )
    async with database.transaction() as session:
        session.add(attempt)
    return attempt, page.url


async def test_an_open_page_is_closed_before_the_saved_card_is_charged(
    cashier: Cashier, contract: Contract, provider: RunningGateway, gateway: Gateway, database: Database
) -> None:
    _, url = await with_page(database, gateway, contract)
    assert await cashier.charge(contract.order()) == PAID
    late = await asyncio.to_thread(provider.pay, url, "4242424242424242")
    assert late.status_code == 404
    assert charges(provider, contract) == ["succeeded"]


async def test_a_page_that_was_paid_leaves_nothing_to_charge(
    cashier: Cashier, contract: Contract, provider: RunningGateway, gateway: Gateway, database: Database
) -> None:
    _, url = await with_page(database, gateway, contract)
    assert (await cashier.look(contract.bill_id)).outcome is Outcome.UNKNOWN
    await asyncio.to_thread(provider.pay, url, "4000002760003184")
    assert await cashier.charge(contract.order()) == PAID
    assert await cashier.look(contract.bill_id) == PAID
    assert charges(provider, contract) == ["succeeded"]
    bill = await bill_of(database, contract)
    assert bill.payment_intent is not None


async def test_a_refund_is_made_once(
    cashier: Cashier, contract: Contract, provider: RunningGateway, database: Database
) -> None:
    await cashier.charge(contract.order())
    order = RefundOrder(contract.bill_id, "subscription-x:withdrawal:first", 3509)
    provider.faults(lose_answers=1)
    with pytest.raises(ApplicationError):
        await cashier.refund(order)
    receipts = [await cashier.refund(order) for _ in range(3)]
    assert len({receipt.refund_id for receipt in receipts}) == 1
    refunds = provider.client.v1.refunds.list().data
    assert [refund.amount for refund in refunds] == [3509]
    assert (await bill_of(database, contract)).refunded == Decimal("35.09")


@pytest.mark.parametrize("cents", [[3509], [1000, 1000]])
async def test_a_refund_whose_answer_was_lost_for_days_is_found_again(
    cashier: Cashier, contract: Contract, provider: RunningGateway, database: Database, cents: list[int]
) -> None:
    """The gateway has forgotten the key: asked for once more it would refuse, or give a part back twice."""
    await cashier.charge(contract.order())
    orders = [RefundOrder(contract.bill_id, f"{contract.bill_id}:{n}", one) for n, one in enumerate(cents)]
    for order in orders:
        provider.faults(lose_answers=1, keys_kept_seconds=0)
        with pytest.raises(ApplicationError):
            await cashier.refund(order)
    for order in orders:
        await cashier.refund(order)
    refunds = provider.client.v1.refunds.list().data
    assert sorted(refund.amount for refund in refunds) == cents
    assert (await bill_of(database, contract)).refunded == Decimal(sum(cents)) / 100


async def test_an_order_that_the_gateway_never_took_is_given_again(
    cashier: Cashier, contract: Contract, provider: RunningGateway
) -> None:
    await cashier.charge(contract.order())
    order = RefundOrder(contract.bill_id, f"{contract.bill_id}:1", 1000)
    provider.faults(drop_requests=1, keys_kept_seconds=0)
    with pytest.raises(ApplicationError):
        await cashier.refund(order)
    await cashier.refund(order)
    assert [refund.amount for refund in provider.client.v1.refunds.list().data] == [1000]


@pytest.mark.parametrize(("by_hand", "ordered"), [(3509, []), (2500, [1009])])
async def test_what_was_given_back_by_hand_is_not_ordered_for_ever(
    cashier: Cashier,
    contract: Contract,
    provider: RunningGateway,
    database: Database,
    by_hand: int,
    ordered: list[int],
) -> None:
    await cashier.charge(contract.order())
    intent = (await bill_of(database, contract)).payment_intent
    assert intent is not None
    hand = provider.client.v1.refunds.create({"payment_intent": intent, "amount": by_hand})
    order = RefundOrder(contract.bill_id, f"{contract.bill_id}:withdrawal", 3509)
    receipts = {(await cashier.refund(order)).refund_id for _ in range(2)}
    assert len(receipts) == 1
    made = [refund.amount for refund in provider.client.v1.refunds.list().data if refund.id != hand.id]
    assert made == ordered
    assert (await bill_of(database, contract)).refunded == Decimal("35.09")


async def test_without_a_card_a_new_one_is_asked_for(
    cashier: Cashier, contract: Contract, database: Database
) -> None:
    async with database.transaction() as session:
        (await session.get_one(Subscription, contract.subscription_id)).payment_method = None
    refused = await cashier.charge(contract.order())
    assert (refused.outcome, refused.decline, refused.code) == (
        Outcome.DECLINED,
        Decline.NEW_CARD,
        "no_card",
    )


async def test_a_bill_that_does_not_exist_is_never_retried(cashier: Cashier) -> None:
    with pytest.raises(ApplicationError) as refused:
        await cashier.charge(ChargeOrder("bil_none", "x"))
    assert (refused.value.type, refused.value.non_retryable) == ("UnknownOrder", True)


def test_keys_are_believed_for_less_than_the_gateway_keeps_them() -> None:
    assert timedelta(hours=24) > cashier_module.KEY_LIFE
