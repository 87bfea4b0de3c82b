"""The catalogue (contract S1, S2): versions on offer, promotions, and who may edit them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from tests.api.calling import Caller, Owner, problem
from tests.api.staffing import staff_caller


@pytest.fixture(scope="module")
async def billing(app: FastAPI) -> AsyncIterator[Caller]:
    caller = await staff_caller(app, "billing")
    yield caller
    await caller.aclose()


def draft(**changes: Any) -> dict[str, Any]:
    code = f"plan-{uuid4().hex[:8]}"
    names = {"es": "Profesional", "en": "Professional"}
    return {"code": code, "names": names, "kind": "monthly", "fee": "29.00"} | changes


async def offered(caller: Caller, code: str) -> dict[str, Any] | None:
    items = (await caller.get("/v1/plans")).json()["items"]
    return next((plan for plan in items if plan["code"] == code), None)


@pytest.mark.rule("S1")
async def test_a_new_version_is_offered_in_the_place_of_the_old_one(billing: Caller, anybody: Caller) -> None:
    first = (await billing.post("/v1/staff/plans", json=draft())).json()
    assert (first["version"], first["price"], first["discount"]) == (1, "29.00", "0")
    dearer = draft(code=first["code"], fee="35.00", includes={"envelopes": 10, "extra_envelope": "0.90"})
    second = await billing.post("/v1/staff/plans", json=dearer)
    assert (second.status_code, second.json()["version"]) == (201, 2)
    now_offered = await offered(anybody, first["code"])
    assert now_offered is not None
    assert (now_offered["id"], now_offered["fee"]) == (second.json()["id"], "35.00")
    versions = [
        plan
        for plan in (await billing.get("/v1/staff/plans")).json()["items"]
        if plan["code"] == first["code"]
    ]
    assert [(plan["version"], plan["offered_until"] is None) for plan in versions] == [(2, True), (1, False)]


async def test_the_same_request_publishes_once(billing: Caller) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    body = draft()
    answers = [await billing.post("/v1/staff/plans", json=body, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotent-Replayed"] == "true"


async def test_a_plan_is_offered_no_longer(billing: Caller, anybody: Caller) -> None:
    code = (await billing.post("/v1/staff/plans", json=draft())).json()["code"]
    assert (await billing.delete(f"/v1/staff/plans/{code}")).status_code == 204
    assert await offered(anybody, code) is None
    assert problem(await billing.delete(f"/v1/staff/plans/{code}")) == "not-found"


async def test_the_best_promotion_of_the_day_counts_alone(billing: Caller, anybody: Caller) -> None:
    code = (await billing.post("/v1/staff/plans", json=draft(fee="10.05"))).json()["code"]
    today = datetime.now(UTC).date()
    for percent, begins, ends in (("20", 0, 30), ("50", 5, 30), ("10", -5, 5)):
        days = {"first_day": today + timedelta(begins), "last_day": today + timedelta(ends)}
        body = {"plan_code": code, "names": {"es": "Oferta", "en": "Offer"}, "percent": percent}
        body |= {name: day.isoformat() for name, day in days.items()}
        assert (await billing.post("/v1/staff/promotions", json=body)).status_code == 201
    plan = await offered(anybody, code)
    assert plan is not None
    assert (plan["fee"], plan["price"], plan["discount"]) == ("10.05", "8.04", "20.00")
    best = next(
        one
        for one in (await billing.get("/v1/staff/promotions")).json()["items"]
        if (one["plan_code"], one["percent"]) == (code, "20.00")
    )
    assert (await billing.delete(f"/v1/staff/promotions/{best['id']}")).status_code == 204
    plan = await offered(anybody, code)
    assert plan is not None
    assert plan["price"] == "9.05"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "free", "fee": "1.00"},
        {"kind": "prepaid", "fee": "290.00", "months": 12},
        {"kind": "monthly", "months": 2},
        {"fee": "-1"},
        {"fee": "1.005"},
        {"code": "Ñ"},
        {"includes": {"businesses": 0}},
    ],
)
async def test_what_is_no_plan_is_refused(billing: Caller, wrong: dict[str, Any]) -> None:
    answer = await billing.post("/v1/staff/plans", json=draft(**wrong))
    assert (answer.status_code, problem(answer)) == (422, "validation")


async def test_a_promotion_of_a_plan_that_never_was_is_refused(billing: Caller) -> None:
    body = {"names": {"es": "x", "en": "x"}, "percent": "5", "first_day": "2026-12-01"}
    unknown = await billing.post(
        "/v1/staff/promotions", json=body | {"plan_code": "never-was", "last_day": "2026-12-31"}
    )
    assert problem(unknown) == "validation"
    backwards = await billing.post("/v1/staff/promotions", json=body | {"last_day": "2026-11-30"})
    assert problem(backwards) == "validation"


async def test_only_billing_edits_the_catalogue(app: FastAPI, owner: Owner) -> None:
    for role in ("support", "security", "dpo", "operations", "reviewer"):
        caller = await staff_caller(app, role)
        assert problem(await caller.post("/v1/staff/plans", json=draft())) == "role-required"
        await caller.aclose()
    assert problem(await owner.post("/v1/staff/plans", json=draft())) == "not-found"


SCENARIO = {
    "plan": {"kind": "monthly", "fee": 29.00},
    "customer": "company",
    "vat_rate": "21",
    "selected_at": "2027-01-20T10:00:00+01:00",
    "until": "2027-04-01T00:00:00+02:00",
    "payments": {"2027-02": None},
}


async def test_a_timeline_is_told_with_rule_clause_and_notices(anybody: Caller) -> None:
    answer = await anybody.post("/v1/terms/timeline", json={"scenario": SCENARIO})
    body = answer.json()
    first = body["timeline"]["charges"][0]
    assert (first["net"], first["vat"], first["gross"]) == ("11.23", "2.36", "13.59")
    limited = next(line for line in body["lines"] if line["what"] == "state:download_only:unpaid")
    assert (limited["at"], limited["rule"], limited["clause"]) == ("2027-02-05T23:00:00Z", "S7", "7.1")
    assert body["timeline"]["deadlines"]["grace_ends"] == "2027-03-03T00:00:00+01:00"
    assert {"charge_failed", "grace_ending", "ended_unpaid"} <= {one["kind"] for one in body["notices"]}


@pytest.mark.parametrize(
    "wrong", [{}, SCENARIO | {"vat_rate": "x"}, SCENARIO | {"until": "2300-01-01T00:00:00Z"}, {"plan": 1}]
)
async def test_what_is_no_scenario_is_refused(anybody: Caller, wrong: dict[str, Any]) -> None:
    answer = await anybody.post("/v1/terms/timeline", json={"scenario": wrong})
    assert (answer.status_code, problem(answer)) == (422, "validation")
    assert answer.json()["errors"][0]["pointer"] == "/scenario"
