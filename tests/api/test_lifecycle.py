"""The main job through the API, on the real worker, signatures, mail and evidence."""

import base64
import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from fastapi import FastAPI
from PIL import Image, ImageDraw

from tests.api.calling import Caller, Owner, drafted, problem, signing_token, until, uploaded

pytestmark = pytest.mark.usefixtures("worker")


async def invited(app: FastAPI, signer_id: str) -> str:
    """The token of a signer's mailed link, once there is one."""
    token: str = await until(lambda: signing_token(app, signer_id))
    return token


async def in_state(owner: Owner, envelope_id: str, state: str, **more: Any) -> dict[str, Any]:
    """The envelope once it is in a state and has these values."""

    async def read() -> dict[str, Any] | None:
        view: dict[str, Any] = (await owner.get(f"/v1/envelopes/{envelope_id}")).json()
        return view if view["state"] == state and more.items() <= view.items() else None

    found: dict[str, Any] = await until(read, 90)
    return found


async def notified(owner: Owner, envelope_id: str, *states: str) -> dict[str, Any]:
    """The envelope once its signers are in these states."""

    async def read() -> dict[str, Any] | None:
        view: dict[str, Any] = (await owner.get(f"/v1/envelopes/{envelope_id}")).json()
        return view if [signer["state"] for signer in view["signers"]] == list(states) else None

    found: dict[str, Any] = await until(read)
    return found


async def signature(caller: Caller, token: str, **changes: Any) -> dict[str, Any]:
    """A signature request as the signing page sends it."""
    view = (await caller.get(f"/v1/signing/{token}")).json()
    consent = {name: view["consent"][name] for name in ("version", "language", "sha256")}
    typed = {"method": "typed", "text": view["signer_name"]}
    return {"consent": consent, "signature": typed, "values": {}, "time_zone": "Europe/Madrid"} | changes


def drawing() -> str:
    """A drawn signature."""
    image = Image.new("RGBA", (300, 100))
    ImageDraw.Draw(image).line((10, 80, 150, 20, 290, 70), fill="black", width=4)
    out = io.BytesIO()
    image.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


@pytest.mark.rule("E1")
async def test_two_sign_in_order_and_everything_comes_out(
    app: FastAPI, owner: Owner, anybody: Caller
) -> None:
    envelope = await drafted(owner, 1, 2, external_id="job-1", metadata={"project": "A"})
    path = f"/v1/envelopes/{envelope['id']}"
    assert (envelope["state"], envelope["certificate_ready"]) == ("draft", False)
    explained = (await owner.get(f"{path}/explain")).json()
    assert (explained["engine"], explained["step"]) == ("not_started", "draft")

    sent = await owner.post(f"{path}/send")
    assert (sent.status_code, sent.json()["state"]) == (200, "sent")
    first, second = (signer["id"] for signer in envelope["signers"])
    token = await invited(app, first)
    assert await signing_token(app, second) is None
    await notified(owner, envelope["id"], "notified", "waiting")

    await it_explains_whom_it_waits_for(owner, path, first)

    view = (await anybody.get(f"/v1/signing/{token}")).json()
    assert (view["status"], view["sender_name"]) == ("ready", "Soler y Asociados")
    assert owner.email in view["controller"]["rights_text"]
    await notified(owner, envelope["id"], "viewed", "waiting")
    document = view["documents"][0]
    page = await anybody.get(
        f"/v1/signing/{token}/documents/{document['id']}/pages/1.png", params={"width": 500}
    )
    assert Image.open(io.BytesIO(page.content)).size[0] == 600

    text_field = next(field["id"] for field in document["fields"] if field["kind"] == "text")
    signed = await anybody.post(
        f"/v1/signing/{token}/signature",
        json=await signature(anybody, token, values={text_field: "Alicante"}),
    )
    assert (signed.status_code, signed.json()["status"]) == (200, "signed")
    twice = await anybody.post(f"/v1/signing/{token}/signature", json=await signature(anybody, token))
    assert problem(twice) == "already-signed"
    early = await anybody.get(f"/v1/signing/{token}/copy")
    assert problem(early) == "copy-not-ready"

    token_two = await invited(app, second)
    view_two = (await anybody.get(f"/v1/signing/{token_two}")).json()
    assert view_two["documents"][0]["sha256"] != document["sha256"]
    drawn = await signature(anybody, token_two, signature={"method": "drawn", "png": drawing()})
    done = await anybody.post(
        f"/v1/signing/{token_two}/signature", json=drawn, headers={"idempotency-key": "drawn-1"}
    )
    assert done.status_code == 200, done.text
    completed = await in_state(owner, envelope["id"], "completed", certificate_ready=True)
    assert [(d["level"], d["sealed"]) for d in completed["documents"]] == [("B-LTA", True)]

    await results_are_there(owner, anybody, completed, token)
    late = await anybody.post(
        f"/v1/signing/{token_two}/signature", json=drawn, headers={"idempotency-key": "drawn-1"}
    )
    assert late.json() == done.json()
    assert late.headers["idempotent-replayed"] == "true"
    for act, body in (("void", {"reason": "tarde"}), ("remind", {})):
        refused = await owner.post(f"{path}/{act}", json=body)
        assert (refused.status_code, problem(refused)) == (409, "envelope-completed")
    again = await owner.post(f"{path}/send")
    assert problem(again) == "envelope-completed"


async def it_explains_whom_it_waits_for(owner: Owner, path: str, first: str) -> None:
    """Step, signer, sentence and next timer, as Temporal and the tables have them."""
    explained = (await owner.get(f"{path}/explain", headers={"accept-language": "en-GB"})).json()
    assert (explained["engine"], explained["step"]) == ("running", "waiting_for_signers")
    assert [waited["signer_id"] for waited in explained["waits_for"]] == [first]
    assert explained["summary"] == "Waiting for the signature of: Firmante 1."
    assert explained["next_timer"]["kind"] == "reminder"


async def results_are_there(owner: Owner, anybody: Caller, envelope: dict[str, Any], token: str) -> None:
    """Sealed document, original, certificate, evidence and copy, each named by its hash."""
    path = f"/v1/envelopes/{envelope['id']}"
    document = envelope["documents"][0]
    for version, sha256 in (("signed", document["signed_sha256"]), ("original", document["sha256"])):
        file = await owner.get(f"{path}/documents/{document['id']}/content", params={"version": version})
        assert hashlib.sha256(file.content).hexdigest() == sha256
        digest = base64.b64encode(bytes.fromhex(sha256)).decode()
        assert file.headers["repr-digest"] == f"sha-256=:{digest}:"
        assert file.headers["content-disposition"].startswith('attachment; filename="contrato.pdf"')
    copy = await anybody.get(f"/v1/signing/{token}/copy")
    assert hashlib.sha256(copy.content).hexdigest() == document["signed_sha256"]
    with pikepdf.open(io.BytesIO(copy.content)) as sealed:
        assert len(sealed.pages) == 2
    certificate = await owner.get(f"{path}/certificate")
    assert certificate.content.startswith(b"%PDF-")
    package = await owner.get(f"{path}/evidence")
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        assert archive.testzip() is None
        assert "verify.py" in archive.namelist()
    kinds = [event["kind"] for event in (await owner.get(f"{path}/events")).json()]
    assert kinds[:2] == ["document:uploaded", "document:sanitised"] or kinds[0] == "document:uploaded"
    expected = {
        "envelope:created",
        "envelope:sent",
        "signer:invited",
        "signer:viewed",
        "document:viewed",
        "consent:accepted",
        "signer:signed",
        "signature:applied",
        "seal:applied",
        "envelope:completed",
        "certificate:issued",
        "copy:downloaded",
    }
    assert expected <= set(kinds)
    assert kinds.count("signer:signed") == 2
    assert kinds.count("envelope:completed") == 1


async def test_a_decline_ends_it_for_all_with_its_reason(app: FastAPI, owner: Owner, anybody: Caller) -> None:
    envelope = await drafted(owner, 1, 1)
    await owner.post(f"/v1/envelopes/{envelope['id']}/send")
    tokens = [await invited(app, signer["id"]) for signer in envelope["signers"]]
    await notified(owner, envelope["id"], "notified", "notified")
    answer = await anybody.post(
        f"/v1/signing/{tokens[0]}/decline",
        json={"reason": "Falta el anexo II."},
        headers={"idempotency-key": "decline-1"},
    )
    assert (answer.status_code, answer.content) == (204, b"")
    ended = await in_state(owner, envelope["id"], "declined", certificate_ready=True)
    assert ended["reason"] == "Falta el anexo II."
    assert ended["signers"][0]["decline_reason"] == "Falta el anexo II."
    statuses = [(await anybody.get(f"/v1/signing/{token}")).json()["status"] for token in tokens]
    assert statuses == ["declined", "declined_by_other"]
    late = await anybody.post(f"/v1/signing/{tokens[1]}/decline", json={"reason": "yo también"})
    assert (late.status_code, problem(late)) == (409, "envelope-declined")
    no_link = await anybody.post(f"/v1/signing/{tokens[1]}/link")
    assert problem(no_link) == "envelope-declined"


async def test_a_sender_reminds_corrects_moves_the_expiry_and_voids(
    app: FastAPI, owner: Owner, anybody: Caller
) -> None:
    envelope = await drafted(owner, 1, 2)
    path, first = f"/v1/envelopes/{envelope['id']}", envelope["signers"][0]["id"]
    not_sent = await owner.post(f"{path}/remind", json={})
    assert (not_sent.status_code, problem(not_sent)) == (409, "envelope-not-sent")
    await owner.post(f"{path}/send")
    old_token = await invited(app, first)
    await notified(owner, envelope["id"], "notified", "waiting")
    soon = await owner.post(f"{path}/remind", json={"signer_id": first})
    assert (soon.status_code, problem(soon)) == (409, "reminded-too-recently")
    nobody = await owner.post(f"{path}/remind", json={"signer_id": envelope["signers"][1]["id"]})
    assert problem(nobody) == "nobody-to-remind"
    unknown = await owner.post(f"{path}/remind", json={"signer_id": "sgn_unknown"})
    assert (unknown.status_code, problem(unknown)) == (404, "unknown-signer")

    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=60)
    moved = await owner.patch(path, json={"expires_at": later.isoformat()})
    assert datetime.fromisoformat(moved.json()["expires_at"]) == later
    past = await owner.patch(path, json={"expires_at": "2020-01-01T00:00:00Z"})
    assert (past.status_code, problem(past)) == (422, "expiry-in-the-past")

    nothing = await owner.patch(f"{path}/signers/{first}", json={})
    assert problem(nothing) == "nothing-to-correct"
    corrected = await owner.patch(f"{path}/signers/{first}", json={"email": "correcta@example.com"})
    assert corrected.json()["signers"][0]["email"] == "correcta@example.com"
    ended_link = await anybody.get(f"/v1/signing/{old_token}")
    assert (ended_link.status_code, problem(ended_link)) == (410, "link-expired")
    new_token = await invited(app, first)
    assert new_token != old_token
    assert (await anybody.get(f"/v1/signing/{new_token}")).json()["signer_email"] == "correcta@example.com"

    renewed = await anybody.post(f"/v1/signing/{old_token}/link")
    assert (renewed.status_code, renewed.json()) == (202, {"sent_to": "c•••@e•••.com"})

    voided = await owner.post(
        f"{path}/void", json={"reason": "Importe erróneo"}, headers={"idempotency-key": "v1"}
    )
    assert (voided.status_code, voided.json()["state"], voided.json()["reason"]) == (
        200,
        "voided",
        "Importe erróneo",
    )
    await in_state(owner, envelope["id"], "voided", certificate_ready=True)
    kinds = [event["kind"] for event in (await owner.get(f"{path}/events")).json()]
    assert {"expiry:changed", "signer:corrected", "link:refused", "envelope:voided"} <= set(kinds)


async def test_a_copy_of_several_documents_is_one_zip(app: FastAPI, owner: Owner, anybody: Caller) -> None:
    names = ("contrato.pdf", "anexo ñandú.pdf")
    documents = [await uploaded(owner, name=name) for name in names]
    signer = {"name": "Lucía", "email": "lucia@example.com"}
    draft = {"title": "Dos / documentos", "document_ids": [d["id"] for d in documents], "signers": [signer]}
    envelope = (await owner.post("/v1/envelopes", json=draft)).json()
    await owner.post(f"/v1/envelopes/{envelope['id']}/send")
    token = await invited(app, envelope["signers"][0]["id"])
    await anybody.post(f"/v1/signing/{token}/signature", json=await signature(anybody, token))
    completed = await in_state(owner, envelope["id"], "completed")
    copy = await anybody.get(f"/v1/signing/{token}/copy")
    assert copy.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        assert archive.namelist() == [f"{n:02d} {name}" for n, name in enumerate(names, 1)]
        hashes = [hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()]
    assert hashes == [document["signed_sha256"] for document in completed["documents"]]
