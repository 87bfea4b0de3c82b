"""A plan over the API, on the real worker and the gateway's stand-in (contract S2–S14)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select

from activities.webhooks.gateway_events import GatewayEvents
from api.acting.subscriptions import carry_on_declarations
from deploy.gateway.postman import signature
from models import GatewayEvent, Subscription, SubscriptionAct
from models.identifiers import Prefix, new_id
from settings import Settings
from tests.activities.payments.running_gateway import RunningGateway
from tests.api.calling import (
    BROWSER,
    Owner,
    all_seeing,
    business_draft,
    changed,
    new_email,
    parts_of,
    problem,
    registered_user,
    running_worker,
    until,
)
from tests.api.staffing import staff_caller
from tests.running import RunningTemporal

VISA = "4242424242424242"
SECRET = "whsec_test"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGateway]:
    provider = RunningGateway(Path(tmp_path_factory.mktemp("gateway")))
    yield provider
    provider.stop()


@pytest.fixture
async def paying(
    settings: Settings, temporal: RunningTemporal, provider: RunningGateway
) -> AsyncIterator[None]:
    """The real worker, led to the gateway's stand-in."""
    keyed: Any = type(settings.stripe_api_key)(provider.KEY)
    led = changed(settings, stripe_base_url=provider.url, stripe_api_key=keyed)
    async with running_worker(led, temporal.client):
        yield


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
    kept = (await owner.post("/v1/subscription/take-back")).json()
    assert (kept["ends_at"], kept["cancelled_at"]) == (None, None)
    card = (await owner.post("/v1/subscription/card-page")).json()
    assert card["url"].startswith(provider.url)
    await owner.aclose()


@pytest.mark.usefixtures("paying")
async def test_a_consumer_withdraws_in_two_steps(app: FastAPI, plan: str, provider: RunningGateway) -> None:
    owner = await owner_of(app, customer_kind="consumer", tax_id="12345678Z")
    made = await chosen(owner, plan)
    await asyncio.to_thread(provider.pay, made["payment_page"], VISA)
    await owner.post("/v1/subscription/checkout-return")
    assert (await state_of(owner, "active"))["may_withdraw"]
    stated = await owner.post("/v1/subscription/withdrawals", json={"name": "Lucía Soler"})
    assert stated.status_code == 201, stated.text
    assert (stated.json()["confirmed_at"], stated.json()["mail"]) == (None, owner.email)
    assert Decimal(stated.json()["refund"]) > 0
    assert (await owner.get("/v1/subscription")).json()["state"] == "active", "nothing happens before"
    path = f"/v1/subscription/withdrawals/{stated.json()['id']}/confirm"
    confirmed = await owner.post(path)
    assert confirmed.json()["confirmed_at"] is not None, confirmed.text
    assert (await state_of(owner, "download_only"))["reason"] == "withdrawn"
    await owner.aclose()


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
