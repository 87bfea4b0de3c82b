"""Cards that were replaced are forgotten by the gateway; those that are needed never are (S3, P1)."""

import pytest
from temporalio.exceptions import ApplicationError

from activities.payments.cards import CardKeeper
from activities.payments.cashier import Cashier
from activities.payments.gateway import Gateway
from models import Bill, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.payments.contracts import NOW, Contract, saved_card
from tests.activities.payments.running_gateway import RunningGateway


@pytest.fixture
def keeper(database: Database, gateway: Gateway) -> CardKeeper:
    return CardKeeper(database, gateway)


def attached(provider: RunningGateway, contract: Contract) -> list[str]:
    """The cards that can be charged, the newest first."""
    listed = provider.client.v1.customers.payment_methods.list(contract.customer, {"type": "card"})
    return [method.id for method in listed.data]


async def change(database: Database, contract: Contract, **values: str | None) -> None:
    async with database.transaction() as session:
        row = await session.get_one(Subscription, contract.subscription_id)
        for name, value in values.items():
            setattr(row, name, value)


async def close_bill(database: Database, contract: Contract, state: str) -> None:
    async with database.transaction() as session:
        (await session.get_one(Bill, contract.bill_id)).state = state


async def test_the_replaced_card_goes_and_a_newer_one_stays(
    keeper: CardKeeper, contract: Contract, database: Database, gateway: Gateway, provider: RunningGateway
) -> None:
    second = await saved_card(gateway, provider, contract.customer, "5555555555554444")
    third = await saved_card(gateway, provider, contract.customer)
    await change(database, contract, payment_method=second)
    assert await keeper.forget(contract.subscription_id) == 1
    assert attached(provider, contract) == [third, second], "the newest was saved a moment ago"
    assert await keeper.forget(contract.subscription_id) == 0


async def test_a_card_with_an_unknown_charge_stays_until_it_is_known(
    keeper: CardKeeper,
    contract: Contract,
    cashier: Cashier,
    database: Database,
    gateway: Gateway,
    provider: RunningGateway,
) -> None:
    provider.faults(lose_answers=1)
    with pytest.raises(ApplicationError):
        await cashier.charge(contract.order())
    other = await saved_card(gateway, provider, contract.customer)
    await change(database, contract, payment_method=other)
    assert await keeper.forget(contract.subscription_id) == 0
    assert contract.payment_method in attached(provider, contract)
    await cashier.charge(contract.order())
    await change(database, contract, payment_method=other)
    assert await keeper.forget(contract.subscription_id) == 1
    assert attached(provider, contract) == [other]


@pytest.mark.parametrize(
    ("state", "reason", "bill", "left"),
    [
        ("blocked", None, "paid", 0),
        ("succeeded", None, "voided", 0),
        ("download_only", "withdrawn", "voided", 0),
        ("blocked", None, "claimed", 1),
        ("download_only", "cancelled", "paid", 1),
        ("download_only", "unpaid", "open", 1),
    ],
)
async def test_all_go_once_nothing_is_left_to_charge(
    keeper: CardKeeper,
    contract: Contract,
    database: Database,
    provider: RunningGateway,
    state: str,
    reason: str | None,
    bill: str,
    left: int,
) -> None:
    await close_bill(database, contract, bill)
    await change(database, contract, state=state, reason=reason)
    await keeper.forget(contract.subscription_id)
    assert len(attached(provider, contract)) == left
    async with database.transaction() as session:
        row = await session.get_one(Subscription, contract.subscription_id)
    assert row.payment_method == (contract.payment_method if left else None)


async def test_the_card_of_the_contract_that_follows_stays(
    keeper: CardKeeper, contract: Contract, database: Database, gateway: Gateway, provider: RunningGateway
) -> None:
    other = await saved_card(gateway, provider, contract.customer)
    await close_bill(database, contract, "paid")
    async with database.transaction() as session:
        old = await session.get_one(Subscription, contract.subscription_id)
        old.state = "succeeded"
        kept = {name: getattr(old, name) for name in Subscription.__table__.columns.keys()}  # noqa: SIM118
        new = kept | {"id": new_id(Prefix.SUBSCRIPTION), "state": "pending_payment", "selected_at": NOW}
        following = Subscription(**new | {"payment_method": None})
        session.add(following)
    assert await keeper.forget(contract.subscription_id) == 0, "it has not named its card yet"
    async with database.transaction() as session:
        row = await session.get_one(Subscription, following.id)
        row.state, row.payment_method = "active", other
    assert await keeper.forget(contract.subscription_id) == 1
    assert attached(provider, contract) == [other]


async def test_a_card_that_is_forgotten_already_is_no_failure(
    contract: Contract, gateway: Gateway, provider: RunningGateway
) -> None:
    for _ in range(2):
        await gateway.forget_card(contract.payment_method)
    assert attached(provider, contract) == []
