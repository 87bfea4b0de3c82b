"""Hosted pages: one way of paying a bill is open at a time, whatever is lost or comes at once (S3, S7)."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.exceptions import ApplicationError

from activities.payments import pages as pages_module
from activities.payments.cashier import Cashier
from activities.payments.gateway import Gateway, HostedPage
from activities.payments.messages import (
    CardPageOrder,
    LookOrder,
    Outcome,
    PageNews,
    PageOrder,
)
from activities.payments.pages import PaymentPages
from models import Bill, CardPage, PaymentAttempt, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.payments.contracts import NOW, Contract, attempts_of, bill_of
from tests.activities.payments.running_gateway import RunningGateway

VISA, MASTERCARD, ASKS_EACH_TIME = "4242424242424242", "5555555555554444", "4000002760003184"


@pytest.fixture
def pages(database: Database, gateway: Gateway, cashier: Cashier) -> PaymentPages:
    return PaymentPages(database, gateway, cashier, "https://firma.example")


def order(contract: Contract, key: str = "act_1") -> PageOrder:
    """Of the contract's bill."""
    return PageOrder(contract.subscription_id, contract.bill_id, f"{contract.bill_id}:{key}")


async def url_of(database: Database, page_id: str | None) -> str:
    """Where the customer goes."""
    async with database.transaction() as session:
        attempt = await session.get(PaymentAttempt, page_id or "")
        page = attempt or await session.get_one(CardPage, page_id or "")
    assert page.page_url is not None
    return page.page_url


async def look(pages: PaymentPages, contract: Contract) -> PageNews:
    """What became of the pages."""
    return await pages.look(LookOrder(contract.subscription_id, contract.bill_id))


@pytest.mark.parametrize("number", [VISA, ASKS_EACH_TIME])
async def test_a_page_pays_the_bill_and_saves_the_card(
    pages: PaymentPages, contract: Contract, database: Database, provider: RunningGateway, number: str
) -> None:
    opened = await pages.open(order(contract))
    assert await look(pages, contract) == PageNews(paid=False, new_card=False)
    answer = await asyncio.to_thread(provider.pay, await url_of(database, opened.page_id), number)
    assert answer.headers["location"] == "https://firma.example/app/subscription?checkout=done"
    assert (await look(pages, contract)).paid
    assert (await bill_of(database, contract)).state == "paid"
    async with database.transaction() as session:
        card = (await session.get_one(Subscription, contract.subscription_id)).card
    assert card is not None
    assert card["last4"] == number[-4:]
    assert (await pages.open(order(contract, "act_2"))).page_id is None


async def test_whoever_asks_again_gets_the_open_page_and_a_new_one_once_it_has_ended(
    pages: PaymentPages, contract: Contract, database: Database, gateway: Gateway
) -> None:
    first = await pages.open(order(contract))
    assert await pages.open(order(contract)) == first
    assert await pages.open(order(contract, "act_2")) == first
    (attempt,) = await attempts_of(database, contract)
    await gateway.close_page(attempt.checkout_session or "")
    second = await pages.open(order(contract, "act_3"))
    assert second.page_id not in (None, first.page_id)
    assert [one.outcome for one in await attempts_of(database, contract)] == ["expired", "unknown"]


@pytest.mark.parametrize("fault", [{"lose_answers": 1}, {"drop_requests": 1}, {"refuse_next": 1}])
async def test_a_lost_answer_opens_no_second_page(
    pages: PaymentPages,
    contract: Contract,
    provider: RunningGateway,
    database: Database,
    fault: dict[str, int],
) -> None:
    provider.faults(**fault)
    with pytest.raises(ApplicationError):
        await pages.open(order(contract))
    opened = await pages.open(order(contract))
    (attempt,) = await attempts_of(database, contract)
    assert attempt.id == opened.page_id


async def test_a_charge_closes_a_page_that_is_being_opened(
    pages: PaymentPages,
    contract: Contract,
    cashier: Cashier,
    database: Database,
    provider: RunningGateway,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The saved card is charged between the page's row and the gateway's answer: nobody gets that page."""
    opening = pages._page_of

    async def charged_meanwhile(*given: Any) -> HostedPage:
        await cashier.charge(contract.order())
        return await opening(*given)

    monkeypatch.setattr(pages, "_page_of", charged_meanwhile)
    assert (await pages.open(order(contract))).page_id is None
    assert [one.outcome for one in await attempts_of(database, contract)] == ["expired", "succeeded"]
    sessions = provider.client.v1.payment_intents.list({"customer": contract.customer}).data
    assert [intent.status for intent in sessions] == ["succeeded"]


async def test_no_page_is_opened_while_a_charge_is_under_way(
    pages: PaymentPages, contract: Contract, cashier: Cashier, provider: RunningGateway
) -> None:
    provider.faults(lose_answers=1)
    with pytest.raises(ApplicationError):
        await cashier.charge(contract.order())
    with pytest.raises(ApplicationError, match="under way"):
        await pages.open(order(contract))


async def test_a_card_page_saves_another_card(
    pages: PaymentPages, contract: Contract, database: Database, provider: RunningGateway, cashier: Cashier
) -> None:
    wanted = CardPageOrder(contract.subscription_id, f"{contract.bill_id}:card")
    opened = await pages.open_card(wanted)
    assert await pages.open_card(wanted) == opened
    assert not (await look(pages, contract)).new_card
    await asyncio.to_thread(provider.pay, await url_of(database, opened.page_id), MASTERCARD)
    assert await look(pages, contract) == PageNews(paid=False, new_card=True)
    assert not (await look(pages, contract)).new_card, "it is new once"
    await cashier.charge(contract.order())
    (attempt,) = [one for one in await attempts_of(database, contract) if one.way == "card"]
    assert (attempt.outcome, attempt.payment_method != contract.payment_method) == ("succeeded", True)


async def test_a_bill_of_nothing_is_settled_by_saving_a_card(
    pages: PaymentPages, contract: Contract, database: Database, provider: RunningGateway
) -> None:
    async with database.transaction() as session:
        await session.execute(
            update(Bill).where(Bill.id == contract.bill_id).values(gross=0, items=[], key="first")
        )
        row = await session.get_one(Subscription, contract.subscription_id)
        row.gateway_customer = row.payment_method = None
    opened = await pages.open(order(contract))
    await asyncio.to_thread(provider.pay, await url_of(database, opened.page_id), VISA)
    assert (await look(pages, contract)).paid
    async with database.transaction() as session:
        row = await session.get_one(Subscription, contract.subscription_id)
    assert row.gateway_customer is not None
    assert row.payment_method is not None
    assert provider.client.v1.payment_intents.list({"customer": row.gateway_customer}).data == []


async def test_two_who_ask_at_once_get_one_page(
    pages: PaymentPages, contract: Contract, database: Database
) -> None:
    opened = await asyncio.gather(*(pages.open(order(contract, f"act_{n}")) for n in range(5)))
    assert len({one.page_id for one in opened}) == 1
    assert len(await attempts_of(database, contract)) == 1


async def test_a_page_left_open_is_told_apart_from_one_that_ended(
    pages: PaymentPages, contract: Contract, database: Database, gateway: Gateway
) -> None:
    opened = await pages.open_card(CardPageOrder(contract.subscription_id, new_id(Prefix.ACT)))
    async with database.transaction() as session:
        page = await session.scalar(select(CardPage).where(CardPage.id == opened.page_id))
    assert page is not None
    assert (page.outcome, page.asked_at >= NOW) == ("unknown", True)
    await gateway.close_page(page.checkout_session or "")
    assert not (await look(pages, contract)).new_card
    async with database.transaction() as session:
        assert (await session.get_one(CardPage, page.id)).outcome == Outcome.EXPIRED.value


def test_the_gateway_leads_back_to_the_subscription() -> None:
    assert pages_module.RETURN_PATH.startswith("/app/subscription")
