"""A breach, from the register to the controllers: counted, told in stages, or closed by two persons (P8)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI

from settings import Settings
from tests.api.calling import Owner, drafted, problem, registered_owner, until
from tests.api.mailbox import mails_at, texts_at
from tests.api.staffing import StaffCaller, staff_caller

BREACHES = "/v1/staff/breaches"


def both(words: str) -> dict[str, str]:
    return {"es": words, "en": f"{words} (en)"}


ASSESSMENT = {
    "nature": both("Acceso ajeno a sobres"),
    "people": both("Firmantes"),
    "records": both("Nombre y correo"),
    "consequences": both("Suplantación posible"),
    "measures": both("Accesos cerrados"),
}


@pytest.fixture
async def boss(app: FastAPI) -> AsyncIterator[Owner]:
    """A controller with one envelope of two signers."""
    owner = await registered_owner(app)
    await drafted(owner, 1, 2)
    yield owner
    await owner.aclose()


@pytest.fixture
async def staff(app: FastAPI) -> AsyncIterator[tuple[StaffCaller, StaffCaller]]:
    """The dpo and somebody of security."""
    people = await staff_caller(app, "dpo"), await staff_caller(app, "security")
    yield people
    for person in people:
        await person.aclose()


async def registered(
    staff: tuple[StaffCaller, StaffCaller], *subject_ids: str, **changes: Any
) -> dict[str, Any]:
    """A breach of an incident that names these."""
    dpo, security = staff
    incident = await dpo.post(
        "/v1/staff/incidents",
        json={
            "kind": "unauthorised_access",
            "title": "Acceso ajeno",
            "words": "Detectado por la noche",
            "aware_at": datetime.now(UTC).isoformat(),
            "subject_ids": list(subject_ids),
        },
    )
    draft = {
        "incident_id": incident.json()["id"],
        "responsible_id": dpo.user_id,
        "substitute_id": security.user_id,
    }
    answer = await dpo.post(BREACHES, json=draft | changes)
    assert answer.status_code == 201, answer.text
    breach: dict[str, Any] = answer.json()
    return breach


async def told(dpo: StaffCaller, breach_id: str, number: int) -> dict[str, Any]:
    """The breach once all controllers know an assessment."""

    async def read() -> dict[str, Any] | None:
        breach: dict[str, Any] = (await dpo.get(f"{BREACHES}/{breach_id}")).json()
        return breach if breach["told"] == number else None

    found: dict[str, Any] = await until(read)
    return found


@pytest.mark.rule("P8")
async def test_controllers_are_counted_told_in_stages_and_see_what_they_were_told(
    app: FastAPI,
    boss: Owner,
    staff: tuple[StaffCaller, StaffCaller],
    worker: None,
    settings: Settings,
) -> None:
    dpo, security = staff
    other = await registered_owner(app)
    breach = await registered(staff, boss.business_id, "usr_unknown")
    path = f"{BREACHES}/{breach['id']}"
    assert breach["state"] == "assessing"
    early = await dpo.post(f"{path}/notify", json={"assessment": 1})
    assert early.status_code == 404
    for number in (1, 2):
        await dpo.post(f"{path}/assessments", json=ASSESSMENT)
        await dpo.post(f"{path}/notify", json={"assessment": number})
        found = await told(dpo, breach["id"], number)
    (controller,) = found["controllers"]
    assert (controller["business_id"], controller["people"], controller["records"]) == (
        boss.business_id,
        3,
        4,
    )
    assert (controller["told"], controller["delivery"]) == (2, "accepted")
    (own,) = (await boss.get("/v1/breaches")).json()["items"]
    assert [one["nature"] for one in own["assessments"]] == [ASSESSMENT["nature"]] * 2
    assert (await other.get("/v1/breaches")).json()["items"] == []
    (clock,) = (await boss.get("/v1/deadlines")).json()["items"]
    assert (clock["rule"], clock["outcome"], clock["ended_at"]) == ("P8", "kept", own["first_told_at"])
    bodies = await notices(settings.sendgrid_host, boss.email)
    assert len(bodies) == 2
    assert all("Acceso ajeno a sobres" in body and settings.holder_dpo_email in body for body in bodies)
    late = await dpo.post(f"{path}/unlikely", json={"reason": "Ya no"})
    assert (late.status_code, problem(late)) == (409, "controllers-told")

    await security.post(f"{path}/close")
    await security.post(f"{path}/authority-filing", json={"reference": "AEPD 2026/1"})

    async def closed() -> bool:
        return bool((await dpo.get(path)).json()["state"] == "closed")

    await until(closed)
    clocks = (await dpo.get("/v1/staff/deadlines", params={"kind": "breach_to_authority"})).json()["items"]
    assert [one["outcome"] for one in clocks if one["subject_id"] == breach["id"]] == ["kept"]
    over = await dpo.post(f"{path}/assessments", json=ASSESSMENT)
    assert (over.status_code, problem(over)) == (409, "breach-ended")
    await other.aclose()


@pytest.mark.rule("P8")
async def test_a_risk_is_unlikely_by_two_persons_and_tells_nobody(
    boss: Owner, staff: tuple[StaffCaller, StaffCaller], worker: None
) -> None:
    dpo, security = staff
    breach = await registered(staff, boss.business_id)
    path = f"{BREACHES}/{breach['id']}"
    none = await security.post(f"{path}/unlikely/approve")
    assert problem(none) == "decision-not-awaiting"
    await dpo.post(f"{path}/unlikely", json={"reason": "Todo iba cifrado"})
    alone = await dpo.post(f"{path}/unlikely/approve")
    assert (alone.status_code, problem(alone)) == (403, "second-person-required")
    await security.post(f"{path}/unlikely/approve")

    async def decided() -> bool:
        return bool((await dpo.get(path)).json()["state"] == "unlikely")

    await until(decided)
    found = (await dpo.get(path)).json()
    assert (found["unlikely_by"]["id"], found["unlikely_approved_by"]["id"]) == (
        dpo.user_id,
        security.user_id,
    )
    assert (await boss.get("/v1/breaches")).json()["items"] == []
    (clock,) = (await boss.get("/v1/deadlines")).json()["items"]
    assert clock["outcome"] == "not_needed"


@pytest.mark.rule("M7")
async def test_a_drill_mails_nobody_outside(
    boss: Owner, staff: tuple[StaffCaller, StaffCaller], worker: None, settings: Settings
) -> None:
    dpo, _ = staff
    breach = await registered(staff, boss.business_id, drill=True)
    path = f"{BREACHES}/{breach['id']}"
    await dpo.post(f"{path}/assessments", json=ASSESSMENT)
    await dpo.post(f"{path}/notify", json={"assessment": 1})
    found = await told(dpo, breach["id"], 1)
    assert found["controllers"][0]["first_told_at"] is not None
    assert await notices(settings.sendgrid_host, boss.email) == []
    assert (await boss.get("/v1/breaches")).json()["items"] == []
    assert (await boss.get("/v1/deadlines")).json()["items"] == []


async def test_it_takes_two_people_and_an_incident_of_its_own(
    boss: Owner, staff: tuple[StaffCaller, StaffCaller], worker: None
) -> None:
    dpo, security = staff
    breach = await registered(staff, boss.business_id)
    draft = {
        "incident_id": breach["incident_id"],
        "responsible_id": dpo.user_id,
        "substitute_id": security.user_id,
    }
    twice = await dpo.post(BREACHES, json=draft)
    assert (twice.status_code, problem(twice)) == (409, "breach-registered")
    alone = await dpo.post(BREACHES, json=draft | {"substitute_id": dpo.user_id})
    assert alone.status_code == 422
    assert (await boss.get(BREACHES)).status_code == 404


async def test_whoever_is_in_charge_may_act_and_is_replaced(
    app: FastAPI, boss: Owner, staff: tuple[StaffCaller, StaffCaller], worker: None, settings: Settings
) -> None:
    dpo, security = staff
    breach = await registered(staff, boss.business_id)
    path = f"{BREACHES}/{breach['id']}/charge"
    support, other = await staff_caller(app, "support"), await staff_caller(app, "security")
    wanted = {"responsible_id": other.user_id, "substitute_id": dpo.user_id}
    for unable in (support.user_id, "usr_unknown", dpo.user_id):
        refused = await security.put(path, json=wanted | {"responsible_id": unable})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "two_people")
    assert problem(await support.put(path, json=wanted)) == "role-required"
    replaced = (await security.put(path, json=wanted)).json()
    assert (replaced["responsible"]["id"], replaced["substitute"]["id"]) == (other.user_id, dpo.user_id)

    async def called() -> bool:
        return bool(await mails_at(settings.sendgrid_host, other.email, "está a su cargo"))

    await until(called)
    await support.aclose()
    await other.aclose()


async def notices(sink: str, address: str) -> list[str]:
    """The bodies of notices of breaches in an inbox."""
    return await texts_at(sink, address, "violación", "html")


@pytest.mark.rule("P8", "M2")
async def test_when_who_is_in_charge_leaves_the_substitute_is_mailed_at_once(
    app: FastAPI, staff: tuple[StaffCaller, StaffCaller], worker: None, settings: Settings
) -> None:
    security = staff[1]
    leaver = await staff_caller(app, "security")
    charge = {"responsible_id": leaver.user_id, "substitute_id": security.user_id}
    await registered(staff, "usr_unknown", **charge)
    path = f"/v1/staff/members/{leaver.user_id}/leave"
    assert (await security.post(path, json={"reason": "Fin."})).status_code == 200

    async def warned() -> bool:
        return bool(await mails_at(settings.sendgrid_host, security.email, "quien estaba a cargo ya no está"))

    await until(warned)
    await leaver.aclose()
