"""The only ways in which staff see a page of a customer's document, and that its owner sees it (A8)."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from PIL import Image, ImageChops
from sqlalchemy import update

from models import DocumentOpening, MisuseReport
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.api.calling import Caller, Owner, drafted, problem
from tests.api.openings import OPENINGS, WHY, change, page, reported, stand
from tests.api.staffing import StaffCaller, staff_caller
from tests.api.test_lifecycle import drawing, invited, notified, signature

pytestmark = pytest.mark.usefixtures("worker")


async def opened(reviewer: StaffCaller, document_id: str, report_id: str) -> dict[str, Any]:
    body = {"document_id": document_id, "report_id": report_id} | WHY
    answer = await reviewer.post(f"{OPENINGS}/reported", json=body)
    assert answer.status_code == 201, answer.text
    opening: dict[str, Any] = answer.json()
    return opening


@pytest.mark.rule("A8")
async def test_a_reviewer_sees_pages_of_what_they_claimed_under_their_name_and_the_owner_is_shown_it(
    customer: Owner, reviewer: StaffCaller, database: Database
) -> None:
    document_id, report_id = await reported(database, customer, reviewer.user_id)
    opening = await opened(reviewer, document_id, report_id)
    assert (opening["state"], opening["page_count"]) == ("open", 2)
    plain = await customer.get(f"/v1/documents/{document_id}/pages/1.png", params={"width": 400})
    answer = await reviewer.get(f"{OPENINGS}/{opening['id']}/pages/1.png", params={"width": 400})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    marked = Image.open(io.BytesIO(answer.content)).convert("RGB")
    unmarked = Image.open(io.BytesIO(plain.content)).convert("RGB")
    assert marked.size == unmarked.size
    assert marked.tobytes() != unmarked.tobytes(), "the name is across it"
    (shown,) = (await customer.get("/v1/document-openings")).json()["items"]
    assert (shown["document_id"], shown["role"], shown["case_id"]) == (document_id, "reviewer", report_id)
    assert (shown["reason"], shown["legal_ground"]) == (WHY["reason"], WHY["legal_ground"])
    assert [look["page"] for look in shown["views"]] == [1]
    missing = await reviewer.get(f"{OPENINGS}/{opening['id']}/pages/3.png")
    assert problem(missing) == "not-found"


@pytest.mark.parametrize("claim", ["nobody", "another", "decided"])
async def test_nothing_is_opened_without_an_own_claim(
    app: FastAPI, customer: Owner, reviewer: StaffCaller, database: Database, claim: str
) -> None:
    claimer = {"nobody": None, "another": f"usr_{uuid4().hex[:26].upper()}", "decided": reviewer.user_id}
    document_id, report_id = await reported(database, customer, claimer[claim])
    if claim == "decided":
        async with database.transaction() as session:
            await session.execute(
                update(MisuseReport).where(MisuseReport.id == report_id).values(state="dismissed")
            )
    body = {"document_id": document_id, "report_id": report_id} | WHY
    assert problem(await reviewer.post(f"{OPENINGS}/reported", json=body)) == "report-not-claimed"


async def test_another_document_is_not_opened_by_a_report(
    customer: Owner, reviewer: StaffCaller, database: Database
) -> None:
    _, report_id = await reported(database, customer, reviewer.user_id)
    other, _ = await reported(database, customer, None)
    body = {"document_id": other, "report_id": report_id} | WHY
    assert problem(await reviewer.post(f"{OPENINGS}/reported", json=body)) == "report-not-claimed"


async def test_an_opening_ends_with_its_minutes_its_claim_or_by_hand(
    customer: Owner, reviewer: StaffCaller, database: Database
) -> None:
    document_id, report_id = await reported(database, customer, reviewer.user_id)
    first = await opened(reviewer, document_id, report_id)
    await change(database, first["id"], expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert problem(await reviewer.get(f"{OPENINGS}/{first['id']}/pages/1.png")) == "opening-not-open"
    second = await opened(reviewer, document_id, report_id)
    closed = (await reviewer.post(f"{OPENINGS}/{second['id']}/close")).json()
    assert (closed["state"], closed["page_count"]) == ("closed", None)
    assert problem(await reviewer.get(f"{OPENINGS}/{second['id']}/pages/1.png")) == "opening-not-open"
    third = await opened(reviewer, document_id, report_id)
    async with database.transaction() as session:
        await session.execute(
            update(MisuseReport).where(MisuseReport.id == report_id).values(claimed_by=None, state="waiting")
        )
    assert problem(await reviewer.get(f"{OPENINGS}/{third['id']}/pages/1.png")) == "report-not-claimed"
    listed = (await reviewer.get(OPENINGS)).json()["items"]
    assert [item["state"] for item in listed] == ["open", "closed", "expired"]


async def test_blocked_data_is_closed_to_reviewers(
    database: Database, customer: Owner, reviewer: StaffCaller
) -> None:
    document_id, report_id = await reported(database, customer, reviewer.user_id)
    opening = await opened(reviewer, document_id, report_id)
    await stand(database, customer, "blocked")
    page = await reviewer.get(f"{OPENINGS}/{opening['id']}/pages/1.png")
    assert (page.status_code, problem(page)) == (403, "service-blocked")
    body = WHY | {"report_id": report_id, "document_id": document_id}
    again = await reviewer.post(f"{OPENINGS}/reported", json=body)
    assert problem(again) == "service-blocked"


async def test_an_opening_is_its_openers_alone(
    app: FastAPI, customer: Owner, reviewer: StaffCaller, security: StaffCaller, database: Database
) -> None:
    document_id, report_id = await reported(database, customer, reviewer.user_id)
    opening = await opened(reviewer, document_id, report_id)
    other = await staff_caller(app, "reviewer")
    path = f"{OPENINGS}/{opening['id']}"
    assert problem(await other.get(f"{path}/pages/1.png")) == "not-found"
    assert (await other.get(OPENINGS)).json()["items"] == []
    assert problem(await security.get(f"{path}/pages/1.png")) == "role-required"
    await other.aclose()


async def test_who_leaves_has_nothing_open(
    customer: Owner, reviewer: StaffCaller, security: StaffCaller, database: Database
) -> None:
    document_id, report_id = await reported(database, customer, reviewer.user_id)
    opening = await opened(reviewer, document_id, report_id)
    path = f"/v1/staff/members/{reviewer.user_id}/leave"
    assert (await security.post(path, json={"reason": "Fin."})).status_code == 200
    async with database.transaction() as session:
        assert (await session.get_one(DocumentOpening, opening["id"])).state == "closed"


async def test_a_guest_is_not_shown_openings(anybody: Caller, customer: Owner) -> None:
    assert problem(await anybody.get("/v1/document-openings")) == "authentication-required"
    program = customer.program()
    assert problem(await program.get("/v1/document-openings")) == "session-required"


async def test_the_opener_sees_the_newest_signed_version_and_which_it_is(
    app: FastAPI, anybody: Caller, customer: Owner, reviewer: StaffCaller, database: Database
) -> None:
    envelope = await drafted(customer, 1, 2)
    path = f"/v1/envelopes/{envelope['id']}"
    await customer.post(f"{path}/send")
    document_id = envelope["documents"][0]["id"]
    report = _reported_envelope(customer, envelope["id"], document_id, reviewer.user_id)
    async with database.transaction() as session:
        session.add(report)
    before = await opened(reviewer, document_id, report.id)
    assert before["version"] is None
    as_sent = await page(reviewer, f"{OPENINGS}/{before['id']}/pages/2.png")

    token = await invited(app, envelope["signers"][0]["id"])
    unsigned = await page(anybody, f"/v1/signing/{token}/documents/{document_id}/pages/2.png")
    drawn = await signature(anybody, token, signature={"method": "drawn", "png": drawing()})
    signed = await anybody.post(f"/v1/signing/{token}/signature", json=drawn)
    assert signed.status_code == 200, signed.text
    await notified(customer, envelope["id"], "signed", "notified")
    after = await opened(reviewer, document_id, report.id)
    assert (after["version"]["number"], after["version"]["sealed"]) == (1, False)
    second = await invited(app, envelope["signers"][1]["id"])
    shown = (await anybody.get(f"/v1/signing/{second}")).json()["documents"][0]
    assert after["version"]["sha256"] == shown["sha256"], "what the next signer is shown"
    newest = await page(reviewer, f"{OPENINGS}/{after['id']}/pages/2.png")
    theirs = await page(anybody, f"/v1/signing/{second}/documents/{document_id}/pages/2.png")
    place = _difference(unsigned, theirs).getbbox()
    there = [_ink(picture, place) for picture in (as_sent, newest)]
    assert there[0] < _ink(theirs, place) <= there[1], (
        "the signature is on the page, below the name across it"
    )
    looks = [item["views"] for item in (await customer.get("/v1/document-openings")).json()["items"]]
    assert [(look["page"], look["version"]) for (look,) in looks] == [(2, 1), (2, None)]


def _reported_envelope(owner: Owner, envelope_id: str, document_id: str, claimed_by: str) -> MisuseReport:
    return MisuseReport(
        id=new_id(Prefix.MISUSE_REPORT),
        reporter="anybody",
        ground="fraud",
        words="x",
        language="es",
        received_at=datetime.now(UTC),
        business_id=owner.business_id,
        envelope_id=envelope_id,
        document_ids=[document_id],
        state="claimed",
        claimed_by=claimed_by,
        sequence=1,
    )


def _difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """Where two pictures of a page differ clearly."""
    return ImageChops.difference(one, other).point(lambda value: 255 * (value > 60))


def _ink(picture: Image.Image, place: tuple[int, int, int, int] | None) -> int:
    """How much of a place is dark."""
    return picture.crop(place).point(lambda value: 255 * (value < 128)).histogram()[255]
