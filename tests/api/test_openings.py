"""The only ways in which staff see a page of a customer's document, and that its owner sees it (A8, S17)."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from PIL import Image, ImageChops
from sqlalchemy import select, update

from activities.invoices.invoicer import Invoicer
from models import (
    Bill,
    Business,
    DocumentOpening,
    Mail,
    MisuseReport,
    OrderedLetter,
    Subscription,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.invoices.billed import paid_bill
from tests.activities.invoices.conftest import HOLDER
from tests.api.calling import (
    Caller,
    Owner,
    all_seeing,
    drafted,
    parts_of,
    problem,
    registered_owner,
    until,
)
from tests.api.staffing import StaffCaller, staff_caller
from tests.api.test_lifecycle import drawing, invited, notified, signature

pytestmark = pytest.mark.usefixtures("worker")
OPENINGS = "/v1/staff/document-openings"
WHY = {"reason": "Posible fraude denunciado.", "legal_ground": "DSA art. 16; condiciones, cláusula 4.2"}


async def reported(database: Database, owner: Owner, claimed_by: str | None) -> tuple[str, str]:
    """A document that somebody reported, and its report."""
    envelope = await drafted(owner)
    document_id = envelope["documents"][0]["id"]
    report = MisuseReport(
        id=new_id(Prefix.MISUSE_REPORT),
        reporter="anybody",
        ground="fraud",
        words="x",
        language="es",
        received_at=datetime.now(UTC),
        business_id=owner.business_id,
        envelope_id=envelope["id"],
        document_id=document_id,
        document_ids=[document_id],
        state="claimed" if claimed_by else "waiting",
        claimed_by=claimed_by,
        sequence=1,
    )
    async with database.transaction() as session:
        session.add(report)
    return document_id, report.id


async def stand(database: Database, owner: Owner, state: str) -> None:
    async with database.transaction() as session:
        await session.execute(update(Business).where(Business.id == owner.business_id).values(standing=state))


async def change(database: Database, opening_id: str, **values: Any) -> None:
    async with database.transaction() as session:
        await session.execute(
            update(DocumentOpening).where(DocumentOpening.id == opening_id).values(**values)
        )


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


async def asked(dpo: StaffCaller, owner: Owner, document_id: str) -> dict[str, Any]:
    body = {"document_id": document_id, "business_id": owner.business_id, "case_id": "DP 123/2027"} | WHY
    answer = await dpo.post(f"{OPENINGS}/blocked", json=body)
    assert answer.status_code == 201, answer.text
    opening: dict[str, Any] = answer.json()
    return opening


@pytest.mark.rule("S17")
async def test_a_dpo_opens_blocked_data_with_a_second_person_who_sees_nothing_of_it(
    customer: Owner, dpo: StaffCaller, security: StaffCaller, database: Database
) -> None:
    document_id, _ = await reported(database, customer, None)
    await stand(database, customer, "blocked")
    opening = await asked(dpo, customer, document_id)
    path = f"{OPENINGS}/{opening['id']}"
    assert opening["state"] == "awaiting_approval"
    assert problem(await dpo.post(f"{path}/start")) == "opening-not-open"
    assert problem(await dpo.post(f"{path}/approve")) == "role-required"
    waiting = (await security.get(f"{OPENINGS}/awaiting")).json()["items"]
    assert opening["id"] in [item["id"] for item in waiting]
    approved = (await security.post(f"{path}/approve")).json()
    assert (approved["state"], approved["decided_by"]["id"]) == ("approved", security.user_id)
    assert problem(await dpo.get(f"{path}/pages/1.png")) == "opening-not-open", "not begun"
    for _ in range(2):
        assert (await dpo.post(f"{path}/start")).json()["state"] == "open"
    await until(lambda: is_mailed_once(database, customer.email))
    assert (await dpo.get(f"{path}/pages/2.png")).status_code == 200
    assert [look["page"] for look in (await dpo.get(OPENINGS)).json()["items"][0]["views"]] == [2]
    await stand(database, customer, "active")
    assert problem(await dpo.get(f"{path}/pages/1.png")) == "business-not-blocked"
    (shown,) = (await customer.get("/v1/document-openings")).json()["items"]
    assert (shown["role"], shown["case_id"]) == ("dpo", "DP 123/2027")


@pytest.mark.rule("P3", "S17")
async def test_of_an_opening_that_the_law_keeps_secret_the_owner_learns_once_that_is_lifted(
    app: FastAPI, customer: Owner, dpo: StaffCaller, security: StaffCaller, database: Database
) -> None:
    document_id, _ = await reported(database, customer, None)
    await stand(database, customer, "blocked")
    law = "Secreto del sumario, LECrim art. 302"
    body = {"document_id": document_id, "business_id": customer.business_id, "case_id": "DP 9/2027"}
    answer = await dpo.post(f"{OPENINGS}/blocked", json=body | WHY | {"silence_reason": law})
    assert answer.status_code == 201, answer.text
    path = f"{OPENINGS}/{answer.json()['id']}"
    approved = (await security.post(f"{path}/approve")).json()
    assert (approved["state"], approved["silence_reason"]) == ("approved", law)
    assert (await dpo.post(f"{path}/start")).json()["state"] == "open"
    assert (await dpo.get(f"{path}/pages/1.png")).status_code == 200
    assert (await dpo.post(f"{path}/close")).status_code == 200
    await stand(database, customer, "active")
    assert (await customer.get("/v1/document-openings")).json()["items"] == []
    async with database.transaction() as session:
        ordered = select(OrderedLetter.id).where(OrderedLetter.purpose == "document-opened")
        mine = ordered.join(User, User.id == OrderedLetter.user_id).where(User.email == customer.email)
        assert (await session.scalars(mine)).all() == []
    with pytest.raises(Exception, match="never changes"):
        await change(database, answer.json()["id"], silence_reason=None)
    other = await staff_caller(app, "dpo")
    assert problem(await security.post(f"{path}/lift-silence")) == "role-required"
    for _ in range(2):
        lifted = await other.post(f"{path}/lift-silence")
        assert (lifted.status_code, lifted.json()["lifted_at"] is None) == (200, False), lifted.text
    await until(lambda: is_mailed_once(database, customer.email))
    (shown,) = (await customer.get("/v1/document-openings")).json()["items"]
    assert (shown["case_id"], len(shown["views"])) == ("DP 9/2027", 1)
    plain = await asked_when_blocked(database, dpo, customer, document_id)
    assert problem(await other.post(f"{OPENINGS}/{plain}/lift-silence")) == "not-found"
    assert problem(await dpo.post(f"{OPENINGS}/{plain}/lift-silence")) == "disclosure-silence"
    await other.aclose()


async def asked_when_blocked(database: Database, dpo: StaffCaller, owner: Owner, document_id: str) -> str:
    await stand(database, owner, "blocked")
    return str((await asked(dpo, owner, document_id))["id"])


async def is_mailed_once(database: Database, address: str) -> bool:
    """Whether the owner, who cannot sign in any more, was told of one opening."""
    async with database.transaction() as session:
        mails = await session.scalars(
            select(Mail.id).where(
                Mail.address == address, Mail.purpose == "document-opened", Mail.accepted_at.is_not(None)
            )
        )
        return len(mails.all()) == 1


async def invoiced(app: FastAPI, owner: Owner) -> tuple[str, str]:
    """An invoice of the business, with its documents, and the contract that it is of."""
    database = all_seeing(app)
    bill = await paid_bill(database)
    async with database.transaction() as session:
        row = await session.get_one(Subscription, bill.subscription_id)
        row.business_id = (await session.get_one(Bill, bill.id)).business_id = owner.business_id
    invoicer = Invoicer(database, parts_of(app).vault, HOLDER, "Europe/Madrid")
    return (await invoicer.issue(bill.id))[0], bill.subscription_id


async def voided(owner: Owner) -> str:
    """An envelope that ended, with its certificate of evidence."""
    envelope_id = str((await drafted(owner))["id"])
    (await owner.post(f"/v1/envelopes/{envelope_id}/send")).raise_for_status()
    (await owner.post(f"/v1/envelopes/{envelope_id}/void", json={"reason": "x"})).raise_for_status()
    path = f"/v1/envelopes/{envelope_id}/certificate"

    async def made() -> bool:
        return (await owner.get(path)).status_code == 200

    await until(made, 30)
    return envelope_id


async def test_an_authority_is_shown_invoices_and_evidence_of_blocked_data_in_no_other_way(
    app: FastAPI, customer: Owner, dpo: StaffCaller, security: StaffCaller, database: Database
) -> None:
    billing = await staff_caller(app, "billing")
    (invoice_id, contract), envelope_id = await invoiced(app, customer), await voided(customer)
    whole = f"/v1/staff/subscriptions/{contract}"
    assert [one["id"] for one in (await billing.get(whole)).json()["invoices"]] == [invoice_id]
    await stand(database, customer, "blocked")
    seen = (await billing.get(whole)).json()
    assert seen["invoices"] == [], "nobody enters but the DPO with a second person"
    assert seen["bills"] != []
    for subject in ({"invoice_id": invoice_id}, {"envelope_id": envelope_id}):
        body = {"business_id": customer.business_id, "case_id": "DP 7/2027"} | subject | WHY
        asked_ = (await dpo.post(f"{OPENINGS}/blocked", json=body)).json()
        assert (asked_["subject_id"], asked_["document_id"]) == (*subject.values(), None)
        path = f"{OPENINGS}/{asked_['id']}"
        assert problem(await dpo.get(f"{path}/pages/1.png")) == "opening-not-open"
        assert (await security.post(f"{path}/approve")).status_code == 200
        begun = (await dpo.post(f"{path}/start")).json()
        assert begun["page_count"] >= 1
        await _page(dpo, f"{path}/pages/1.png")
        beyond = await dpo.get(f"{path}/pages/{begun['page_count'] + 1}.png")
        assert problem(beyond) == "not-found"
    both = body | {"invoice_id": invoice_id}
    assert problem(await dpo.post(f"{OPENINGS}/blocked", json=both)) == "validation"
    foreign, _ = await invoiced(app, await registered_owner(app))
    wrong = {"business_id": customer.business_id, "case_id": "x", "invoice_id": foreign} | WHY
    assert problem(await dpo.post(f"{OPENINGS}/blocked", json=wrong)) == "not-found"
    await stand(database, customer, "active")
    shown = (await customer.get("/v1/document-openings")).json()["items"]
    assert {one["subject_id"] for one in shown} == {invoice_id, envelope_id}
    await billing.aclose()


async def test_a_refused_opening_opens_nothing(
    customer: Owner, dpo: StaffCaller, security: StaffCaller, database: Database
) -> None:
    document_id, _ = await reported(database, customer, None)
    await stand(database, customer, "blocked")
    path = f"{OPENINGS}/{(await asked(dpo, customer, document_id))['id']}"
    refused = (await security.post(f"{path}/refuse", json={"reason": "Falta el oficio."})).json()
    assert (refused["state"], refused["decision_reason"]) == ("refused", "Falta el oficio.")
    assert problem(await security.post(f"{path}/approve")) == "decision-ended"
    assert problem(await dpo.post(f"{path}/start")) == "opening-not-open"


async def test_a_business_that_is_not_blocked_is_not_the_dpos(
    customer: Owner, stranger: Owner, dpo: StaffCaller, database: Database
) -> None:
    document_id, _ = await reported(database, customer, None)
    body = {"document_id": document_id, "business_id": customer.business_id, "case_id": "x"} | WHY
    assert problem(await dpo.post(f"{OPENINGS}/blocked", json=body)) == "business-not-blocked"
    await stand(database, customer, "blocked")
    foreign, _ = await reported(database, stranger, None)
    wrong = await dpo.post(f"{OPENINGS}/blocked", json=body | {"document_id": foreign})
    assert problem(wrong) == "not-found", "a document of another business"


async def test_no_dpo_waves_an_opening_through_by_sql(
    customer: Owner, dpo: StaffCaller, database: Database
) -> None:
    document_id, _ = await reported(database, customer, None)
    await stand(database, customer, "blocked")
    opening = await asked(dpo, customer, document_id)
    for values in ({"state": "open"}, {"state": "open", "decided_by": dpo.user_id}):
        with pytest.raises(Exception, match="second_person"):
            await change(database, opening["id"], **values)
    with pytest.raises(Exception, match="never changes"):
        await change(database, opening["id"], reason="otra")


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
    as_sent = await _page(reviewer, f"{OPENINGS}/{before['id']}/pages/2.png")

    token = await invited(app, envelope["signers"][0]["id"])
    unsigned = await _page(anybody, f"/v1/signing/{token}/documents/{document_id}/pages/2.png")
    drawn = await signature(anybody, token, signature={"method": "drawn", "png": drawing()})
    signed = await anybody.post(f"/v1/signing/{token}/signature", json=drawn)
    assert signed.status_code == 200, signed.text
    await notified(customer, envelope["id"], "signed", "notified")
    after = await opened(reviewer, document_id, report.id)
    assert (after["version"]["number"], after["version"]["sealed"]) == (1, False)
    second = await invited(app, envelope["signers"][1]["id"])
    shown = (await anybody.get(f"/v1/signing/{second}")).json()["documents"][0]
    assert after["version"]["sha256"] == shown["sha256"], "what the next signer is shown"
    newest = await _page(reviewer, f"{OPENINGS}/{after['id']}/pages/2.png")
    theirs = await _page(anybody, f"/v1/signing/{second}/documents/{document_id}/pages/2.png")
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


async def _page(caller: Caller, path: str) -> Image.Image:
    answer = await caller.get(path, params={"width": 800})
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content)).convert("L")


def _difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """Where two pictures of a page differ clearly."""
    return ImageChops.difference(one, other).point(lambda value: 255 * (value > 60))


def _ink(picture: Image.Image, place: tuple[int, int, int, int] | None) -> int:
    """How much of a place is dark."""
    return picture.crop(place).point(lambda value: 255 * (value < 128)).histogram()[255]
