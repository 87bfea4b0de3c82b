"""Changing the plan over the API, on the real worker and the gateway's stand-in (contract S15)."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from tests.activities.payments.running_gateway import RunningGateway
from tests.api.calling import Owner, problem, until
from tests.api.staffing import staff_caller
from tests.api.test_subscriptions import VISA, chosen, owner_of, state_of

NEEDS_CONFIRMATION = "4000002760003184"


@pytest.fixture(scope="module")
async def offers(app: FastAPI) -> dict[str, str]:
    """Ids of plans on offer, by their fee."""
    billing = await staff_caller(app, "billing")
    made = {}
    for fee in ("0.00", "2900.00", "4900.00"):
        kind = "monthly" if Decimal(fee) else "free"
        names = {"es": f"Plan {fee}", "en": f"Plan {fee}"}
        draft = {"code": f"plan-{uuid4().hex[:8]}", "names": names, "kind": kind, "fee": fee}
        made[fee] = str((await billing.post("/v1/staff/plans", json=draft)).json()["id"])
    await billing.aclose()
    return made


async def contracted(app: FastAPI, plan: str, provider: RunningGateway, card: str | None = VISA) -> Owner:
    """An owner whose plan runs."""
    owner = await owner_of(app)
    made = await chosen(owner, plan)
    if card is not None:
        await asyncio.to_thread(provider.pay, made["payment_page"], card)
        await owner.post("/v1/subscription/checkout-return")
    await state_of(owner, "active")
    return owner


async def previewed(owner: Owner, plan: str) -> dict[str, Any]:
    """What the change would come to."""
    answer = await owner.post("/v1/subscription/plan-changes/preview", json={"plan_id": plan})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def changed(owner: Owner, plan: str, due: str) -> dict[str, Any]:
    """The contract after asking for the change."""
    answer = await owner.post("/v1/subscription/plan-changes", json={"plan_id": plan, "due": due})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.usefixtures("paying")
async def test_a_plan_is_changed_up_at_once_and_down_later(
    app: FastAPI, offers: dict[str, str], provider: RunningGateway
) -> None:
    owner = await contracted(app, offers["2900.00"], provider)
    quote = await previewed(owner, offers["4900.00"])
    assert (quote["kind"], quote["first_step"], quote["rule"], quote["clause"]) == (
        "upgrade",
        "pay",
        "S15",
        "6.6",
    )
    assert quote["charges"][0]["net"] == "4900.00"
    wrong = {"plan_id": offers["4900.00"], "due": "1.00"}
    assert problem(await owner.post("/v1/subscription/plan-changes", json=wrong)) == "price-changed"
    up = await changed(owner, offers["4900.00"], quote["due"]["gross"])
    assert (up["plan"]["version_id"], up["change"], up["debt"]) == (offers["4900.00"], None, None)
    charged = provider.client.v1.payment_intents.list().data[0].amount
    assert Decimal(charged) / 100 == Decimal(quote["due"]["gross"])
    same = {"plan_id": offers["4900.00"]}
    refused = await owner.post("/v1/subscription/plan-changes/preview", json=same)
    assert problem(refused) == "same-plan"

    async def invoiced() -> dict[str, Any] | None:
        items = (await owner.get("/v1/invoices")).json()["items"]
        return next((one for one in items if one["gross"] == quote["due"]["gross"]), None)

    assert "cambio de plan" in (await until(invoiced, 20))["subject"]
    down = await previewed(owner, offers["0.00"])
    assert (down["kind"], down["due"]["gross"], down["first_step"]) == ("downgrade", "0.00", "nothing")
    later = await changed(owner, offers["0.00"], "0.00")
    assert later["plan"]["version_id"] == offers["4900.00"]
    assert (later["change"]["state"], later["change"]["begins_at"]) == ("scheduled", down["begins_at"])
    told = (await owner.get("/v1/subscription/timeline")).json()["lines"]
    assert {"plan:upgrade", "plan:downgrade"} <= {line["what"] for line in told}
    kept = await owner.post("/v1/subscription/plan-changes/take-back")
    assert kept.json()["change"] is None
    assert problem(await owner.post("/v1/subscription/plan-changes/take-back")) == "no-change-pending"
    await owner.aclose()


@pytest.mark.usefixtures("paying")
async def test_leaving_a_free_plan_is_paid_on_the_gateways_page(
    app: FastAPI, offers: dict[str, str], provider: RunningGateway
) -> None:
    owner = await contracted(app, offers["0.00"], provider, None)
    quote = await previewed(owner, offers["2900.00"])
    waiting = await changed(owner, offers["2900.00"], quote["due"]["gross"])
    assert waiting["plan"]["version_id"] == offers["0.00"]
    assert (waiting["change"]["state"], waiting["debt"]) == ("awaiting_payment", None)
    again = {"plan_id": offers["4900.00"], "due": "0.00"}
    assert problem(await owner.post("/v1/subscription/plan-changes", json=again)) in (
        "payment-pending",
        "price-changed",
    )
    await asyncio.to_thread(provider.pay, waiting["change"]["payment_page"], VISA)
    await owner.post("/v1/subscription/checkout-return")

    async def taken() -> bool:
        body = (await owner.get("/v1/subscription")).json()
        return bool(body["plan"]["version_id"] == offers["2900.00"] and body["change"] is None)

    await until(taken, 20)
    await owner.aclose()
