"""A rectification corrects what is open and is noted beside what is signed (GDPR art. 16)."""

import io
import json
import zipfile
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from models import Mail
from tests.api.calling import Caller, Owner, all_seeing, new_email, problem, registered_owner, until
from tests.api.erasing import at_rest, verified
from tests.api.test_data_subjects import drafted_for, exported, sent_to, signed_by
from tests.api.test_lifecycle import in_state, invited
from tests.api.test_restrictions import restricted

pytestmark = pytest.mark.usefixtures("worker")


async def rectified(owner: Owner, email: str, **right: Any) -> dict[str, Any]:
    """The measure, once it is carried out."""
    answer = await owner.post("/v1/data-subjects/rectifications", json={"email": email} | right)
    assert answer.status_code == 201, answer.text
    address = f"/v1/data-subjects/measures/{answer.json()['id']}"

    async def read() -> dict[str, Any] | None:
        found: dict[str, Any] = (await owner.get(address)).json()
        return found if found["state"] == "ended" and found["certified"] else None

    measure: dict[str, Any] = await until(read)
    return measure


@pytest.mark.rule("P6")
async def test_what_is_open_is_corrected_and_what_is_signed_gets_a_note(
    app: FastAPI, anybody: Caller, tmp_path: Any
) -> None:
    owner, email = await registered_owner(app), new_email()
    signed = await sent_to(owner, email)
    for signer in signed["signers"]:
        await signed_by(app, anybody, signer)
    await in_state(owner, signed["id"], "completed", certificate_ready=True)
    await at_rest(owner, signed["id"])
    under_way, draft = await sent_to(owner, email), await drafted_for(owner, email)
    old_link = await invited(app, under_way["signers"][0]["id"])
    right = {"name": "Lucía Ferrer Vidal", "new_email": new_email(), "words": "Faltaba un apellido"}
    measure = await rectified(owner, email, **right)
    assert (measure["places"], measure["corrected"], measure["noted"]) == (3, 2, 1)
    for open_one in (under_way, draft):
        view = (await owner.get(f"/v1/envelopes/{open_one['id']}")).json()
        assert (view["signers"][0]["name"], view["signers"][0]["email"]) == (
            right["name"],
            right["new_email"],
        )
    assert problem(await anybody.get(f"/v1/signing/{old_link}")) == "link-expired"

    package = (await owner.get(f"/v1/envelopes/{signed['id']}/evidence")).content
    verified(package, tmp_path)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        events = json.loads(archive.read("events.json"))["events"]
    (noted,) = [event for event in events if event["kind"] == "signer:rectified"]
    assert noted["personal"] == {
        "name": right["name"],
        "email": right["new_email"],
        "words": right["words"],
    }
    view = (await owner.get(f"/v1/envelopes/{signed['id']}")).json()
    assert view["signers"][0]["email"] == email
    found = (await owner.get("/v1/data-subjects", params={"email": right["new_email"]})).json()["items"]
    assert {one["envelope_id"] for one in found} == {signed["id"], under_way["id"], draft["id"]}
    _, archive = await exported(owner, right["new_email"])
    told = json.loads(archive.read("person.json"))
    assert told["person"] == {"email": right["new_email"], "other_emails": [email]}
    by_id = {one["envelope"]["id"]: one for one in told["envelopes"]}
    assert set(by_id) == {signed["id"], under_way["id"], draft["id"]}
    assert by_id[signed["id"]]["signatures"], "what was signed under the former address is theirs"
    addresses = {mail["address"] for mail in by_id[under_way["id"]]["mails"]}
    assert addresses == {email, right["new_email"]}
    _, archive = await exported(owner, email)
    text = archive.read("person.json").decode()
    assert json.loads(text)["person"] == {"email": email, "other_emails": []}
    by_id = {one["envelope"]["id"]: one for one in json.loads(text)["envelopes"]}
    assert {mail["address"] for mail in by_id[under_way["id"]]["mails"]} == {email}
    assert "signer" not in by_id[under_way["id"]], "a former address may be somebody else's"
    await owner.aclose()


async def test_what_is_restricted_is_rectified_without_inviting_anybody(app: FastAPI) -> None:
    owner, email = await registered_owner(app), new_email()
    envelope = await sent_to(owner, email)
    await restricted(owner, email, "accuracy_contested")
    await in_state(owner, envelope["id"], "sent", paused=True)
    measure = await rectified(owner, email, name="Nombre Correcto")
    assert measure["corrected"] == 1
    view = (await owner.get(f"/v1/envelopes/{envelope['id']}")).json()
    assert view["signers"][0]["name"] == "Nombre Correcto"
    async with all_seeing(app).transaction() as session:
        mails = await session.scalars(select(Mail).where(Mail.signer_id == envelope["signers"][0]["id"]))
        assert [mail.purpose for mail in mails] == ["sign-request"]
    nothing = await owner.post("/v1/data-subjects/rectifications", json={"email": email, "words": "x"})
    assert problem(nothing) == "nothing-to-correct"
    await owner.aclose()
