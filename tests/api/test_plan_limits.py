"""Limits of use over the API (contract E5, A4): what goes beyond is refused, also of two at once."""

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from terms.plan_limits import WITHOUT_PLAN
from tests.activities.payments.running_gateway import RunningGateway
from tests.api.calling import Owner, business_draft, drafted, envelope_draft, new_email, pdf, problem
from tests.api.staffing import staff_caller
from tests.api.test_subscriptions import VISA, owner_of, state_of


async def offered(app: FastAPI, **includes: Any) -> str:
    """A free plan on offer that includes so much."""
    billing = await staff_caller(app, "billing")
    names = {"es": "Gratis", "en": "Free"}
    draft = {"code": f"plan-{uuid4().hex[:8]}", "names": names, "kind": "free", "includes": includes}
    made = await billing.post("/v1/staff/plans", json=draft)
    await billing.aclose()
    return str(made.json()["id"])


async def limited(app: FastAPI, **includes: Any) -> Owner:
    """An owner whose plan includes so much."""
    owner = await owner_of(app)
    choice = {"plan_id": await offered(app, **includes), "first_charge": "0.00"}
    (await owner.post("/v1/subscriptions", json=choice)).raise_for_status()
    await state_of(owner, "active")
    return owner


async def sent(owner: Owner, envelope_id: str) -> Any:
    return await owner.post(f"/v1/envelopes/{envelope_id}/send")


@pytest.mark.rule("E5")
@pytest.mark.usefixtures("paying")
async def test_of_many_sent_at_once_no_more_than_the_plan_includes_pass(app: FastAPI) -> None:
    owner = await limited(app, envelopes=2)
    drafts = [(await drafted(owner))["id"] for _ in range(5)]
    answers = await asyncio.gather(*(sent(owner, envelope_id) for envelope_id in drafts))
    assert Counter(answer.status_code for answer in answers) == {200: 2, 409: 3}
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert problem(refused) == "plan-limit-reached"
    cause = {"code": "envelopes", "allowed": "2", "used": "2", "detail": "change_plan"}
    assert refused.json()["errors"] == [cause]
    passed = [one for one, answer in zip(drafts, answers, strict=True) if answer.status_code == 200]
    assert (await sent(owner, passed[0])).status_code == 200, "sending again takes no other place"
    use = (await owner.get("/v1/subscription/use")).json()
    assert use["envelopes"] == {"used": 2, "included": 2}
    assert use["extra_envelope"] is None
    await owner.aclose()


@pytest.mark.rule("E5")
@pytest.mark.usefixtures("paying")
async def test_without_a_plan_everything_is_prepared_and_tested_and_nothing_sent(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await owner_of(app)
    ours = await prepared(owner)
    refused = await sent(owner, ours)
    assert (refused.status_code, problem(refused)) == (409, "plan-required")
    assert refused.json()["errors"] == [{"code": "no_plan", "detail": "choose_plan"}]
    assert (await owner.get(f"/v1/envelopes/{ours}")).json()["state"] == "draft"
    assert (await owner.get("/v1/subscriptions")).json() == {"items": [], "payer_id": None}
    mode = {"rubrica-mode": "test"}
    tried = await owner.post(f"/v1/envelopes/{await prepared(owner, mode)}/send", headers=mode)
    assert tried.status_code == 200, tried.text

    monkeypatch.setattr("api.access.limits.WITHOUT_PLAN", replace(WITHOUT_PLAN, storage_bytes=1))
    file = {"file": ("contrato.pdf", pdf(), "application/pdf")}
    full = await owner.post("/v1/documents", files=file)
    assert problem(full) == "plan-limit-reached"
    assert (full.json()["errors"][0]["code"], full.json()["errors"][0]["detail"]) == (
        "storage",
        "choose_plan",
    )

    choice = {"plan_id": await offered(app, envelopes=1), "first_charge": "0.00"}
    (await owner.post("/v1/subscriptions", json=choice)).raise_for_status()
    await state_of(owner, "active")
    assert (await sent(owner, ours)).status_code == 200
    assert (await owner.get("/v1/subscriptions")).json()["payer_id"] is not None
    await owner.aclose()


async def prepared(owner: Owner, headers: dict[str, str] | None = None) -> str:
    """A draft to its owner, without any plan; its id."""
    document = await owner.post(
        "/v1/documents", files={"file": ("contrato.pdf", pdf(), "application/pdf")}, headers=headers
    )
    draft = envelope_draft([document.json()["id"]])
    draft["signers"][0]["email"] = owner.email
    made = await owner.post("/v1/envelopes", json=draft, headers=headers)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


@pytest.mark.usefixtures("paying")
async def test_members_and_storage_are_limited(app: FastAPI) -> None:
    owner = await limited(app, members=2, storage_bytes=1)
    invitation = {"email": new_email(), "language": "es"}
    assert (await owner.post("/v1/invitations", json=invitation)).status_code == 201
    other = await owner.post("/v1/invitations", json=invitation | {"email": new_email()})
    assert problem(other) == "plan-limit-reached"
    again = await owner.post("/v1/invitations", json=invitation)
    assert problem(again) == "already-invited"
    file = {"file": ("contrato.pdf", pdf(), "application/pdf")}
    refused = await owner.post("/v1/documents", files=file)
    assert problem(refused) == "plan-limit-reached"
    assert refused.json()["errors"][0]["code"] == "storage"
    use = (await owner.get("/v1/subscription/use")).json()
    assert (use["members"], use["storage_bytes"]) == (
        {"used": 2, "included": 2},
        {"used": 0, "included": 1},
    )
    await owner.aclose()


@pytest.mark.rule("A4")
@pytest.mark.usefixtures("paying")
async def test_the_pages_of_a_shared_plan_tell_what_all_have_sent_at_its_price(
    app: FastAPI, provider: RunningGateway
) -> None:
    owner = await owner_of(app)
    plan_id = await offered(app, envelopes=1, extra_envelope="0.90", businesses=2)
    choice = {"plan_id": plan_id, "first_charge": "0.00"}
    page = (await owner.post("/v1/subscriptions", json=choice)).json()["payment_page"]
    await asyncio.to_thread(provider.pay, page, VISA)
    await owner.post("/v1/subscription/checkout-return")
    await state_of(owner, "active")
    payer = {"rubrica-business": (await owner.get("/v1/subscription/use")).json()["payer_id"]}
    second = (await owner.post("/v1/businesses", json=await business_draft(owner))).json()["id"]
    draft = {"business_id": second}
    (await owner.post("/v1/subscription/shares", json=draft, headers=payer)).raise_for_status()
    for headers in (payer, {"rubrica-business": second}, {"rubrica-business": second}):
        owner.headers.update(headers)
        assert (await sent(owner, (await drafted(owner))["id"])).status_code == 200
    owner.headers.update(payer)
    (await owner.post(f"/v1/subscription/shares/{second}/end")).raise_for_status()
    use = (await owner.get("/v1/subscription/use")).json()
    assert use["envelopes"] == {"used": 3, "included": 1}
    assert (use["extra_envelopes"], use["extra_so_far"]) == (2, "1.80")
    usage = (await owner.get("/v1/subscription")).json()["usage"]
    assert usage == {"envelopes": 3, "included": 1}, "both pages say the same"
    await owner.aclose()


@pytest.mark.rule("A4")
@pytest.mark.usefixtures("paying")
async def test_businesses_of_one_owner_share_a_plan_its_limits_and_its_end(app: FastAPI) -> None:
    owner = await limited(app, envelopes=2, businesses=2)
    payer = {"rubrica-business": (await owner.get("/v1/subscription/use")).json()["payer_id"]}
    ids = [(await owner.post("/v1/businesses", json=await business_draft(owner))).json()["id"] for _ in "12"]
    second = {"rubrica-business": ids[0]}
    assert problem(await owner.get("/v1/subscription/use", headers=second)) == "not-found"

    async def share(business_id: str) -> Any:
        draft = {"business_id": business_id}
        return await owner.post("/v1/subscription/shares", json=draft, headers=payer)

    stranger = await limited(app)
    theirs = (await stranger.get("/v1/subscription/use")).json()["payer_id"]
    assert problem(await share(theirs)) == "not-found"
    shared = await share(ids[0])
    assert [one["business_id"] for one in shared.json()["items"]] == [ids[0]]
    assert problem(await share(ids[1])) == "plan-limit-reached"
    for headers in (payer, second):
        owner.headers.update(headers)
        envelope = await drafted(owner)
        assert (await sent(owner, envelope["id"])).status_code == 200
    assert (await owner.get("/v1/subscription/use")).json()["envelopes"] == {"used": 2, "included": 2}
    assert problem(await sent(owner, (await drafted(owner))["id"])) == "plan-limit-reached"
    choice = {"plan_id": await offered(app), "first_charge": "0.00"}
    assert problem(await owner.post("/v1/subscriptions", json=choice)) == "already-subscribed"
    owner.headers.update(payer)
    ended = await owner.post(f"/v1/subscription/shares/{ids[0]}/end")
    assert ended.json()["items"] == []
    owner.headers.update(second)
    assert (await owner.post("/v1/subscriptions", json=choice)).status_code == 201
    for caller in (owner, stranger):
        await caller.aclose()
