"""Controllers that are found while a breach is assessed: named, counted, told; each version once (P8)."""

from typing import Any

import pytest
from fastapi import FastAPI

from settings import Settings
from terms.incidents import SUBJECTS_MAX
from tests.api.calling import Owner, drafted, problem, registered_owner, until
from tests.api.staffing import StaffCaller, staff_caller
from tests.api.test_breaches import ASSESSMENT, BREACHES, boss, notices, registered, staff, told

__all__ = ("boss", "staff")
Pair = tuple[StaffCaller, StaffCaller]
WORDS = "Hallado al evaluar"


async def found(member: StaffCaller, incident_id: str, *subject_ids: str) -> Any:
    """The answer to naming more of an incident."""
    body = {"subject_ids": list(subject_ids), "words": WORDS}
    return await member.post(f"/v1/staff/incidents/{incident_id}/subjects", json=body)


async def controllers(dpo: StaffCaller, breach_id: str) -> dict[str, dict[str, Any]]:
    """Those of a breach, by business."""
    items = (await dpo.get(f"{BREACHES}/{breach_id}")).json()["controllers"]
    return {one["business_id"]: one for one in items}


async def clock_of(owner: Owner) -> dict[str, Any]:
    """The only clock that an owner sees."""
    (clock,) = (await owner.get("/v1/deadlines")).json()["items"]
    own: dict[str, Any] = clock
    return own


@pytest.mark.rule("P8")
async def test_controllers_found_later_are_counted_told_once_and_have_their_clock(
    app: FastAPI, boss: Owner, staff: Pair, worker: None, settings: Settings
) -> None:
    dpo, security = staff
    late = await registered_owner(app)
    envelope = (await drafted(late, 1, 2))["id"]
    breach = await registered(staff, boss.business_id)
    path = f"{BREACHES}/{breach['id']}"
    await dpo.post(f"{path}/assessments", json=ASSESSMENT)
    await dpo.post(f"{path}/notify", json={"assessment": 1})
    await told(dpo, breach["id"], 1)
    await dpo.post(f"{path}/assessments", json=ASSESSMENT)
    answer = await found(security, breach["incident_id"], boss.business_id, envelope)
    assert answer.status_code == 200, answer.text
    assert answer.json()["subject_ids"] == [boss.business_id, envelope]
    note = answer.json()["entries"][-1]
    assert (note["kind"], note["by"]["id"]) == ("note", security.user_id)
    assert note["words"] == f"{WORDS}\n+1: {envelope}"

    async def reached() -> dict[str, Any] | None:
        own = (await controllers(dpo, breach["id"])).get(late.business_id)
        return own if own and own["told"] is not None else None

    own = await until(reached)
    assert (own["people"], own["told"]) == (2, 2), "all that is known by then"
    clock = await clock_of(late)
    assert (clock["started_at"], clock["outcome"]) == (breach["aware_at"], "kept")
    (seen,) = (await late.get("/v1/breaches")).json()["items"]
    assert seen["id"] == breach["id"]
    assert len(await notices(settings.sendgrid_host, late.email)) == 1
    assert len(await notices(settings.sendgrid_host, boss.email)) == 1, "nobody twice of the same"
    await dpo.post(f"{path}/notify", json={"assessment": 2})
    await told(dpo, breach["id"], 2)
    assert len(await notices(settings.sendgrid_host, boss.email)) == 2
    assert len(await notices(settings.sendgrid_host, late.email)) == 1
    await late.aclose()


@pytest.mark.rule("P8")
async def test_what_is_known_by_one_envelope_is_counted_anew_when_more_is_named(
    app: FastAPI, staff: Pair, worker: None
) -> None:
    dpo, _ = staff
    owner = await registered_owner(app)
    envelopes = [(await drafted(owner, *orders))["id"] for orders in ((1,), (1, 2))]
    breach = await registered(staff, envelopes[0])

    async def counted(records: int) -> bool:
        own = (await controllers(dpo, breach["id"])).get(owner.business_id)
        return own is not None and own["records"] == records

    await until(lambda: counted(1))
    await found(dpo, breach["incident_id"], envelopes[1])
    await until(lambda: counted(3))
    await owner.aclose()


async def test_naming_again_changes_nothing_and_an_ended_breach_takes_no_more(
    boss: Owner, staff: Pair, worker: None
) -> None:
    dpo, security = staff
    breach = await registered(staff, boss.business_id)
    again = await found(dpo, breach["incident_id"], boss.business_id)
    assert (again.status_code, len(again.json()["entries"])) == (200, 1)
    await dpo.post(f"{BREACHES}/{breach['id']}/unlikely", json={"reason": "Todo iba cifrado"})
    await security.post(f"{BREACHES}/{breach['id']}/unlikely/approve")

    async def refused() -> bool:
        answer = await found(dpo, breach["incident_id"], boss.business_id)
        return answer.status_code == 409 and problem(answer) == "breach-ended"

    await until(refused)


async def test_an_incident_names_so_many_at_most_and_only_to_those_with_a_duty(
    app: FastAPI, staff: Pair, boss: Owner
) -> None:
    dpo, _ = staff
    body = {"kind": "other", "title": "x", "words": "x", "aware_at": "2026-11-22T09:30:00Z"}
    incident = (await dpo.post("/v1/staff/incidents", json=body)).json()
    for first in range(0, SUBJECTS_MAX, 5000):
        full = await found(dpo, incident["id"], *(f"biz_{number}" for number in range(first, first + 5000)))
        assert full.status_code == 200
    assert full.json()["entries"][-1]["words"] == f"{WORDS}\n+5000: biz_15000 … biz_19999 (n.º 15001–20000)"
    over = await found(dpo, incident["id"], "biz_one", "biz_2")
    assert (over.status_code, over.json()["errors"][0]["pointer"]) == (422, "/subject_ids")
    reviewer = await staff_caller(app, "reviewer")
    assert problem(await found(reviewer, incident["id"], "biz_1")) == "role-required"
    assert problem(await found(dpo, "inc_unknown", "biz_1")) == "not-found"
    await reviewer.aclose()
