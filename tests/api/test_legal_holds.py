"""A legal hold is in force at once and lifted by two; the DPO sees what is destroyed when (S17, S18)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import update

from activities.retention.dates import RetentionDates
from models import LegalHold, PurgeCertificate
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.retention import PurgeStage
from tests.api.calling import Owner, problem
from tests.api.staffing import StaffCaller
from tests.purging import let_come_due

HOLDS = "/v1/staff/legal-holds"
WHY = {"reason": "Ya no hace falta."}


async def placed(dpo: StaffCaller, business_id: str) -> dict[str, Any]:
    body = {"business_id": business_id, "reference": "DP 123/2027", "reason": "Lo ordena el juzgado."}
    answer = await dpo.post(HOLDS, json=body)
    assert answer.status_code == 201, answer.text
    hold: dict[str, Any] = answer.json()
    return hold


async def held(database: Database, business_id: str) -> bool:
    return (await RetentionDates(database, "Europe/Madrid").read(business_id)).held


async def test_a_hold_is_in_force_at_once_and_lifted_by_a_second_person(
    customer: Owner, dpo: StaffCaller, security: StaffCaller, database: Database
) -> None:
    await let_come_due(database, customer.business_id)
    hold = await placed(dpo, customer.business_id)
    assert await held(database, customer.business_id)
    stages = (await dpo.get(f"/v1/staff/retentions/{customer.business_id}")).json()["stages"]
    assert [(stage["stage"], stage["due_at"]) for stage in stages] == [(one, None) for one in PurgeStage]

    lift = f"{HOLDS}/{hold['id']}/release"
    assert problem(await security.post(f"{lift}/approve")) == "decision-ended"
    asked = (await dpo.post(lift, json=WHY)).json()
    assert asked["release_asked"]["by"]["id"] == dpo.user_id
    assert problem(await dpo.post(f"{lift}/approve")) == "role-required"
    assert await held(database, customer.business_id)
    lifted = await security.post(f"{lift}/approve")
    assert lifted.json()["released_by"]["id"] == security.user_id
    assert (await security.post(f"{lift}/approve")).json() == lifted.json()
    assert not await held(database, customer.business_id)
    assert problem(await dpo.post(lift, json=WHY)) == "decision-ended"
    stages = (await dpo.get(f"/v1/staff/retentions/{customer.business_id}")).json()["stages"]
    assert all(stage["due_at"] for stage in stages)
    assert hold["id"] in [item["id"] for item in (await security.get(HOLDS)).json()["items"]]


async def test_a_release_that_is_refused_or_comes_late_keeps_the_hold(
    customer: Owner, dpo: StaffCaller, security: StaffCaller, database: Database
) -> None:
    hold = await placed(dpo, customer.business_id)
    lift = f"{HOLDS}/{hold['id']}/release"
    await dpo.post(lift, json=WHY)
    refused = await security.post(f"{lift}/refuse")
    assert refused.json()["release_asked"] is None
    assert problem(await security.post(f"{lift}/approve")) == "decision-ended"
    await dpo.post(lift, json=WHY)
    async with database.transaction() as session:
        await session.execute(
            update(LegalHold)
            .where(LegalHold.id == hold["id"])
            .values(release_asked_at=datetime.now(UTC) - timedelta(days=5))
        )
    assert problem(await security.post(f"{lift}/approve")) == "decision-ended"


async def test_a_hold_on_a_business_that_there_is_not_is_refused(dpo: StaffCaller) -> None:
    body = {"business_id": new_id(Prefix.BUSINESS), "reference": "DP 1", "reason": "Lo ordena el juzgado."}
    assert problem(await dpo.post(HOLDS, json=body)) == "not-found"


async def test_one_person_cannot_do_both(
    app: FastAPI, customer: Owner, dpo: StaffCaller, security: StaffCaller, database: Database
) -> None:
    """Should somebody ever have both roles, the database and the rule still want two people."""
    hold = await placed(dpo, customer.business_id)
    async with database.transaction() as session:
        await session.execute(
            update(LegalHold)
            .where(LegalHold.id == hold["id"])
            .values(release_asked_by=security.user_id, release_asked_at=datetime.now(UTC))
        )
    answer = await security.post(f"{HOLDS}/{hold['id']}/release/approve")
    assert problem(answer) == "second-person-required"


async def test_the_dpo_reads_certificates_and_what_is_next(
    customer: Owner, dpo: StaffCaller, database: Database
) -> None:
    await let_come_due(database, customer.business_id)
    certificate = PurgeCertificate(
        id=new_id(Prefix.PURGE_CERTIFICATE),
        business_id=customer.business_id,
        stage=PurgeStage.TECHNICAL_LOGS.value,
        issued_at=datetime.now(UTC),
        digest="0" * 64,
        facts={"rows": {"activity": 3}},
        pdf=b"%PDF-1.7",
    )
    async with database.transaction() as session:
        session.add(certificate)
    (found,) = (
        item
        for item in (await dpo.get("/v1/staff/retentions")).json()["items"]
        if item["business_id"] == customer.business_id
    )
    assert found["stages"][0]["certificate_id"] == certificate.id
    address = f"/v1/staff/purge-certificates/{certificate.id}"
    assert (await dpo.get(address)).json()["facts"] == {"rows": {"activity": 3}}
    file = await dpo.get(f"{address}/file")
    assert (file.content, file.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    assert problem(await dpo.get("/v1/staff/purge-certificates/pct_1")) == "not-found"
    assert problem(await dpo.get("/v1/staff/retentions/biz_1")) == "not-found"
