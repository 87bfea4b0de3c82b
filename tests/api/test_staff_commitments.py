"""Commitments of staff go through the same envelopes, signing and sealing as any customer's (contract P5)."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import pikepdf
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from models import Business, Certificate, Document, Envelope, EvidenceEvent, Revision, Signer, StaffCommitment
from models.database import Database
from terms.accounts import Document as Kind
from tests.api.calling import Caller, Owner, parts_of, problem, signing_token, until
from tests.api.instructing import DUTIES as DISCLOSURE_DUTIES
from tests.api.instructing import DUTY
from tests.api.staffing import StaffCaller, staff_caller
from tests.api.test_lifecycle import signature
from tests.api.test_misuse import SUSPEND, reported
from tests.duties import only_trained

pytestmark = pytest.mark.usefixtures("worker")
DUTIES = "/v1/staff/duties"


@pytest.fixture
async def unsigned(app: FastAPI) -> AsyncIterator[StaffCaller]:
    """Somebody of support who was trained, and signed nothing."""
    caller = await staff_caller(app, "support", done=only_trained)
    yield caller
    await caller.aclose()


async def asked_to_sign(app: FastAPI, database: Database, caller: StaffCaller) -> tuple[StaffCommitment, str]:
    """Asks for the commitments; the order, and the token of the link that was mailed."""
    assert (await caller.post(f"{DUTIES}/sign")).status_code == 202

    async def order() -> StaffCommitment | None:
        async with database.transaction() as session:
            return await session.scalar(
                select(StaffCommitment).where(StaffCommitment.user_id == caller.user_id)
            )

    made: StaffCommitment = await until(order)
    async with database.transaction() as session:
        signer_id = await session.scalar(select(Signer.id).where(Signer.envelope_id == made.envelope_id))
    token: str = await until(lambda: signing_token(app, str(signer_id)))
    return made, token


async def duties(caller: Caller) -> dict[str, Any]:
    body: dict[str, Any] = (await caller.get(DUTIES)).json()
    return body


@pytest.mark.rule("P5")
async def test_they_are_mailed_signed_sealed_and_recorded(
    app: FastAPI, unsigned: StaffCaller, anybody: Caller, database: Database
) -> None:
    assert (await duties(unsigned))["missing"] == ["commitment"]
    order, token = await asked_to_sign(app, database, unsigned)
    assert (await duties(unsigned))["commitment"]["state"] == "sent"
    shown = (await anybody.get(f"/v1/signing/{token}")).json()
    settings = parts_of(app).settings
    assert (shown["signer_email"], shown["sender_name"]) == (unsigned.email, settings.holder_name)
    assert shown["controller"]["contact_email"] == settings.holder_dpo_email
    page = f"/v1/signing/{token}/documents/{shown['documents'][0]['id']}/pages/2.png"
    assert (await anybody.get(page, params={"width": 500})).status_code == 200
    answer = await anybody.post(f"/v1/signing/{token}/signature", json=await signature(anybody, token))
    assert answer.is_success, answer.text

    async def signed() -> bool:
        return not (await duties(unsigned))["missing"]

    await until(signed, 120)
    done = await duties(unsigned)
    assert done["commitment"]["state"] == "signed"
    assert done["commitment"]["valid_until"] == done["commitment_until"]
    async with database.transaction() as session:
        kept = await session.get_one(StaffCommitment, order.id)
        seal = await session.scalar(
            select(Revision.sha256).where(Revision.envelope_id == order.envelope_id, Revision.key == "seal")
        )
        kinds = await session.scalars(
            select(EvidenceEvent.kind).where(EvidenceEvent.envelope_id == order.envelope_id)
        )
        certificate = await session.scalar(
            select(Certificate.id).where(Certificate.envelope_id == order.envelope_id)
        )
    assert kept.sealed_sha256 is not None
    assert kept.sealed_sha256 == seal
    assert {"envelope:created", "signer:signed", "seal:applied", "envelope:completed"} <= set(kinds)
    assert certificate is not None


@pytest.mark.rule("P5")
async def test_the_signed_file_is_for_who_signed_it_and_for_who_may_look(
    app: FastAPI, unsigned: StaffCaller, security: StaffCaller, anybody: Caller, database: Database
) -> None:
    order, token = await asked_to_sign(app, database, unsigned)
    own, looked = f"{DUTIES}/commitments/{order.id}/pdf", f"/v1/staff/commitments/{order.id}/pdf"
    assert problem(await unsigned.get(own)) == "version-not-found"
    assert problem(await security.get(looked)) == "version-not-found"
    await anybody.post(f"/v1/signing/{token}/signature", json=await signature(anybody, token))

    async def signed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await duties(unsigned))["signed"]
        return found

    (shown,) = await until(signed, 120)
    assert shown["id"] == order.id
    listed = (await security.get(f"/v1/staff/members/{unsigned.user_id}/commitments")).json()["items"]
    assert [one["id"] for one in listed] == [order.id]
    files = [await unsigned.get(own), await security.get(looked)]
    for file in files:
        assert file.headers["content-type"] == "application/pdf"
        with pikepdf.open(io.BytesIO(file.content)) as pdf:
            assert len(pdf.pages) == 2
    assert files[0].content == files[1].content
    assert problem(await security.get(own)) == "not-found", "it is not their own"
    colleague = await staff_caller(app, "support")
    assert problem(await colleague.get(looked)) == "role-required"
    assert problem(await colleague.get(own)) == "not-found"
    await colleague.aclose()


async def test_what_is_signed_is_the_text_with_its_hash(
    app: FastAPI, unsigned: StaffCaller, database: Database
) -> None:
    order, _ = await asked_to_sign(app, database, unsigned)
    parts = parts_of(app)
    assert order.text_sha256 == parts.texts.current(Kind.STAFF_COMMITMENTS, order.language).sha256
    async with database.transaction() as session:
        document = (
            await session.scalars(select(Document).where(Document.sha256 == order.document_sha256))
        ).one()
    data = await parts.vault.get(document.business_id, document.object_key)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == document.page_count


async def test_who_is_asked_is_not_asked_twice(
    app: FastAPI, unsigned: StaffCaller, database: Database
) -> None:
    order, token = await asked_to_sign(app, database, unsigned)
    answers = await asyncio.gather(*(unsigned.post(f"{DUTIES}/sign") for _ in range(3)))
    assert {answer.status_code for answer in answers} == {202}
    async with database.transaction() as session:
        held = select(func.count()).where(StaffCommitment.user_id == unsigned.user_id)
        assert (await session.scalar(held), order.state) == (1, "sent")
    declined = await unsigned.post(f"/v1/signing/{token}/decline", json={"reason": "Todavía no."})
    assert declined.is_success, declined.text

    async def ended() -> bool:
        return bool((await duties(unsigned))["commitment"]["state"] == "declined")

    await until(ended)
    assert (await duties(unsigned))["missing"] == ["commitment"]


async def test_the_holders_own_business_is_one_and_no_customers(
    app: FastAPI, unsigned: StaffCaller, owner: Owner, database: Database
) -> None:
    order, _ = await asked_to_sign(app, database, unsigned)
    async with database.transaction() as session:
        own = (await session.scalars(select(Business).where(Business.owner_id.is_(None)))).one()
        envelope = await session.get_one(Envelope, order.envelope_id)
    assert (envelope.business_id, own.standing) == (own.id, "active")
    assert problem(await owner.get(f"/v1/envelopes/{envelope.id}")) == "not-found"
    assert problem(await unsigned.get(f"/v1/envelopes/{envelope.id}")) == "business-required"
    dpo = await staff_caller(app, "dpo")
    record = await dpo.get("/v1/staff/processing-record")
    assert record.status_code == 200
    assert own.id not in record.text
    await dpo.aclose()


@pytest.mark.rule("P5")
async def test_neither_sanctions_nor_legal_duties_are_aimed_at_the_holders_own_business(
    app: FastAPI, unsigned: StaffCaller, anybody: Caller, database: Database
) -> None:
    order, token = await asked_to_sign(app, database, unsigned)
    async with database.transaction() as session:
        own = (await session.scalars(select(Business.id).where(Business.owner_id.is_(None)))).one()
    dpo, reviewer = await staff_caller(app, "dpo"), await staff_caller(app, "reviewer")
    assert problem(await dpo.post(DISCLOSURE_DUTIES, json=DUTY | {"business_id": own})) == "not-found"
    report = await reported(anybody, reviewer, token, order.envelope_id)
    decisions = f"/v1/staff/misuse-reports/{report['id']}/decisions"
    for verdict in ("suspend", "expel"):
        refused = await reviewer.post(decisions, json=SUSPEND | {"verdict": verdict})
        assert problem(refused) == "not-found"
    dismissed = await reviewer.post(decisions, json=SUSPEND | {"verdict": "dismiss"})
    assert dismissed.status_code == 201, dismissed.text
    for caller in (dpo, reviewer):
        await caller.aclose()
