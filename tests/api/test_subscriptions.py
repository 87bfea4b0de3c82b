"""A plan over the API, on the real worker and the gateway's stand-in (contract S2–S14)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select
from temporalio.testing import TimeSkipper

from activities.webhooks.gateway_events import GatewayEvents
from api.acting.subscriptions import carry_on_declarations
from deploy.gateway.postman import signature
from models import Bill, GatewayEvent, Mail, PaymentAttempt, Subscription, SubscriptionAct, User
from models.identifiers import Prefix, new_id
from settings import Settings
from terms.calendar import HOLDER_ZONE, Month, local_date, start_of_day
from tests.activities.payments.running_gateway import RunningGateway
from tests.activities.receipts.test_maker import words_of
from tests.api.calling import (
    BROWSER,
    Owner,
    all_seeing,
    business_draft,
    new_email,
    parts_of,
    problem,
    registered_user,
    until,
)
from tests.api.staffing import staff_caller
from tests.running import RunningTemporal
from workflows.identifiers import subscription_workflow_id

VISA, ASKS_EACH_TIME = "4242424242424242", "4000002760003184"
SECRET = "whsec_test"


@pytest.fixture(scope="module")
async def plan(app: FastAPI) -> str:
    """A monthly plan on offer."""
    billing = await staff_caller(app, "billing")
    names = {"es": "Profesional", "en": "Professional"}
    draft = {"code": f"plan-{uuid4().hex[:8]}", "names": names, "kind": "monthly", "fee": "2900.00"}
    made = await billing.post("/v1/staff/plans", json=draft)
    await billing.aclose()
    return str(made.json()["id"])


async def owner_of(app: FastAPI, **changes: Any) -> Owner:
    """A new owner."""
    owner = Owner(app, headers=BROWSER)
    owner.email = new_email()
    await registered_user(app, owner, owner.email)
    made = await owner.post("/v1/businesses", json=await business_draft(owner) | changes)
    made.raise_for_status()
    return owner


async def chosen(owner: Owner, plan: str) -> dict[str, Any]:
    """The contract, awaiting its payment."""
    quote = (await owner.post("/v1/subscriptions/preview", json={"plan_id": plan})).json()
    draft = {"plan_id": plan, "first_charge": quote["first_charge"]["gross"]}
    made = await owner.post("/v1/subscriptions", json=draft, headers={"Idempotency-Key": uuid4().hex})
    assert made.status_code == 201, made.text
    body: dict[str, Any] = made.json()
    return body


async def state_of(owner: Owner, state: str) -> dict[str, Any]:
    """Waits until the subscription is there."""

    async def read() -> dict[str, Any] | None:
        body: dict[str, Any] = (await owner.get("/v1/subscription")).json()
        return body if body.get("state") == state else None

    found: dict[str, Any] = await until(read, 20)
    return found


@pytest.mark.rule("S2", "S3")
@pytest.mark.usefixtures("paying")
async def test_a_plan_is_previewed_chosen_paid_cancelled_and_kept(
    app: FastAPI, plan: str, provider: RunningGateway
) -> None:
    owner = await owner_of(app)
    assert problem(await owner.get("/v1/subscription")) == "not-found"
    quote = (await owner.post("/v1/subscriptions/preview", json={"plan_id": plan})).json()
    assert (quote["vat"]["rate"], quote["first_step"], quote["withdrawal_until"]) == ("21", "pay", None)
    assert quote["charges"][1]["gross"] == "3509.00"
    wrong = {"plan_id": plan, "first_charge": "1.00"}
    assert problem(await owner.post("/v1/subscriptions", json=wrong)) == "price-changed"
    made = await chosen(owner, plan)
    assert (made["state"], made["card"]) == ("pending_payment", None)
    again = {"plan_id": plan, "first_charge": quote["first_charge"]["gross"]}
    assert problem(await owner.post("/v1/subscriptions", json=again)) == "payment-pending"
    await asyncio.to_thread(provider.pay, made["payment_page"], VISA)
    await owner.post("/v1/subscription/checkout-return")
    active = await state_of(owner, "active")
    assert active["card"]["last4"] == "4242"
    charged = provider.client.v1.payment_intents.list().data[0].amount
    assert Decimal(charged) / 100 == Decimal(quote["first_charge"]["gross"])
    assert problem(await owner.post("/v1/subscriptions", json=again)) == "already-subscribed"
    assert problem(await owner.post("/v1/subscription/payment-page")) == "nothing-owed"

    async def invoiced() -> dict[str, Any] | None:
        items = (await owner.get("/v1/invoices")).json()["items"]
        return items[0] if items else None

    invoice = await until(invoiced, 20)
    assert invoice["gross"] == quote["first_charge"]["gross"]

    async def printed() -> Any:
        answer = await owner.get(f"/v1/invoices/{invoice['id']}/pdf")
        return answer if answer.status_code == 200 else None

    assert (await until(printed, 20)).content.startswith(b"%PDF")
    foreseen = (await owner.get("/v1/subscription/timeline", params={"if": "cancel_today"})).json()
    cancelled = (await owner.post("/v1/subscription/cancel", json={})).json()
    ends = [line["at"] for line in foreseen["lines"] if line["what"] == "deadline:cancellation_effective"]
    assert [cancelled["ends_at"]] == ends
    assert cancelled["may_take_back"]
    assert problem(await owner.post("/v1/subscription/cancel", json={})) == "subscription-already-ending"
    async with all_seeing(app).transaction() as session:
        acts = select(SubscriptionAct).where(
            SubscriptionAct.subscription_id == cancelled["id"], SubscriptionAct.outcome == "taken"
        )
        act = (await session.scalars(acts)).one()
    assert act.body["statement"] == cancelled["statements"]["cancel_at_period_end"]["es"]
    kept = (await owner.post("/v1/subscription/take-back")).json()
    assert (kept["ends_at"], kept["cancelled_at"]) == (None, None)
    card = (await owner.post("/v1/subscription/card-page")).json()
    assert card["url"].startswith(provider.url)
    await owner.aclose()


@pytest.mark.rule("S14")
@pytest.mark.usefixtures("paying")
async def test_a_consumer_withdraws_in_two_steps(app: FastAPI, plan: str, provider: RunningGateway) -> None:
    owner = await owner_of(app, customer_kind="consumer", tax_id="12345678Z")
    made = await chosen(owner, plan)
    await asyncio.to_thread(provider.pay, made["payment_page"], VISA)
    await owner.post("/v1/subscription/checkout-return")
    assert (await state_of(owner, "active"))["may_withdraw"]
    shown = (await owner.get("/v1/subscription")).json()["statements"]["withdraw"]["en"]
    body = {"name": "Lucía Soler", "language": "en"}
    stated = await owner.post("/v1/subscription/withdrawals", json=body)
    assert stated.status_code == 201, stated.text
    assert stated.json()["statement"] == shown
    assert (stated.json()["confirmed_at"], stated.json()["mail"]) == (None, owner.email)
    assert Decimal(stated.json()["refund"]) > 0
    assert (await owner.get("/v1/subscription")).json()["state"] == "active", "nothing happens before"
    path = f"/v1/subscription/withdrawals/{stated.json()['id']}/confirm"
    confirmed = await owner.post(path)
    assert confirmed.json()["confirmed_at"] is not None, confirmed.text
    assert (await state_of(owner, "download_only"))["reason"] == "withdrawn"

    async def acknowledged() -> Any:
        return (await owner.get("/v1/subscription/receipts")).json()["items"]

    (receipt,) = await until(acknowledged, 30)
    assert (receipt["declaration_id"], receipt["kind"]) == (stated.json()["id"], "withdraw")
    pdf = await owner.get(f"/v1/subscription/receipts/{receipt['id']}/pdf")
    assert (pdf.status_code, pdf.content[:4]) == (200, b"%PDF")
    assert f"«{shown}»" in words_of(pdf.content)
    await forget_statement(app, stated.json()["id"])
    (kept,) = (await owner.get("/v1/subscription/withdrawals")).json()["items"]
    assert kept["statement"] == shown, "one without its own is told in the reader's language"
    other = await owner_of(app)
    assert (await other.get("/v1/subscription/receipts")).json()["items"] == []
    assert problem(await other.get(f"/v1/subscription/receipts/{receipt['id']}/pdf")) == "not-found"
    await other.aclose()
    await owner.aclose()


async def forget_statement(app: FastAPI, act_id: str) -> None:
    """An act as it was kept before statements were kept with it, read by somebody who reads English."""
    async with all_seeing(app).transaction() as session:
        act = await session.get_one(SubscriptionAct, act_id)
        act.body = {"name": act.body["name"]}
        (await session.get_one(User, act.user_id)).language = "en"


@pytest.mark.usefixtures("paying")
async def test_a_choice_is_abandoned(app: FastAPI, plan: str) -> None:
    owner = await owner_of(app)
    await chosen(owner, plan)
    given_up = await owner.post("/v1/subscription/abandon")
    assert given_up.json()["state"] == "lapsed", given_up.text
    assert (await chosen(owner, plan))["state"] == "pending_payment"
    await owner.aclose()


def event(subscription_id: str, event_id: str) -> tuple[str, dict[str, str]]:
    """A signed event of a page that was finished, and its headers."""
    about = {"id": "cs_1", "object": "checkout.session", "metadata": {"subscription": subscription_id}}
    body = json.dumps({"id": event_id, "type": "checkout.session.completed", "data": {"object": about}})
    return body, {"Stripe-Signature": signature(SECRET, body, int(time.time()))}


@pytest.fixture
def hearing(app: FastAPI) -> Iterator[None]:
    """The application believes what is signed with our secret."""
    parts = parts_of(app)
    app.state.parts = replace(parts, gateway_events=GatewayEvents(parts.database, SecretStr(SECRET)))
    yield
    app.state.parts = parts


@pytest.mark.usefixtures("paying", "hearing")
async def test_the_gateways_webhook_begins_a_contract(
    app: FastAPI, plan: str, provider: RunningGateway
) -> None:
    owner = await owner_of(app)
    made = await chosen(owner, plan)
    await asyncio.to_thread(provider.pay, made["payment_page"], VISA)
    body, headers = event(made["id"], f"evt_{uuid4().hex}")
    forged = await owner.post("/v1/webhooks/stripe", content=body + " ", headers=headers)
    assert problem(forged) == "webhook-refused"
    for _ in range(3):
        taken = await owner.post("/v1/webhooks/stripe", content=body, headers=headers)
        assert taken.status_code == 204, taken.text
    await state_of(owner, "active")
    async with all_seeing(app).transaction() as session:
        rows = (await session.scalars(select(GatewayEvent))).all()
    kept = [row for row in rows if row.about.get("subscription") == made["id"]]
    assert [(row.attempts, row.handled_at is not None) for row in kept] == [(1, True)]
    other, signed = event("biz_1", f"evt_{uuid4().hex}")
    assert (await owner.post("/v1/webhooks/stripe", content=other, headers=signed)).status_code == 204
    await owner.aclose()


@pytest.mark.usefixtures("paying")
async def test_a_declaration_that_was_kept_but_not_heard_is_carried_out(
    app: FastAPI, plan: str, provider: RunningGateway
) -> None:
    owner = await owner_of(app)
    made = await chosen(owner, plan)
    await asyncio.to_thread(provider.pay, made["payment_page"], VISA)
    await owner.post("/v1/subscription/checkout-return")
    active = await state_of(owner, "active")
    at = datetime.now(UTC)
    async with all_seeing(app).transaction() as session:
        row = await session.get_one(Subscription, active["id"])
        session.add(
            SubscriptionAct(
                id=new_id(Prefix.ACT),
                business_id=row.business_id,
                subscription_id=row.id,
                user_id=row.chosen_by,
                kind="cancel",
                body={"cancel_at": "period_end"},
                stated_at=at,
                confirmed_at=at,
            )
        )
    await carry_on_declarations(parts_of(app), at + timedelta(minutes=2))
    assert (await owner.get("/v1/subscription")).json()["cancelled_at"] is not None
    await owner.aclose()


class Renewal:
    """A contract whose bank asks the card's owner each time, and its own clock."""

    def __init__(
        self, app: FastAPI, temporal: RunningTemporal, provider: RunningGateway, owner: Owner
    ) -> None:
        self._app = app
        self._provider = provider
        self._skipper = TimeSkipper(temporal.client)
        self._client = temporal.client
        self.owner = owner
        self.id = ""

    async def begin(self, plan: str) -> None:
        """Chosen, and its first payment confirmed."""
        self.id = (made := await chosen(self.owner, plan))["id"]
        await self.pay(made["payment_page"])
        await state_of(self.owner, "active")

    async def pay(self, page: str) -> None:
        """Confirms on the hosted page, and comes back."""
        answer = await asyncio.to_thread(self._provider.pay, page, ASKS_EACH_TIME)
        assert answer.status_code == 303, answer.text
        await self.owner.post("/v1/subscription/checkout-return")

    async def refuse(self, page: str) -> None:
        """Does not confirm to the bank."""
        path, form = page.removeprefix(self._provider.url), {"number": ASKS_EACH_TIME, "answer": "fail"}
        answer = await asyncio.to_thread(lambda: self._provider.http.post(f"{path}/confirm", data=form))
        assert answer.status_code == 402
        await self.owner.post("/v1/subscription/checkout-return")

    async def page(self) -> str:
        """Where the mail's button leads in the end."""
        opened = await self.owner.post("/v1/subscription/payment-page")
        assert opened.status_code == 200, opened.text
        return str(opened.json()["url"])

    async def until(self, day: int) -> None:
        """Lets the contract's clock run to the end of a day of the next month."""
        handle = self._client.get_workflow_handle(subscription_workflow_id(self.id))
        first = Month.of(local_date(datetime.now(UTC), HOLDER_ZONE)).plus(1).first_day
        target = start_of_day(first + timedelta(days=day), HOLDER_ZONE) + timedelta(minutes=1)
        await self._skipper.fast_forward(handle, target - await self._skipper.get_current_time(handle))

    async def attempts(self) -> list[tuple[str, str]]:
        """How each charge of the renewal was tried and ended, oldest first."""
        async with all_seeing(self._app).transaction() as session:
            rows = await session.execute(
                select(PaymentAttempt.way, PaymentAttempt.outcome)
                .join(Bill, Bill.id == PaymentAttempt.bill_id)
                .where(Bill.subscription_id == self.id, Bill.key != "first")
                .order_by(PaymentAttempt.id)
            )
            return [(way, outcome) for way, outcome in rows]

    async def mails(self) -> list[str]:
        """What the owner was told of charges, by purpose, oldest first; each has left."""
        async with all_seeing(self._app).transaction() as session:
            rows = await session.scalars(
                select(Mail.purpose)
                .where(Mail.key.like(f"subscription-{self.id}:%"), Mail.state.in_(("accepted", "delivered")))
                .order_by(Mail.id)
            )
            return [purpose for purpose in rows if "charge" in purpose]

    async def invoices(self) -> int:
        """How many there are."""
        return len((await self.owner.get("/v1/invoices")).json()["items"])


@pytest.fixture
async def renewal(
    app: FastAPI, temporal: RunningTemporal, provider: RunningGateway, plan: str, paying: None
) -> AsyncIterator[Renewal]:
    renewal = Renewal(app, temporal, provider, await owner_of(app))
    await renewal.begin(plan)
    yield renewal
    await renewal.owner.aclose()


async def test_the_bank_asks_at_a_renewal_and_is_answered_on_the_page(
    renewal: Renewal, settings: Settings
) -> None:
    await renewal.until(1)
    assert await renewal.attempts() == [("card", "declined")]
    await until(lambda: mailed(renewal, 1), 20)
    async with httpx.AsyncClient(base_url=settings.sendgrid_host, trust_env=False) as inbox:
        listed = (await inbox.get("/inbox/messages", params={"to": renewal.owner.email})).json()["messages"]
        message = (await inbox.get(f"/inbox/messages/{listed[0]['id']}")).json()
    assert "Su banco pide que confirme usted el pago" in " ".join(message["text"].split())
    business = (await renewal.owner.get("/v1/businesses/current")).json()["id"]
    assert message["links"] == [f"http://rubrica.test/app/subscription?business={business}"]
    await renewal.pay(await renewal.page())
    await until(lambda: renewal_paid(renewal), 20)
    await renewal.until(7)
    assert (await renewal.owner.get("/v1/subscription")).json()["state"] == "active"
    assert await renewal.attempts() == [("card", "declined"), ("page", "succeeded")]
    assert await renewal.mails() == ["subscription-charge-failed", "subscription-charged"]


async def test_the_bank_is_refused_and_the_page_ignored_until_the_service_is_limited(
    renewal: Renewal,
) -> None:
    await renewal.until(1)
    await renewal.refuse(await renewal.page())
    await renewal.until(5)
    limited = await state_of(renewal.owner, "download_only")
    assert limited["reason"] == "unpaid"
    assert [way for way, _ in await renewal.attempts()] == ["card", "page"], (
        "a card that asks is not tried again"
    )
    assert await renewal.mails() == ["subscription-charge-failed"]
    assert await renewal.invoices() == 1
    await renewal.pay(await renewal.page())
    await state_of(renewal.owner, "active")
    await until(lambda: renewal_paid(renewal), 20)


async def mailed(renewal: Renewal, count: int) -> bool:
    return len(await renewal.mails()) >= count


async def renewal_paid(renewal: Renewal) -> bool:
    """Paid, told and invoiced."""
    return await renewal.invoices() == 2 and "subscription-charged" in await renewal.mails()
