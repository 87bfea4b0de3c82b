"""Subscriptions and bills in the tables, as the workflow would have written them."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from activities.payments.cashier import Cashier
from activities.payments.gateway import Gateway
from activities.payments.messages import ChargeOrder, ChargeResult
from models import Bill, Business, PaymentAttempt, PlanVersion, Subscription, User
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.payments.running_gateway import RunningGateway

NOW = datetime.now(UTC)
URLS = ("https://firma.example/plan", "https://firma.example/plan/back")


@dataclass(frozen=True)
class Contract:
    """A subscription with one open bill."""

    business_id: str
    subscription_id: str
    bill_id: str
    customer: str
    payment_method: str

    def order(self, number: int = 1) -> ChargeOrder:
        """The charge of a day, as the workflow orders it."""
        return ChargeOrder(self.bill_id, f"subscription-{self.subscription_id}:2027-02:{number}")


async def contracted(database: Database, gateway: Gateway, provider: RunningGateway) -> Contract:
    """Everything in the tables, and the card saved at the gateway."""
    business_id = new_id(Prefix.BUSINESS)
    customer = await gateway.make_customer(business_id, "es")
    method = await saved_card(gateway, provider, customer)
    contract = Contract(business_id, new_id(Prefix.SUBSCRIPTION), new_id(Prefix.BILL), customer, method)
    async with database.transaction() as session:
        for row in _rows(contract):
            session.add(row)
            await session.flush()
    return contract


async def saved_card(
    gateway: Gateway, provider: RunningGateway, customer: str, number: str = "4242424242424242"
) -> str:
    """Saves a card on the hosted page."""
    page = await gateway.open_card_page(uuid4().hex, customer, "sbc_1", URLS, "es")
    answer = await asyncio.to_thread(provider.pay, page.url, number)
    assert answer.status_code == 303, answer.text
    found = await gateway.read_page(page.session_id)
    assert found.payment_method is not None
    return found.payment_method


def _rows(contract: Contract) -> tuple[User | Business | PlanVersion | Subscription | Bill, ...]:
    user_id, plan_id = new_id(Prefix.USER), new_id(Prefix.PLAN)
    item = {"kind": "renewal", "net": "29.00", "vat_rate": "21", "vat": "6.09", "gross": "35.09"}
    return (
        User(
            id=user_id,
            email=f"{user_id}@example.com".lower(),
            password_hash="hash",
            email_verified_at=NOW,
            created_at=NOW,
        ),
        Business(id=contract.business_id, owner_id=user_id, name="Prueba", country="ES", created_at=NOW),
        PlanVersion(
            id=plan_id,
            code=plan_id.lower(),
            version=1,
            names={"es": "Pro", "en": "Pro"},
            kind="monthly",
            fee=Decimal(29),
            months=1,
            businesses=1,
            offered_from=NOW,
            published_by=user_id,
        ),
        Subscription(
            id=contract.subscription_id,
            business_id=contract.business_id,
            chosen_by=user_id,
            plan_version_id=plan_id,
            plan={"kind": "monthly", "fee": "29.00", "months": 1, "monthly_fee": None},
            allowance={},
            discount=Decimal(0),
            customer="company",
            buyer={},
            terms_version="2026-11-22",
            selected_at=NOW,
            state="active",
            gateway_customer=contract.customer,
            payment_method=contract.payment_method,
        ),
        Bill(
            id=contract.bill_id,
            business_id=contract.business_id,
            subscription_id=contract.subscription_id,
            key="2027-02",
            month="2027-02",
            window_start=NOW,
            window_end=NOW + timedelta(days=5),
            items=[item],
            gross=Decimal("35.09"),
            state="open",
        ),
    )


async def until_known(cashier: Cashier, order: ChargeOrder, seconds: float = 20) -> ChargeResult:
    """Retries as Temporal does."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                return await cashier.charge(order)
            except ApplicationError as error:
                if error.non_retryable:
                    raise
                await asyncio.sleep(0.05)


async def bill_of(database: Database, contract: Contract) -> Bill:
    """The bill as it stands."""
    async with database.transaction() as session:
        return await session.get_one(Bill, contract.bill_id)


async def attempts_of(database: Database, contract: Contract) -> list[PaymentAttempt]:
    """All attempts of the bill, oldest first."""
    async with database.transaction() as session:
        rows = await session.scalars(
            select(PaymentAttempt)
            .where(PaymentAttempt.bill_id == contract.bill_id)
            .order_by(PaymentAttempt.id)
        )
        return list(rows)
