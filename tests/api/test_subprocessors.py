"""The register of sub-processors: announced by mail, objected to in time, asked before use (contract P4)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from activities.records.subprocessor_register import subprocessor_for
from models import Deadline, Mail, Subprocessor
from settings import Settings
from terms.deadlines import DeadlineKind, due_at
from terms.subprocessors import OutsideService
from tests.api.calling import Caller, Owner, all_seeing, problem, registered_owner, until
from tests.api.mailbox import texts_at
from tests.api.staffing import StaffCaller, staff_caller

DRAFT = {
    "name": "Correo Seguro, S.L.",
    "purpose": {"es": "Envío de correos", "en": "Sending mails"},
    "data": {"es": "Nombre y correo", "en": "Name and address"},
    "country": "ES",
    "safeguards": {"es": "Sin transferencia", "en": "No transfer"},
    "contact": "privacidad@correoseguro.example",
}
OWN = "/v1/businesses/current/subprocessors"
STAFF = "/v1/staff/subprocessors"


@pytest.fixture
async def boss(app: FastAPI) -> AsyncIterator[Owner]:
    """A controller."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


async def announced(app: FastAPI, dpo: Caller, **changes: Any) -> str:
    """A sub-processor of which every controller was told."""
    answer = await dpo.post(STAFF, json=DRAFT | changes)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]

    async def told() -> bool:
        async with all_seeing(app).transaction() as session:
            return (await session.get_one(Subprocessor, found)).state == "announced"

    await until(told)
    return found


async def own(boss: Owner, subprocessor_id: str) -> dict[str, Any]:
    """How it concerns the controller."""
    items = (await boss.get(OWN)).json()["items"]
    (one,) = [item for item in items if item["id"] == subprocessor_id]
    shown: dict[str, Any] = one
    return shown


@pytest.mark.rule("P4")
async def test_every_controller_is_told_and_can_object_until_its_own_deadline(
    app: FastAPI, boss: Owner, dpo: StaffCaller, worker: None
) -> None:
    found = await announced(app, dpo)
    shown = await own(boss, found)
    assert (shown["state"], shown["objected_at"], shown["works_for_you"]) == ("announced", None, False)
    (clock,) = (await boss.get("/v1/deadlines", params={"kind": "subprocessor_objection"})).json()["items"]
    assert (clock["rule"], clock["clause"], clock["subject_id"]) == ("P4", "4.4", found)
    assert clock["due_at"] == shown["objection_until"]
    started = datetime.fromisoformat(clock["started_at"])
    assert datetime.fromisoformat(clock["due_at"]) == due_at(DeadlineKind.SUBPROCESSOR_OBJECTION, started)
    assert clock["contract_version"] == "2026-11-22"
    objected = await boss.put(f"{OWN}/{found}/objection", json={"reason": "No está en la UE"})
    assert objected.json()["objected_at"] is not None
    again = await boss.put(f"{OWN}/{found}/objection", json={"reason": "Otra vez"})
    assert again.json() == objected.json()
    (staff_sees,) = [one for one in (await dpo.get(STAFF)).json()["items"] if one["id"] == found]
    assert [objection["reason"] for objection in staff_sees["objections"]] == ["No está en la UE"]
    assert staff_sees["told"] >= 1
    agreed = await boss.delete(f"{OWN}/{found}/objection")
    assert agreed.json()["objected_at"] is None
    public = (await Caller(app).get("/v1/subprocessors")).json()["items"]
    (published,) = [item for item in public if item["id"] == found]
    assert "objections" not in published
    assert published["effective_at"] >= clock["due_at"]


@pytest.mark.rule("P4")
async def test_the_mail_names_company_data_and_the_last_moment(
    app: FastAPI, boss: Owner, dpo: StaffCaller, worker: None, settings: Settings
) -> None:
    found = await announced(app, dpo, name="Nube Alicantina, S.L.")
    key = f"subprocessor:{boss.business_id}:subprocessor-announced:{found}"
    async with all_seeing(app).transaction() as session:
        mail = (await session.scalars(select(Mail).where(Mail.key == key))).one()
    assert mail.state == "accepted"
    htmls = await mails_to(settings.sendgrid_host, boss.email)
    (html,) = [html for html in htmls if "Nube Alicantina" in html]
    for words in ("Nombre y correo", "Sin transferencia", "privacidad@correoseguro", "4.4"):
        assert words in html


@pytest.mark.rule("P4")
async def test_late_is_late_and_a_stranger_is_not_asked(
    app: FastAPI, boss: Owner, dpo: StaffCaller, worker: None
) -> None:
    found = await announced(app, dpo)
    business = boss.business_id
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(Deadline)
            .where(Deadline.subject_id == found, Deadline.business_id == business)
            .values(due_at=datetime.now(UTC))
        )
    late = await boss.put(f"{OWN}/{found}/objection", json={"reason": "Tarde"})
    assert (late.status_code, problem(late)) == (409, "objection-too-late")
    newcomer = await registered_owner(app)
    assert (await own(newcomer, found))["objection_until"] is None
    refused = await newcomer.put(f"{OWN}/{found}/objection", json={"reason": "No estaba"})
    assert problem(refused) == "objection-too-late"
    assert (await newcomer.get("/v1/deadlines")).json()["items"] == []
    await newcomer.aclose()


@pytest.mark.rule("P4")
async def test_code_that_would_use_it_asks_the_register(
    app: FastAPI, boss: Owner, dpo: StaffCaller, worker: None
) -> None:
    objector = await registered_owner(app)
    found = await announced(app, dpo, service="messaging")
    await objector.put(f"{OWN}/{found}/objection", json={"reason": "No"})
    newcomer = await registered_owner(app)
    later = datetime.now(UTC) + timedelta(days=32)
    businesses = [one.business_id for one in (boss, objector, newcomer)]
    async with all_seeing(app).transaction() as session:
        for business in businesses:
            assert await subprocessor_for(session, OutsideService.MESSAGING, business, later) is None
        await session.execute(update(Subprocessor).where(Subprocessor.id == found).values(state="current"))
    async with all_seeing(app).transaction() as session:
        answers = [
            await subprocessor_for(session, OutsideService.MESSAGING, business, later)
            for business in businesses
        ]
        assert answers == [found, None, found]
        today = await subprocessor_for(session, OutsideService.MESSAGING, businesses[0], datetime.now(UTC))
        assert today is None
        await session.execute(
            update(Deadline).where(Deadline.business_id == businesses[0]).values(subject_id="sbp_other")
        )
        unreached = await subprocessor_for(session, OutsideService.MESSAGING, businesses[0], later)
        assert unreached is None
        await session.rollback()
    await objector.aclose()
    await newcomer.aclose()


async def test_it_is_given_up_or_ended_with_a_reason_by_the_dpo_alone(
    app: FastAPI, boss: Owner, dpo: StaffCaller, worker: None
) -> None:
    found = await announced(app, dpo)
    security = await staff_caller(app, "security")
    refused = await security.post(f"{STAFF}/{found}/withdraw", json={"reason": "x"})
    assert refused.status_code == 403
    early = await dpo.post(f"{STAFF}/{found}/end", json={"reason": "Aún no trabaja"})
    assert (early.status_code, problem(early)) == (409, "subprocessor-not-current")
    ended = await dpo.post(f"{STAFF}/{found}/withdraw", json={"reason": "No cumple"})
    assert (ended.json()["state"], ended.json()["end_reason"]) == ("withdrawn", "No cumple")
    twice = await dpo.post(f"{STAFF}/{found}/withdraw", json={"reason": "Otra vez"})
    assert (twice.status_code, problem(twice)) == (409, "subprocessor-not-under-way")
    (clock,) = [
        item for item in (await boss.get("/v1/deadlines")).json()["items"] if item["subject_id"] == found
    ]
    assert clock["outcome"] == "not_needed"
    assert len((await security.get("/v1/staff/deadlines", params={"running": False})).json()["items"]) >= 1
    await security.aclose()


async def mails_to(sink: str, address: str) -> list[str]:
    """The bodies of mails about sub-processors in an inbox."""
    return await texts_at(sink, address, "subencargado", "html")
