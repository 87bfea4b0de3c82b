"""The register of incidents: for staff with a duty in it, append-only, exported (contract A7, M7)."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from models.database import Database
from tests.api.calling import Caller, Owner, problem
from tests.api.staffing import staff_caller

AWARE = "2026-11-22T09:30:00Z"


async def entered(member: Caller, **changes: Any) -> dict[str, Any]:
    draft = {
        "kind": "disclosure",
        "title": "Lista enviada a quien no era",
        "words": "Un anexo",
        "aware_at": AWARE,
    }
    answer = await member.post("/v1/staff/incidents", json=draft | changes)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.rule("M7")
async def test_an_incident_is_entered_noted_contained_closed_and_opened_again(
    app: FastAPI, database: Database
) -> None:
    security = await staff_caller(app, "security")
    incident = await entered(security, subject_ids=["biz_1"])
    assert (incident["state"], incident["source"], incident["aware_at"]) == ("open", "staff", AWARE)
    path = f"/v1/staff/incidents/{incident['id']}"
    await security.post(f"{path}/notes", json={"words": "El anexo tenía 40 nombres"})
    for state in ("contained", "closed", "open"):
        changed = await security.post(f"{path}/state", json={"state": state, "words": f"ahora {state}"})
        assert (changed.status_code, changed.json()["state"]) == (200, state)
        assert (changed.json()["closed_at"] is not None) == (state == "closed")
    same = await security.post(f"{path}/state", json={"state": "open", "words": "otra vez"})
    assert (same.status_code, problem(same)) == (409, "incident-state-unchanged")
    read = (await security.get(path)).json()
    assert [entry["number"] for entry in read["entries"]] == [1, 2, 3, 4, 5]
    assert [entry["state"] for entry in read["entries"]] == ["open", None, "contained", "closed", "open"]
    assert {entry["by"]["id"] for entry in read["entries"]} == {read["opened_by"]["id"]}
    await security.aclose()


async def test_it_lists_by_state_and_kind_page_by_page(app: FastAPI, database: Database) -> None:
    dpo = await staff_caller(app, "dpo")
    ids = [(await entered(dpo, kind="data_loss"))["id"] for _ in range(3)]
    query = {"state": "open", "kind": "data_loss", "limit": 2}
    first = (await dpo.get("/v1/staff/incidents", params=query)).json()
    second = (await dpo.get("/v1/staff/incidents", params=query | {"after": first["next"]})).json()
    assert [item["id"] for item in first["items"] + second["items"]][:3] == ids[::-1]
    none = (await dpo.get("/v1/staff/incidents", params={"state": "closed", "kind": "data_loss"})).json()
    assert none == {"items": [], "next": None}
    await dpo.aclose()


async def test_the_export_has_every_entry_and_no_formula(app: FastAPI, database: Database) -> None:
    security = await staff_caller(app, "security")
    incident = await entered(security, title="=HYPERLINK(1)", kind="malware")
    await security.post(f"/v1/staff/incidents/{incident['id']}/notes", json={"words": "una\nnota, «ñ»"})
    answer = await security.get("/v1/staff/incidents/export", params={"kind": "malware"})
    assert answer.headers["content-disposition"] == 'attachment; filename="incidents.csv"'
    rows = [row for row in csv.DictReader(io.StringIO(answer.text)) if row["incident"] == incident["id"]]
    assert [(row["entry"], row["words"]) for row in rows] == [
        ("opened", "Un anexo"),
        ("note", "una\nnota, «ñ»"),
    ]
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    lines = await security.get("/v1/staff/incidents/export", params={"kind": "malware", "format": "jsonl"})
    parsed = [json.loads(line) for line in lines.text.splitlines()]
    assert [line["number"] for line in parsed if line["incident"] == incident["id"]] == [1, 2]
    await security.aclose()


async def test_only_those_with_a_duty_see_it(app: FastAPI, owner: Owner) -> None:
    answer = await owner.get("/v1/staff/incidents")
    assert (answer.status_code, problem(answer)) == (404, "not-found")
    reviewer = await staff_caller(app, "reviewer")
    for method, path in (("GET", "/v1/staff/incidents"), ("GET", "/v1/staff/incidents/export")):
        refused = await reviewer.request(method, path)
        assert (refused.status_code, problem(refused)) == (403, "role-required")
    await reviewer.aclose()


async def test_nobody_is_aware_of_what_is_still_to_come(app: FastAPI, database: Database) -> None:
    security = await staff_caller(app, "security")
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    draft = {"kind": "other", "title": "x", "words": "x", "aware_at": later}
    answer = await security.post("/v1/staff/incidents", json=draft)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/aware_at")
    unknown = await security.get("/v1/staff/incidents/inc_unknown")
    assert (unknown.status_code, problem(unknown)) == (404, "not-found")
    await security.aclose()


@pytest.mark.rule("M7")
async def test_its_history_cannot_be_changed(app: FastAPI, database: Database) -> None:
    security = await staff_caller(app, "security")
    await entered(security)
    for statement in ("UPDATE incident_entries SET words = 'x'", "DELETE FROM incident_entries"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with database.transaction() as session:
                await session.execute(text(statement))
    await security.aclose()


async def test_nobody_signed_out_gets_in(anybody: Caller) -> None:
    answer = await anybody.get("/v1/staff/incidents")
    assert (answer.status_code, problem(answer)) == (401, "authentication-required")
