"""The only way in which staff see a page of blocked data (S17, P3)."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from activities.invoices.invoicer import Invoicer
from models import Bill, Mail, OrderedLetter, Subscription, User
from models.database import Database
from tests.activities.invoices.billed import paid_bill
from tests.activities.invoices.conftest import HOLDER
from tests.api.calling import Owner, all_seeing, drafted, parts_of, problem, registered_owner, until
from tests.api.openings import OPENINGS, WHY, change, page, reported, stand
from tests.api.staffing import StaffCaller, staff_caller

pytestmark = pytest.mark.usefixtures("worker")


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
        await page(dpo, f"{path}/pages/1.png")
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
