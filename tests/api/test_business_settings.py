"""The owner changes the business's data, each change recorded, and asks for its deletion (A2, A9)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from api.acting.business_deletion import carry_on_deletions
from models import Business, BusinessChange, BusinessDeletion, Envelope, Mail
from models.identifiers import Prefix, new_id
from tests.api.calling import (
    Owner,
    all_seeing,
    drafted,
    parts_of,
    pdf,
    problem,
    prove_again,
    proved_long_ago,
    registered_owner,
    until,
)
from tests.api.joining import joined

CURRENT = "/v1/businesses/current"
DELETION = f"{CURRENT}/deletion-request"


@pytest.fixture
async def boss(app: FastAPI) -> AsyncIterator[Owner]:
    """An owner whose business no other test changes."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


async def changes(boss: Owner) -> list[dict[str, Any]]:
    answer = await boss.get(f"{CURRENT}/changes")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_what_is_changed_is_recorded_with_what_it_was(app: FastAPI, boss: Owner) -> None:
    before = (await boss.get(CURRENT)).json()
    answer = await boss.patch(CURRENT, json={"name": "Soler Asesores", "tax_id": "A58818501"})
    after = answer.json()
    assert answer.status_code == 200, answer.text
    assert {**after, "name": "", "tax_id": ""} == {**before, "name": "", "tax_id": ""}
    assert (after["name"], after["tax_id"]) == ("Soler Asesores", "A58818501")
    (change,) = await changes(boss)
    assert change["user_id"] == (await boss.get("/v1/me")).json()["id"]
    assert change["changes"] == {
        "name": {"before": before["name"], "after": "Soler Asesores"},
        "tax_id": {"before": before["tax_id"], "after": "A58818501"},
    }
    same = await boss.patch(CURRENT, json={"name": "Soler Asesores"})
    assert same.json() == after
    assert len(await changes(boss)) == 1
    async with all_seeing(app).transaction() as session:
        row = await session.get(BusinessChange, await newest(app, boss))
        assert row is not None
        assert row.ip == boss.ip


@pytest.mark.rule("M3")
@pytest.mark.parametrize(
    "patch",
    [
        {"name": "Soler Asesores"},
        {"tax_id": "A58818501"},
        {"country": "ES", "address": {"street": "Calle Nueva 2", "postal_code": "03002", "city": "Alicante"}},
        {"privacy_contacts": {"dpo": {"name": "Vera Roig", "email": "dpd@gestoria.example"}}},
    ],
)
async def test_changing_the_business_asks_the_owner_again_who_they_are(
    boss: Owner, patch: dict[str, Any]
) -> None:
    before = (await boss.get(CURRENT)).json()
    await proved_long_ago(boss)
    asked = await boss.patch(CURRENT, json=patch)
    assert (asked.status_code, problem(asked)) == (403, "step-up-required")
    assert (await boss.get(CURRENT)).json() == before
    await prove_again(boss)
    assert (await boss.patch(CURRENT, json=patch)).status_code == 200
    assert (await boss.get(CURRENT)).json() != before


async def newest(app: FastAPI, boss: Owner) -> str:
    async with all_seeing(app).transaction() as session:
        found = await session.scalar(
            select(func.max(BusinessChange.id)).where(BusinessChange.business_id == boss.business_id)
        )
    return str(found)


async def test_data_that_cannot_be_right_changes_nothing(boss: Owner) -> None:
    before = (await boss.get(CURRENT)).json()
    for patch, pointer in (
        ({"tax_id": "B12345675"}, "/tax_id"),
        ({"tax_id": None}, "/tax_id"),
        ({"address": before["address"] | {"postal_code": "99999"}}, "/address/postal_code"),
        ({"name": " "}, "/name"),
    ):
        answer = await boss.patch(CURRENT, json=patch)
        assert (answer.status_code, problem(answer)) == (422, "validation"), patch
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await boss.get(CURRENT)).json() == before
    assert await changes(boss) == []


@pytest.mark.rule("A9")
async def test_the_owner_can_object_to_the_use_of_name_and_logo(boss: Owner) -> None:
    assert (await boss.get(CURRENT)).json()["promotion_allowed"] is True
    answer = await boss.patch(CURRENT, json={"promotion_allowed": False})
    assert answer.json()["promotion_allowed"] is False
    await boss.patch(CURRENT, json={"promotion_allowed": True})
    recorded = [change["changes"]["promotion_allowed"]["after"] for change in await changes(boss)]
    assert recorded == [True, False]


async def standing(boss: Owner, state: str) -> None:
    """Waits until the business stands so; nobody who is shut out can ask any more."""

    async def stands() -> bool:
        answer = await boss.get(CURRENT)
        if answer.status_code != 200:
            return state == "blocked" and problem(answer) == "service-blocked"
        return bool(answer.json()["standing"]["state"] == state)

    await until(stands)


@pytest.mark.usefixtures("worker")
async def test_deletion_is_asked_for_with_the_name_and_taken_back(app: FastAPI, boss: Owner) -> None:
    before = (await boss.get(DELETION)).json()
    assert (before["requested_at"], before["obstacles"]) == (None, [])
    assert [item["years"] for item in before["kept"]] == [6, 5, 1]
    wrong = await boss.put(DELETION, json={"confirmation": "Otra"})
    assert wrong.json()["errors"][0]["pointer"] == "/confirmation"
    name = (await boss.get(CURRENT)).json()["name"]
    asked = (await boss.put(DELETION, json={"confirmation": name})).json()
    assert asked["deletion_requested_at"] is not None
    await standing(boss, "download_only")
    again = (await boss.put(DELETION, json={"confirmation": name})).json()
    assert again["deletion_requested_at"] == asked["deletion_requested_at"]
    looked = (await boss.get(DELETION)).json()
    assert looked["requested_at"] == asked["deletion_requested_at"]
    assert looked["service_ends_at"] == looked["blocked_at_if_waived"] == looked["requested_at"]
    assert looked["blocked_at"] > looked["service_ends_at"]
    uploads = await boss.post("/v1/documents", files={"file": ("x.pdf", pdf(), "application/pdf")})
    assert problem(uploads) == "service-download-only"
    plans = (await boss.get("/v1/plans")).json()["items"]
    if plans:
        body = {"plan_id": plans[0]["id"], "first_charge": "0.00"}
        assert problem(await boss.post("/v1/subscriptions", json=body)) == "deletion-asked"
    assert (await boss.delete(DELETION)).json()["deletion_requested_at"] is None
    await standing(boss, "active")
    await boss.delete(DELETION)
    assert len(await changes(boss)) == 2
    async with all_seeing(app).transaction() as session:
        rows = await session.scalars(
            select(BusinessDeletion.state).where(BusinessDeletion.business_id == boss.business_id)
        )
        assert rows.all() == ["taken_back"]


@pytest.mark.usefixtures("worker")
async def test_with_the_downloads_waived_nobody_can_enter_any_more(app: FastAPI, boss: Owner) -> None:
    guest, _ = await joined(app, boss)
    name = (await boss.get(CURRENT)).json()["name"]
    body = {"confirmation": name, "waive_downloads": True}
    assert (await boss.put(DELETION, json=body)).status_code == 200
    await standing(boss, "blocked")
    for caller, headers in ((boss, {}), (guest, {}), (boss.program(), boss.key)):
        refused = await caller.get("/v1/envelopes", headers=headers)
        assert (refused.status_code, problem(refused)) == (403, "service-blocked")
    assert problem(await boss.delete(DELETION)) == "service-blocked", "it has taken effect"
    async with all_seeing(app).transaction() as session:
        purposes = await session.scalars(
            select(Mail.purpose).where(Mail.address == boss.email, Mail.purpose.startswith("business-delet"))
        )
        assert set(purposes) <= {"business-deleted"}


@pytest.mark.usefixtures("worker")
async def test_a_request_that_a_crash_left_alone_is_taken_up_again(app: FastAPI, boss: Owner) -> None:
    row = BusinessDeletion(
        id=new_id(Prefix.BUSINESS_DELETION),
        business_id=boss.business_id,
        requested_by="usr_x",
        requested_at=datetime.now(UTC),
        waived=True,
        state="waiting",
    )
    async with all_seeing(app).transaction() as session:
        session.add(row)
        business = await session.get_one(Business, boss.business_id)
        business.deletion_requested_at = row.requested_at
    await carry_on_deletions(parts_of(app))
    await standing(boss, "blocked")


async def test_deletion_is_refused_while_something_stands_against_it(app: FastAPI, boss: Owner) -> None:
    envelope = await drafted(boss)
    name = (await boss.get(CURRENT)).json()["name"]
    async with all_seeing(app).transaction() as session:
        await session.execute(update(Envelope).where(Envelope.id == envelope["id"]).values(state="sent"))
    refused = await boss.put(DELETION, json={"confirmation": name})
    assert (refused.status_code, problem(refused)) == (409, "deletion-forbidden")
    assert [error["code"] for error in refused.json()["errors"]] == ["envelopes_under_way"]
    assert (await boss.get(CURRENT)).json()["deletion_requested_at"] is None
    assert (await boss.get(DELETION)).json()["obstacles"] == ["envelopes_under_way"]


@pytest.mark.usefixtures("worker")
async def test_a_guest_sets_nothing_and_deletion_asks_who_one_is(app: FastAPI, boss: Owner) -> None:
    guest, _ = await joined(app, boss)
    name = (await boss.get(CURRENT)).json()["name"]
    for method, path, body in (
        ("PATCH", CURRENT, {"name": "x"}),
        ("GET", f"{CURRENT}/changes", None),
        ("GET", DELETION, None),
        ("PUT", DELETION, {"confirmation": name}),
        ("DELETE", DELETION, None),
    ):
        answer = await guest.request(method, path, json=body)
        assert (answer.status_code, problem(answer)) == (403, "owner-required"), path
    await proved_long_ago(boss)
    asked = await boss.put(DELETION, json={"confirmation": name})
    assert (asked.status_code, problem(asked)) == (403, "step-up-required")
