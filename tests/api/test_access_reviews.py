"""The owner reviews who has access to the business, security who works for the holder (contract M2)."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from temporalio.client import WorkflowHandle

from models import ApiKey, StaffMember
from settings import Settings
from terms.access_review import Quarter, ReviewState
from tests.api.calling import (
    Caller,
    all_seeing,
    problem,
    registered_owner,
    until,
)
from tests.api.joining import joined
from tests.api.staffing import staff_caller
from tests.running import RunningTemporal
from workflows.access_review import AccessReviewWorkflow, ReviewStart
from workflows.identifiers import access_review_workflow_id

_quarters = (Quarter(year, number) for year in itertools.count(2028) for number in (1, 2, 3, 4))
pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def quarter() -> str:
    """One that no other test reviews, and that has not ended."""
    return str(next(_quarters))


async def opened(
    temporal: RunningTemporal, settings: Settings, quarter: str, business_id: str | None
) -> WorkflowHandle[Any, Any]:
    """A review that has begun."""
    return await temporal.client.start_workflow(
        AccessReviewWorkflow.run,
        ReviewStart(quarter, business_id, "Europe/Madrid"),
        id=access_review_workflow_id(quarter, business_id),
        task_queue=settings.temporal_task_queue,
    )


async def shown(caller: Caller, path: str, quarter: str) -> dict[str, Any]:
    """The quarter's review, as soon as it is there."""

    async def read() -> dict[str, Any] | None:
        found = (await caller.get(path)).json()["items"]
        return next((one for one in found if one["quarter"] == quarter), None)

    summary = await until(read)
    review: dict[str, Any] = (await caller.get(f"{path}/{summary['id']}")).json()
    return review


@pytest.mark.rule("M2")
async def test_an_owner_confirms_removes_and_signs_off(
    app: FastAPI, settings: Settings, temporal: RunningTemporal, quarter: str
) -> None:
    owner = await registered_owner(app)
    guest, guest_id = await joined(app, owner)
    assert (await guest.get("/v1/envelopes")).status_code == 200
    handle = await opened(temporal, settings, quarter, owner.business_id)
    review = await shown(owner, "/v1/access-reviews", quarter)
    assert (review["quarter"], review["state"], review["undecided"]) == (quarter, "open", 2)
    items = {entry["kind"]: entry for entry in review["entries"]}
    assert items["guest"]["subject"] == {
        "id": guest_id,
        "name": "Iván Ruiz",
        "email": (await guest.get("/v1/me")).json()["email"],
    }
    assert items["api_key"]["subject"]["name"] == "tests"

    path = f"/v1/access-reviews/{review['id']}"
    early = await owner.post(f"{path}/sign-off", json={})
    assert problem(early) == "items-undecided"
    remove = f"{path}/items/{items['guest']['id']}/decision"
    after = await owner.post(remove, json={"decision": "removed"})
    assert (after.status_code, after.json()["undecided"]) == (200, 1)
    assert problem(await guest.get("/v1/envelopes")) == "business-required"
    again = await owner.post(remove, json={"decision": "confirmed"})
    assert problem(again) == "already-decided"
    confirm = f"{path}/items/{items['api_key']['id']}/decision"
    assert (await owner.post(confirm, json={"decision": "confirmed"})).status_code == 200
    async with owner.program() as program:
        assert (await program.get("/v1/envelopes")).status_code == 200

    signed = await owner.post(f"{path}/sign-off", json={})
    assert (signed.status_code, signed.json()["state"]) == (200, "signed"), signed.text
    record = signed.json()["record"]
    assert len(record["sha256"]) == 64
    assert await handle.result() is ReviewState.SIGNED
    assert (await owner.get(path)).json() == signed.json()
    late = await owner.post(confirm, json={"decision": "removed"})
    assert problem(late) == "review-closed"
    log = (await owner.get("/v1/activity", params={"object": review["id"], "limit": 200})).json()["items"]
    assert {entry["action"] for entry in log} >= {
        "workflow:access-reviews:opened",
        "workflow:access-reviews:removed",
        "workflow:access-reviews:confirmed",
        "workflow:access-reviews:signed",
        "api:access-reviews:sign-off",
    }
    await guest.aclose()
    await owner.aclose()


async def test_a_guest_a_stranger_and_a_program_review_nothing(
    app: FastAPI, settings: Settings, temporal: RunningTemporal, quarter: str
) -> None:
    reviewed, stranger = await registered_owner(app), await registered_owner(app)
    handle = await opened(temporal, settings, quarter, reviewed.business_id)
    review = await shown(reviewed, "/v1/access-reviews", quarter)
    path, item = f"/v1/access-reviews/{review['id']}", review["entries"][0]["id"]
    decide = f"{path}/items/{item}/decision"
    assert problem(await stranger.get(path)) == "not-found"
    assert problem(await stranger.post(decide, json={"decision": "removed"})) == "not-found"
    assert problem(await stranger.post(f"{path}/sign-off", json={})) == "not-found"
    assert problem(await stranger.get(f"/v1/staff/access-reviews/{review['id']}")) == "not-found"
    async with reviewed.program() as program:
        assert problem(await program.get(path)) == "session-required"
    foreign = await reviewed.post(f"{path}/items/rvi_1/decision", json={"decision": "removed"})
    assert problem(foreign) == "not-found"
    async with all_seeing(app).transaction() as session:
        revoked = await session.get_one(ApiKey, review["entries"][0]["subject"]["id"])
    assert revoked.revoked_at is None
    await handle.terminate("test over")
    await reviewed.aclose()
    await stranger.aclose()


@pytest.fixture
async def nobody_employed(app: FastAPI) -> AsyncIterator[None]:
    """Whoever other tests employed has left, and whoever this one employs leaves."""

    async def leave() -> None:
        async with all_seeing(app).transaction() as session:
            await session.execute(
                update(StaffMember).where(StaffMember.left_at.is_(None)).values(left_at=datetime.now(UTC))
            )

    await leave()
    yield
    await leave()


@pytest.mark.rule("M2")
@pytest.mark.usefixtures("nobody_employed")
async def test_security_reviews_the_staff_and_nobody_themselves(
    app: FastAPI, settings: Settings, temporal: RunningTemporal, quarter: str
) -> None:
    security = await staff_caller(app, "security")
    second = await staff_caller(app, "dpo")
    support = await staff_caller(app, "support")
    handle = await opened(temporal, settings, quarter, None)
    review = await shown(security, "/v1/staff/access-reviews", quarter)
    path = f"/v1/staff/access-reviews/{review['id']}"
    items = {entry["subject"]["id"]: entry for entry in review["entries"]}
    assert items[support.user_id]["details"]["roles"] == ["support"]
    assert items[support.user_id]["subject"]["email"]
    assert problem(await support.get(path)) == "role-required"

    async def decide(caller: Caller, subject: str, decision: str) -> Any:
        return await caller.post(f"{path}/items/{items[subject]['id']}/decision", json={"decision": decision})

    assert problem(await decide(security, security.user_id, "confirmed")) == "own-access"
    assert problem(await decide(second, security.user_id, "removed")) == "last-administrator"
    assert (await decide(second, security.user_id, "confirmed")).status_code == 200
    assert (await decide(security, support.user_id, "removed")).status_code == 200
    assert problem(await support.get("/v1/me")) == "authentication-required"
    left = next(subject for subject in items if subject not in (security.user_id, support.user_id))
    assert (await decide(security, left, "confirmed")).status_code == 200
    signed = await security.post(f"{path}/sign-off", json={})
    assert signed.json()["state"] == "signed"
    assert signed.json()["record"]["signed_by"] == security.user_id
    assert await handle.result() is ReviewState.SIGNED
    for caller in (security, second, support):
        await caller.aclose()
