"""Tests are marked on every page, mailed to members alone, and never mixed with what counts (design, API)."""

import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from activities.documents.examiner import examiner_from_settings
from models import Mail
from settings import Settings
from tests.activities.documents.test_watermark import red
from tests.api.calling import (
    Caller,
    Owner,
    all_seeing,
    drafted,
    envelope_draft,
    new_email,
    pdf,
    problem,
    registered_owner,
    until,
    uploaded,
)
from tests.api.test_api_keys import made, program
from tests.api.test_lifecycle import invited, signature

pytestmark = pytest.mark.usefixtures("worker")
TEST = {"rubrica-mode": "test"}


@pytest.fixture
async def boss(app: FastAPI) -> AsyncIterator[Owner]:
    """An owner whose lists hold nothing of other tests."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


@pytest.fixture
async def tester(app: FastAPI, boss: Owner) -> AsyncIterator[Caller]:
    """A program with a key of test mode."""
    key = await made(boss, mode="test")
    assert (key["mode"], key["secret"][:5]) == ("test", "test_")
    async with program(app, key) as caller:
        yield caller


async def drafted_to(caller: Caller, *emails: str) -> dict[str, Any]:
    """A draft to these addresses, on a document of the caller's mode."""
    document = await uploaded(caller)
    draft = envelope_draft([document["id"]], *range(1, len(emails) + 1))
    for signer, email in zip(draft["signers"], emails, strict=True):
        signer["email"] = email
    answer = await caller.post("/v1/envelopes", json=draft)
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def test_the_two_modes_are_never_mixed(app: FastAPI, boss: Owner, tester: Caller) -> None:
    live, test = await drafted(boss.program()), await drafted(tester)
    assert (live["test"], test["test"]) == (False, True)
    for caller, own, other in ((boss.program(), live, test), (tester, test, live)):
        for query in ({}, {"test": "true"}, {"test": "false"}):
            listed = (await caller.get("/v1/envelopes", params=query)).json()["items"]
            assert [item["id"] for item in listed] == [own["id"]]
        document = other["documents"][0]["id"]
        for path in (
            f"/v1/envelopes/{other['id']}",
            f"/v1/envelopes/{other['id']}/explain",
            f"/v1/documents/{document}",
            f"/v1/documents/{document}/pages/1.png",
            f"/v1/envelopes/{other['id']}/documents/{document}/content",
        ):
            answer = await caller.get(path)
            assert (answer.status_code, problem(answer)) == (404, "not-found"), path
        crossed = await caller.post("/v1/envelopes", json=envelope_draft([document]))
        assert crossed.json()["errors"][0]["code"] == "unknown_document"
    for query, expected in (({}, live), ({"test": "true"}, test)):
        listed = (await boss.get("/v1/envelopes", params=query)).json()["items"]
        assert [item["id"] for item in listed] == [expected["id"]]
    by_mode = (await boss.get("/v1/envelopes", headers=TEST)).json()["items"]
    assert [item["id"] for item in by_mode] == [test["id"]]
    assert (await boss.get(f"/v1/envelopes/{test['id']}")).json()["test"] is True


async def test_a_person_switches_by_header_and_a_key_has_its_mode(boss: Owner, tester: Caller) -> None:
    answer = await boss.post(
        "/v1/documents", files={"file": ("a.pdf", pdf(), "application/pdf")}, headers=TEST
    )
    assert (answer.json()["test"], answer.json()["changes"]) == (True, ["watermarked"])
    for caller, mode in ((tester, "live"), (boss.program(), "test"), (boss, "prueba")):
        refused = await caller.get("/v1/envelopes", headers={"rubrica-mode": mode})
        assert (refused.status_code, problem(refused)) == (422, "validation")
        assert refused.json()["errors"][0]["pointer"] == "rubrica-mode"


async def test_the_same_key_in_the_other_mode_is_another_request(boss: Owner) -> None:
    key = {"idempotency-key": "both-modes"}
    body = {"file": ("a.pdf", pdf(), "application/pdf")}
    live = await boss.post("/v1/documents", files=body, headers=key)
    test = await boss.post("/v1/documents", files=body, headers=key | TEST)
    assert (live.json()["test"], test.json()["test"]) == (False, True)


async def test_a_test_is_not_sent_to_anybody_but_members(app: FastAPI, boss: Owner, tester: Caller) -> None:
    stranger = new_email()
    envelope = await drafted_to(tester, boss.email.upper(), stranger)
    answer = await tester.post(f"/v1/envelopes/{envelope['id']}/send", json={})
    assert (answer.status_code, problem(answer)) == (422, "test-recipient")
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/signers/1/email"
    assert stranger in error["detail"]
    assert (await tester.get(f"/v1/envelopes/{envelope['id']}")).json()["state"] == "draft"
    fine = await drafted_to(tester, boss.email)
    assert (await tester.post(f"/v1/envelopes/{fine['id']}/send", json={})).status_code == 200
    path = f"/v1/envelopes/{fine['id']}/signers/{fine['signers'][0]['id']}"
    corrected = await tester.patch(path, json={"email": stranger})
    assert (corrected.status_code, problem(corrected)) == (422, "test-recipient")
    async with all_seeing(app).transaction() as session:
        mails = await session.scalars(select(Mail.id).where(Mail.address == stranger))
        assert list(mails) == []


async def test_a_signed_test_and_its_certificate_say_so_on_every_page(
    app: FastAPI, settings: Settings, boss: Owner, tester: Caller, anybody: Caller
) -> None:
    envelope = await drafted_to(tester, boss.email)
    path = f"/v1/envelopes/{envelope['id']}"
    await tester.post(f"{path}/send", json={})
    token = await invited(app, envelope["signers"][0]["id"])
    view = (await anybody.get(f"/v1/signing/{token}")).json()
    assert view["test"] is True
    document_id = envelope["documents"][0]["id"]
    shown = await anybody.get(f"/v1/signing/{token}/documents/{document_id}/pages/1.png")
    assert red(shown.content).getbbox() is not None
    signed = await anybody.post(f"/v1/signing/{token}/signature", json=await signature(anybody, token))
    assert signed.status_code == 200, signed.text
    await in_state_of(tester, envelope["id"])
    content = await tester.get(f"{path}/documents/{document_id}/content", params={"version": "signed"})
    certificate = await tester.get(f"{path}/certificate")
    examiner = examiner_from_settings(settings)
    try:
        for file in (content.content, certificate.content):
            examination = await examiner.examine(file)
            assert examination.signature_count > 0
            for number in range(1, examination.page_count + 1):
                page = red(await examiner.render_page(file, number, 600))
                left, top, right, bottom = page.getbbox() or (0, 0, 0, 0)
                assert (right - left) > 0.5 * page.width
                assert (bottom - top) > 0.5 * page.height
    finally:
        await examiner.close()
    events = (await tester.get(f"{path}/events")).json()
    assert next(event for event in events if event["kind"] == "envelope:created")["data"]["test"] is True
    package = await tester.get(f"{path}/evidence")
    assert zipfile.is_zipfile(io.BytesIO(package.content))


async def in_state_of(tester: Caller, envelope_id: str) -> None:
    async def completed() -> bool:
        view = (await tester.get(f"/v1/envelopes/{envelope_id}")).json()
        return bool(view["state"] == "completed" and view["certificate_ready"])

    await until(completed, 90)


async def test_a_live_document_stays_as_it_was(boss: Owner) -> None:
    assert (await uploaded(boss))["changes"] == []
