"""What a controller does about one data subject over the API, on the real worker (contract P6, P7)."""

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from models import Activity
from tests.api.calling import (
    Caller,
    Owner,
    all_seeing,
    contract_to_send,
    drafted,
    new_email,
    problem,
    registered_owner,
    until,
    uploaded,
)
from tests.api.calling import envelope_draft as draft_of
from tests.api.test_lifecycle import in_state, invited, notified, signature

WORKER = pytest.mark.usefixtures("worker")


async def drafted_for(owner: Owner, email: str, name: str = "Lucía Ferrer", **changes: Any) -> dict[str, Any]:
    """A draft whose first signer is this person; a second one signs beside them."""
    document = await uploaded(owner)
    body = draft_of([document["id"]], 1, 1, **changes)
    body["signers"][0] |= {"email": email, "name": name}
    answer = await owner.post("/v1/envelopes", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    await contract_to_send(owner.app, made["id"])
    return made


async def sent_to(owner: Owner, email: str, name: str = "Lucía Ferrer", **changes: Any) -> dict[str, Any]:
    """An envelope whose signers were all invited."""
    envelope = await drafted_for(owner, email, name, **changes)
    (await owner.post(f"/v1/envelopes/{envelope['id']}/send")).raise_for_status()
    return await notified(owner, envelope["id"], "notified", "notified")


async def signed_by(app: FastAPI, caller: Caller, signer: dict[str, Any]) -> None:
    token = await invited(app, signer["id"])
    answer = await caller.post(f"/v1/signing/{token}/signature", json=await signature(caller, token))
    assert answer.is_success, answer.text


async def exported(owner: Owner, email: str) -> tuple[dict[str, Any], zipfile.ZipFile]:
    """The measure, and the zip that came of it."""
    asked = await owner.post("/v1/data-subjects/exports", json={"email": email, "reference": "RGPD 7"})
    assert asked.status_code == 201, asked.text
    address = f"/v1/data-subjects/measures/{asked.json()['id']}"

    async def read() -> dict[str, Any] | None:
        body: dict[str, Any] = (await owner.get(address)).json()
        return body if body["state"] == "in_force" else None

    measure = await until(read)
    content = await owner.get(f"{address}/content")
    assert content.headers["content-type"] == "application/zip"
    assert len(content.content) == measure["size"]
    return measure, zipfile.ZipFile(io.BytesIO(content.content))


@pytest.mark.rule("P6")
async def test_a_person_is_found_by_address_or_name_in_the_business_alone(
    app: FastAPI, stranger: Owner
) -> None:
    owner, email = await registered_owner(app), new_email()
    envelope = await drafted_for(owner, email, "Lucía Ferrer Vidal")
    await drafted_for(owner, new_email(), "Otra Persona")
    await drafted_for(stranger, email, "Lucía Ferrer Vidal")
    for wanted in ({"email": email.upper()}, {"name": "ferrer"}, {"email": email, "name": "lucía"}):
        found = (await owner.get("/v1/data-subjects", params=wanted)).json()
        assert [(one["envelope_id"], one["email"]) for one in found["items"]] == [(envelope["id"], email)]
        assert found["items"][0]["corrected"] is found["items"][0]["restricted"] is False
    assert (await owner.get("/v1/data-subjects", params={"email": new_email()})).json()["items"] == []
    assert problem(await owner.get("/v1/data-subjects")) == "subject-not-named"
    assert problem(await owner.get("/v1/data-subjects", params={"email": "x"})) == "validation"
    first = (await owner.get("/v1/data-subjects", params={"name": "a", "limit": 1})).status_code
    assert first == 422
    page = (await owner.get("/v1/data-subjects", params={"name": "er", "limit": 1})).json()
    assert (len(page["items"]), page["next"] is not None) == (1, True)
    await owner.aclose()


async def test_whose_data_was_shown_is_logged_and_no_address_is(app: FastAPI) -> None:
    owner, email = await registered_owner(app), new_email()
    envelope = await drafted_for(owner, email)
    await owner.get("/v1/data-subjects", params={"email": email})
    async with all_seeing(app).transaction() as session:
        query = select(Activity).where(
            Activity.business_id == owner.business_id, Activity.action == "api:data-subjects:list"
        )
        (entry,) = (await session.scalars(query)).all()
    assert entry.objects == [envelope["signers"][0]["id"]]
    assert entry.retention == "access"
    assert email not in str(vars(entry))
    await owner.aclose()


@pytest.mark.rule("P6")
@WORKER
async def test_what_a_person_is_given_is_theirs_alone(app: FastAPI, anybody: Caller) -> None:
    owner, email = await registered_owner(app), new_email()
    envelope = await sent_to(owner, email, title="Alquiler")
    other = envelope["signers"][1]
    for signer in envelope["signers"]:
        await signed_by(app, anybody, signer)
    await in_state(owner, envelope["id"], "completed")
    unsigned = await drafted_for(owner, email.upper())
    measure, archive = await exported(owner, email)
    assert (measure["places"], measure["reference"]) == (2, "RGPD 7")
    listed = json.loads(archive.read("manifest.json"))["files"]
    assert set(listed) == set(archive.namelist()) - {"manifest.json"}
    for name, facts in listed.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == facts["sha256"]
    text = archive.read("person.json").decode()
    assert other["email"] not in text
    assert other["name"] not in text
    told = json.loads(text)
    states = {one["envelope"]["id"]: one for one in told["envelopes"]}
    assert set(states) == {envelope["id"], unsigned["id"]}
    signed = states[envelope["id"]]
    assert signed["signer"]["state"] == "signed"
    assert signed["signatures"][0]["ip"] == anybody.ip
    assert {mail["address"] for mail in signed["mails"]} == {email}
    assert any(event["kind"] == "signer:signed" for event in signed["evidence"])
    assert {request["ip"] for request in signed["requests"]} == {anybody.ip}
    (document,) = signed["documents"]
    copy = await owner.get(f"/v1/envelopes/{envelope['id']}/documents/{document['id']}/content")
    assert archive.read(document["signed"]["path"]) == copy.content
    assert states[unsigned["id"]]["documents"][0]["signed"] is None
    await owner.aclose()


@WORKER
async def test_who_took_a_place_by_a_correction_is_not_told_of_who_had_it_nor_the_reverse(
    app: FastAPI,
) -> None:
    owner, before, after = await registered_owner(app), new_email(), new_email()
    envelope = await sent_to(owner, before)
    signer = envelope["signers"][0]
    corrected = await owner.patch(
        f"/v1/envelopes/{envelope['id']}/signers/{signer['id']}",
        json={"email": after, "name": "Nadia Roca"},
    )
    assert corrected.is_success, corrected.text
    await notified(owner, envelope["id"], "notified", "notified")
    (found,) = (await owner.get("/v1/data-subjects", params={"email": before})).json()["items"]
    assert (found["corrected"], found["email"]) == (True, after)
    for asked, hidden in ((before, after), (after, before)):
        _, archive = await exported(owner, asked)
        text = archive.read("person.json").decode()
        assert asked in text
        assert hidden not in text
        (told,) = json.loads(text)["envelopes"]
        assert {mail["address"] for mail in told["mails"]} == {asked}
    await owner.aclose()


async def test_measures_are_the_owners_and_repeat_by_their_key(app: FastAPI, stranger: Owner) -> None:
    owner, email = await registered_owner(app), new_email()
    await drafted(owner)
    unknown = await owner.post("/v1/data-subjects/exports", json={"email": email})
    assert problem(unknown) == "subject-unknown"
    await drafted_for(owner, email)
    headers = {"Idempotency-Key": f"export {email}".replace(" ", "-")}
    made = [
        (await owner.post("/v1/data-subjects/exports", json={"email": email}, headers=headers)).json()
        for _ in range(2)
    ]
    assert made[0] == made[1]
    address = f"/v1/data-subjects/measures/{made[0]['id']}"
    assert problem(await owner.get(f"{address}/content")) == "measure-under-way"
    assert problem(await stranger.get(address)) == "not-found"
    assert problem(await stranger.get(f"{address}/content")) == "not-found"
    assert problem(await owner.get(address, headers=owner.key)) == "session-required"
    listed = (await owner.get("/v1/data-subjects/measures", params={"kind": "export"})).json()["items"]
    assert [one["id"] for one in listed] == [made[0]["id"]]
    assert (await stranger.get("/v1/data-subjects/measures")).json()["items"] == []
    await owner.aclose()
