"""Keys have scopes, an end, and successors; each member's own, the owner above all (contract A5, M2)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from api.access.sessions import hashed
from models import ApiKey, Session
from tests.api.calling import Caller, Owner, all_seeing, problem, registered_owner, uploaded
from tests.api.joining import joined

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
async def boss(app: FastAPI) -> AsyncIterator[Owner]:
    """An owner whose keys no other test counts."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


async def made(caller: Caller, **draft: Any) -> dict[str, Any]:
    answer = await caller.post("/v1/api-keys", json={"name": "programa"} | draft)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def program(app: FastAPI, key: dict[str, Any]) -> Caller:
    return Caller(app, headers={"authorization": f"Bearer {key['secret']}"})


async def works(app: FastAPI, key: dict[str, Any]) -> bool:
    async with program(app, key) as caller:
        answer = await caller.get("/v1/businesses/current")
        assert answer.status_code in (200, 401)
        return answer.status_code == 200


async def test_a_key_can_do_what_its_scopes_say_and_nothing_else(app: FastAPI, boss: Owner) -> None:
    key = await made(boss, scopes=["documents:upload", "envelopes:read"])
    assert key["secret"].startswith("live_")
    assert (len(key["secret"]), key["hint"]) == (48, key["secret"][:12])
    async with program(app, key) as caller:
        document = await uploaded(caller)
        assert (await caller.get("/v1/envelopes")).status_code == 200
        for method, path, scope in (
            ("GET", f"/v1/documents/{document['id']}", "documents:read"),
            ("POST", "/v1/envelopes", "envelopes:draft"),
            ("POST", "/v1/envelopes/env_x/send", "envelopes:send"),
        ):
            answer = await caller.request(method, path, json={})
            assert (answer.status_code, problem(answer)) == (403, "scope-required"), path
            assert scope in answer.json()["detail"]
        answer = await caller.post("/v1/api-keys", json={"name": "x"})
        assert (answer.status_code, problem(answer)) == (403, "session-required")


async def test_what_nobody_can_give_is_refused_by_place(boss: Owner) -> None:
    body = {"name": "x", "scopes": ["documents:read", "members:change"]}
    answer = await boss.post("/v1/api-keys", json=body)
    assert (answer.status_code, problem(answer)) == (422, "validation")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/scopes/1"]
    none = await boss.post("/v1/api-keys", json={"name": "x", "scopes": []})
    assert none.status_code == 422


async def test_a_key_ends_at_its_date(app: FastAPI, boss: Owner) -> None:
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    refused = await boss.post("/v1/api-keys", json={"name": "x", "expires_at": past})
    assert refused.json()["errors"][0]["pointer"] == "/expires_at"
    key = await made(boss, expires_at=(datetime.now(UTC) + timedelta(days=1)).isoformat())
    assert await works(app, key)
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(ApiKey).where(ApiKey.id == key["id"]).values(expires_at=datetime.now(UTC))
        )
    assert not await works(app, key)
    listed = {item["id"]: item for item in (await boss.get("/v1/api-keys")).json()["items"]}
    assert listed[key["id"]]["last_used_at"] is not None
    late = await boss.post(f"/v1/api-keys/{key['id']}/rotate", json={})
    assert (late.status_code, problem(late)) == (404, "not-found")


async def test_a_replaced_key_goes_on_working_for_the_overlap(app: FastAPI, boss: Owner) -> None:
    end = datetime.now(UTC) + timedelta(days=30)
    old = await made(boss, scopes=["documents:read", "business:read"], expires_at=end.isoformat())
    answer = await boss.post(f"/v1/api-keys/{old['id']}/rotate", json={"overlap_hours": 2})
    new = answer.json()
    assert (new["name"], new["scopes"]) == (old["name"], old["scopes"])
    assert abs(datetime.fromisoformat(new["expires_at"]) - end) < timedelta(minutes=1)
    assert await works(app, old)
    assert await works(app, new)
    listed = {item["id"]: item for item in (await boss.get("/v1/api-keys")).json()["items"]}
    until = datetime.fromisoformat(listed[old["id"]]["expires_at"])
    assert abs(until - datetime.now(UTC) - timedelta(hours=2)) < timedelta(minutes=1)
    at_once = (await boss.post(f"/v1/api-keys/{new['id']}/rotate", json={"overlap_hours": 0})).json()
    assert not await works(app, new)
    assert await works(app, at_once)
    too_long = await boss.post(f"/v1/api-keys/{at_once['id']}/rotate", json={"overlap_hours": 169})
    assert too_long.status_code == 422


async def test_a_repeated_rotation_makes_one_key(boss: Owner) -> None:
    old = await made(boss)
    key = {"idempotency-key": "rotate-once"}
    path = f"/v1/api-keys/{old['id']}/rotate"
    first = await boss.post(path, json={}, headers=key)
    second = await boss.post(path, json={}, headers=key)
    assert first.json() == second.json()


async def test_a_guest_sees_their_own_keys_and_the_owner_all(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    of_owner, of_guest = await made(boss), await made(guest)
    assert [item["id"] for item in (await guest.get("/v1/api-keys")).json()["items"]] == [of_guest["id"]]
    listed = {item["id"]: item for item in (await boss.get("/v1/api-keys")).json()["items"]}
    assert listed[of_guest["id"]]["created_by"]["id"] == guest_id
    for method, path in (
        ("DELETE", f"/v1/api-keys/{of_owner['id']}"),
        ("POST", f"/v1/api-keys/{of_owner['id']}/rotate"),
    ):
        answer = await guest.request(method, path, json={})
        assert (answer.status_code, problem(answer)) == (404, "not-found")
    members = (await boss.get("/v1/members")).json()["items"]
    assert {item["user_id"]: item["api_keys"] for item in members}[guest_id] == 1
    assert (await boss.delete(f"/v1/api-keys/{of_guest['id']}")).status_code == 204
    assert not await works(app, of_guest)


async def test_a_guests_keys_end_with_their_access(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    key = await made(guest)
    assert await works(app, key)
    await boss.delete(f"/v1/members/{guest_id}")
    assert not await works(app, key)
    assert key["id"] not in [item["id"] for item in (await boss.get("/v1/api-keys")).json()["items"]]


async def test_making_a_key_asks_who_one_is(app: FastAPI, boss: Owner) -> None:
    key = await made(boss)
    async with all_seeing(app).transaction() as session:
        token = hashed(boss.cookies["rubrica_session"])
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        await session.execute(
            update(Session).where(Session.token_sha256 == token).values(stepped_up_at=long_ago)
        )
    for path in ("/v1/api-keys", f"/v1/api-keys/{key['id']}/rotate"):
        answer = await boss.post(path, json={"name": "x"})
        assert (answer.status_code, problem(answer)) == (403, "step-up-required")
    assert (await boss.delete(f"/v1/api-keys/{key['id']}")).status_code == 204


async def test_keys_from_before_scopes_go_on_working(app: FastAPI, boss: Owner) -> None:
    key = await made(boss)
    earlier = {"secret": "rk_" + "a" * 43}
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(ApiKey).where(ApiKey.id == key["id"]).values(secret_sha256=hashed(earlier["secret"]))
        )
    assert await works(app, earlier)
    assert not await works(app, key)


async def test_there_are_not_more_keys_than_anybody_can_oversee(app: FastAPI, boss: Owner) -> None:
    for _ in range(49):
        await made(boss)
    answer = await boss.post("/v1/api-keys", json={"name": "x"})
    assert (answer.status_code, problem(answer)) == (409, "too-many-keys")
