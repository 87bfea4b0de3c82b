"""Members work, leave, and lose their access at once (contract A4, A5)."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from api.housekeeping import sweep
from models import Departure
from tests.api.calling import (
    PASSWORD,
    Caller,
    Owner,
    all_seeing,
    business_draft,
    drafted,
    new_email,
    parts_of,
    problem,
    registered_owner,
    until,
)
from tests.api.joining import invited, joined, owner_id, told
from tests.api.second_factor import give_second_factor

pytestmark = pytest.mark.usefixtures("worker")


@pytest.mark.rule("A5")
async def test_what_is_the_owners_is_refused_to_a_guest(app: FastAPI, owner: Owner) -> None:
    guest, _ = await joined(app, owner)
    for method, path, body in (
        ("GET", "/v1/members", None),
        ("GET", "/v1/invitations", None),
        ("POST", "/v1/invitations", {"email": new_email()}),
        ("DELETE", "/v1/members/usr_x", None),
    ):
        answer = await guest.request(method, path, json=body)
        assert (answer.status_code, problem(answer)) == (403, "owner-required"), path
    by_key = await owner.program().get("/v1/members")
    assert (by_key.status_code, problem(by_key)) == (403, "session-required")


@pytest.mark.rule("A5")
async def test_withdrawn_access_ends_at_the_next_request_and_is_told(app: FastAPI, owner: Owner) -> None:
    guest, user_id = await joined(app, owner)
    members = (await owner.get("/v1/members")).json()["items"]
    assert members[0]["role"] == "owner"
    assert user_id in [member["user_id"] for member in members]
    assert (await guest.get("/v1/envelopes")).status_code == 200
    assert (await owner.delete(f"/v1/members/{user_id}")).status_code == 204
    answer = await guest.get("/v1/envelopes")
    assert (answer.status_code, problem(answer)) == (403, "business-required")
    named = await guest.get("/v1/envelopes", headers={"rubrica-business": owner.business_id})
    assert (named.status_code, problem(named)) == (404, "not-found")
    assert (await guest.get("/v1/me")).json()["businesses"] == []
    twice = await owner.delete(f"/v1/members/{user_id}")
    assert (twice.status_code, problem(twice)) == (404, "not-found")
    departure = await departure_of(app, user_id)
    email = (await guest.get("/v1/me")).json()["email"]
    key = f"departure-{departure.id}:"
    await until(lambda: told(app, key, {"access-withdrawn": email}))


async def departure_of(app: FastAPI, user_id: str) -> Departure:
    async with all_seeing(app).transaction() as session:
        return (await session.scalars(select(Departure).where(Departure.user_id == user_id))).one()


async def test_a_guest_leaves_and_the_owner_is_told(app: FastAPI, owner: Owner) -> None:
    guest, user_id = await joined(app, owner)
    assert (await guest.delete(f"/v1/me/businesses/{owner.business_id}")).status_code == 204
    assert (await guest.get("/v1/me/businesses")).json()["items"] == []
    departure = await departure_of(app, user_id)
    await until(lambda: told(app, f"departure-{departure.id}:", {"member-left": owner.email}))


async def test_what_a_crash_left_untold_is_told_by_housekeeping(
    app: FastAPI, owner: Owner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    guest, user_id = await joined(app, owner)
    email = (await guest.get("/v1/me")).json()["email"]
    departure = Departure(
        id="dep_untold",
        business_id=owner.business_id,
        user_id=user_id,
        ended_by=owner_id(await owner.get("/v1/me")),
        at=datetime.now(UTC) - timedelta(hours=1),
    )
    async with all_seeing(app).transaction() as session:
        session.add(departure)
    monkeypatch.setattr(parts_of(app).captcha, "sweep", unforeseen)
    await sweep(parts_of(app))
    assert "what is spent failed" in caplog.text, "and the steps after it were taken"
    await until(lambda: told(app, "departure-dep_untold:", {"access-withdrawn": email}))


async def unforeseen(_: datetime) -> None:
    """An error nobody thought of, early in the round."""
    raise KeyError("unforeseen")


async def test_the_owner_can_neither_leave_nor_be_removed(app: FastAPI, owner: Owner) -> None:
    me = owner_id(await owner.get("/v1/me"))
    for path in (f"/v1/members/{me}", f"/v1/me/businesses/{owner.business_id}"):
        answer = await owner.delete(path)
        assert (answer.status_code, problem(answer)) == (409, "owner-cannot-leave")


async def test_the_database_refuses_a_business_without_its_owner(app: FastAPI, owner: Owner) -> None:
    _, guest_id = await joined(app, owner)
    of_business = {"business": owner.business_id, "guest": guest_id}
    for statement in (
        "DELETE FROM memberships WHERE business_id = :business AND role = 'owner'",
        "UPDATE memberships SET role = 'guest' WHERE business_id = :business",
        "UPDATE memberships SET role = 'owner' WHERE business_id = :business AND user_id = :guest",
        "UPDATE businesses SET owner_id = :guest WHERE id = :business",
    ):
        with pytest.raises(IntegrityError):
            async with all_seeing(app).transaction() as session:
                await session.execute(text(statement), of_business)


async def test_who_belongs_to_several_businesses_switches_and_is_remembered(app: FastAPI) -> None:
    first = await registered_owner(app)
    second = await registered_owner(app)
    _, token = await invited(app, second, first.email)
    assert (await first.post("/v1/invitations/accept", json={"token": token})).status_code == 200
    places = (await first.get("/v1/me/businesses")).json()["items"]
    assert [(place["id"], place["role"], place["current"]) for place in places] == [
        (first.business_id, "owner", False),
        (second.business_id, "guest", True),
    ]
    assert (await first.get("/v1/businesses/current")).json()["id"] == second.business_id
    by_header = await first.get("/v1/businesses/current", headers={"rubrica-business": first.business_id})
    assert by_header.json()["id"] == first.business_id
    chosen = await first.put("/v1/me/businesses/current", json={"business_id": first.business_id})
    assert [place["current"] for place in chosen.json()["items"]] == [True, False]
    async with Caller(app) as elsewhere:
        await elsewhere.post("/v1/sessions", json={"email": first.email, "password": PASSWORD})
        assert (await elsewhere.get("/v1/businesses/current")).json()["id"] == first.business_id
    foreign = await first.put("/v1/me/businesses/current", json={"business_id": "biz_x"})
    assert (foreign.status_code, problem(foreign)) == (404, "not-found")


async def test_a_second_business_is_not_chosen_for_anybody(app: FastAPI) -> None:
    owner = await registered_owner(app)
    made = await owner.post("/v1/businesses", json=await business_draft(owner))
    assert made.status_code == 201
    unclear = await owner.get("/v1/envelopes")
    assert (unclear.status_code, problem(unclear)) == (422, "business-not-chosen")


async def test_what_a_guest_sent_is_answered_for_by_the_owner_once_they_have_left(
    app: FastAPI, owner: Owner
) -> None:
    guest, user_id = await joined(app, owner)
    envelope = await drafted(guest)
    await guest.post(f"/v1/envelopes/{envelope['id']}/send", json={})
    await owner.delete(f"/v1/members/{user_id}")
    await owner.post(f"/v1/envelopes/{envelope['id']}/void", json={"reason": "Se fue"})
    key = f"envelope-{envelope['id']}:envelope-voided:{user_id}"
    await until(lambda: told(app, key, {"envelope-voided": owner.email}))


async def test_the_owner_sees_who_has_no_second_factor(app: FastAPI, owner: Owner) -> None:
    guest, user_id = await joined(app, owner)
    assert (await _flags(owner))[user_id] == ["no_second_factor"]
    await give_second_factor(app, user_id)
    assert (await _flags(owner))[user_id] == []
    await guest.aclose()


async def _flags(owner: Owner) -> dict[str, list[str]]:
    items = (await owner.get("/v1/members")).json()["items"]
    return {item["user_id"]: item["flags"] for item in items}
