"""A business changes hands when both agree, with new acceptances; it always has one owner (A2, A4)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from api.access.sessions import hashed
from models import Acceptance, Business, Membership, OwnershipAnswer, Session
from tests.api.calling import Caller, Owner, all_seeing, business_draft, problem, registered_owner, until
from tests.api.joining import joined, owner_id, told

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
async def boss(app: FastAPI) -> AsyncIterator[Owner]:
    """An owner whose business no other test gives away."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


async def offered(boss: Owner, user_id: str) -> dict[str, Any]:
    answer = await boss.post("/v1/ownership-transfers", json={"user_id": user_id})
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def acceptance(caller: Caller) -> dict[str, Any]:
    """What a new owner declares and accepts."""
    draft = await business_draft(caller)
    return {name: draft[name] for name in ("customer_kind", "declarations", "accepted")}


async def owners_of(app: FastAPI, business_id: str) -> tuple[str, list[str]]:
    """Whom the business names as owner, and who has the role."""
    async with all_seeing(app).transaction() as session:
        business = await session.get_one(Business, business_id)
        rows = await session.scalars(
            select(Membership.user_id).where(
                Membership.business_id == business_id, Membership.role == "owner"
            )
        )
        return business.owner_id, list(rows)


async def test_a_business_changes_hands_when_both_agree(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    me = (await boss.get("/v1/me")).json()
    view = await offered(boss, guest_id)
    assert (view["state"], view["offered_by"]["id"], view["offered_to"]["id"]) == (
        "offered",
        me["id"],
        guest_id,
    )
    assert (await guest.get("/v1/me/ownership-offers")).json()["items"] == [view]
    assert await owners_of(app, boss.business_id) == (me["id"], [me["id"]])
    path = f"/v1/me/ownership-offers/{view['id']}/accept"
    answer = await guest.post(path, json=await acceptance(guest))
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted"), answer.text
    assert await owners_of(app, boss.business_id) == (guest_id, [guest_id])
    places = (await boss.get("/v1/me")).json()["businesses"]
    assert [place["role"] for place in places] == ["guest"]
    refused = await boss.get("/v1/members")
    assert (refused.status_code, problem(refused)) == (403, "owner-required")
    assert (await guest.get("/v1/members")).status_code == 200
    assert (await boss.program().get("/v1/envelopes")).status_code == 200
    async with all_seeing(app).transaction() as session:
        kept = await session.scalars(
            select(Acceptance.document).where(
                Acceptance.user_id == guest_id, Acceptance.business_id == boss.business_id
            )
        )
        assert set(kept) == {"terms", "privacy", "processor", "declarations"}
        answers = await session.scalars(
            select(OwnershipAnswer).where(OwnershipAnswer.transfer_id == view["id"])
        )
        assert answers.one().ip == guest.ip
    again = await guest.post(path, json=await acceptance(guest))
    assert (again.status_code, problem(again)) == (409, "transfer-accepted")
    guest_email = (await guest.get("/v1/me")).json()["email"]
    start = f"transfer-{view['id']}:ownership-transferred:"
    await until(lambda: told(app, start + guest_id, {"ownership-transferred": guest_email}))
    await until(lambda: told(app, start + me["id"], {"ownership-transferred": boss.email}))


async def test_nothing_changes_without_every_declaration_and_current_text(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    path = f"/v1/me/ownership-offers/{(await offered(boss, guest_id))['id']}/accept"
    body = await acceptance(guest)
    old = body | {"accepted": body["accepted"] | {"processor": body["accepted"]["terms"]}}
    outdated = await guest.post(path, json=old)
    assert (outdated.status_code, problem(outdated)) == (409, "consent-outdated")
    minor = body | {"declarations": body["declarations"] | {"of_age": False}}
    assert problem(await guest.post(path, json=minor)) == "validation"
    assert (await owners_of(app, boss.business_id))[0] != guest_id


@pytest.mark.rule("A6")
async def test_the_new_owner_is_asked_whether_they_are_a_consumer(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    path = f"/v1/me/ownership-offers/{(await offered(boss, guest_id))['id']}/accept"
    body = await acceptance(guest)
    unsaid = await guest.post(path, json={name: body[name] for name in ("declarations", "accepted")})
    assert unsaid.json()["errors"][0]["pointer"] == "/customer_kind"
    of_a_company = await guest.post(path, json=body | {"customer_kind": "consumer"})
    assert [(error["pointer"], error["code"]) for error in of_a_company.json()["errors"]] == [
        ("/customer_kind", "tax_id_not_of_a_person")
    ]
    await boss.patch("/v1/businesses/current", json={"tax_id": "12345678Z"})
    taken = await guest.post(path, json=body | {"customer_kind": "consumer"})
    assert taken.status_code == 200, taken.text
    assert (await guest.get("/v1/businesses/current")).json()["customer_kind"] == "consumer"
    changes = (await guest.get("/v1/businesses/current/changes")).json()["items"]
    assert (changes[0]["user_id"], changes[0]["changes"]) == (
        guest_id,
        {"customer_kind": {"before": "company", "after": "consumer"}},
    )


async def test_one_offer_at_a_time_to_a_member(app: FastAPI, boss: Owner, stranger: Owner) -> None:
    _, guest_id = await joined(app, boss)
    _, other_id = await joined(app, boss)
    me = (await boss.get("/v1/me")).json()["id"]
    theirs = (await stranger.get("/v1/me")).json()["id"]
    view = await offered(boss, guest_id)
    for user_id, status, kind in (
        (other_id, 409, "transfer-under-way"),
        (me, 409, "already-owner"),
        (theirs, 404, "not-found"),
    ):
        answer = await boss.post("/v1/ownership-transfers", json={"user_id": user_id})
        assert (answer.status_code, problem(answer)) == (status, kind)
    foreign = await stranger.post(f"/v1/ownership-transfers/{view['id']}/withdraw", json={})
    assert (foreign.status_code, problem(foreign)) == (404, "not-found")
    withdrawn = await boss.post(f"/v1/ownership-transfers/{view['id']}/withdraw", json={})
    assert withdrawn.json()["state"] == "withdrawn"
    await offered(boss, other_id)
    listed = (await boss.get("/v1/ownership-transfers")).json()["items"]
    assert [item["state"] for item in listed] == ["offered", "withdrawn"]


async def shut_out(app: FastAPI, business_id: str, user_id: str) -> None:
    """What a sanction that reaches the business does (contract A8)."""
    async with all_seeing(app).transaction() as session:
        place = await session.get_one(Membership, (business_id, user_id))
        place.revoked_at = datetime.now(UTC)


@pytest.mark.rule("A8")
async def test_who_was_shut_out_for_misuse_is_offered_nothing_and_shown_as_such(
    app: FastAPI, boss: Owner
) -> None:
    _, guest_id = await joined(app, boss)
    await shut_out(app, boss.business_id, guest_id)
    answer = await boss.post("/v1/ownership-transfers", json={"user_id": guest_id})
    assert (answer.status_code, problem(answer)) == (404, "not-found")
    members = (await boss.get("/v1/members")).json()["items"]
    assert {member["user_id"]: member["shut_out_at"] is not None for member in members} == {
        guest_id: True,
        owner_id(await boss.get("/v1/me")): False,
    }


async def test_the_offer_is_for_the_one_it_was_made_to(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    other, _ = await joined(app, boss)
    view = await offered(boss, guest_id)
    for act, body in (("accept", await acceptance(other)), ("decline", {})):
        answer = await other.post(f"/v1/me/ownership-offers/{view['id']}/{act}", json=body)
        assert (answer.status_code, problem(answer)) == (404, "not-found")
    declined = await guest.post(f"/v1/me/ownership-offers/{view['id']}/decline", json={})
    assert declined.json()["state"] == "declined"
    assert (await guest.get("/v1/me/ownership-offers")).json()["items"] == []


async def test_of_agreement_and_withdrawal_at_once_one_counts(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    me = (await boss.get("/v1/me")).json()["id"]
    view = await offered(boss, guest_id)
    agreeing, withdrawing = await asyncio.gather(
        guest.post(f"/v1/me/ownership-offers/{view['id']}/accept", json=await acceptance(guest)),
        boss.post(f"/v1/ownership-transfers/{view['id']}/withdraw", json={}),
    )
    assert sorted((agreeing.status_code, withdrawing.status_code)) == [200, 409]
    now_owner = guest_id if agreeing.status_code == 200 else me
    assert await owners_of(app, boss.business_id) == (now_owner, [now_owner])


async def test_of_agreement_and_withdrawn_access_at_once_one_counts(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    me = (await boss.get("/v1/me")).json()["id"]
    view = await offered(boss, guest_id)
    agreeing, removing = await asyncio.gather(
        guest.post(f"/v1/me/ownership-offers/{view['id']}/accept", json=await acceptance(guest)),
        boss.delete(f"/v1/members/{guest_id}"),
    )
    assert {agreeing.status_code, removing.status_code} in ({200, 409}, {409, 204}, {200, 403})
    now_owner = guest_id if agreeing.status_code == 200 else me
    assert await owners_of(app, boss.business_id) == (now_owner, [now_owner])


async def test_who_left_cannot_agree_any_more(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    view = await offered(boss, guest_id)
    await boss.delete(f"/v1/members/{guest_id}")
    answer = await guest.post(f"/v1/me/ownership-offers/{view['id']}/accept", json=await acceptance(guest))
    assert (answer.status_code, problem(answer)) == (409, "not-a-member")


async def test_both_prove_who_they_are(app: FastAPI, boss: Owner) -> None:
    guest, guest_id = await joined(app, boss)
    view = await offered(boss, guest_id)
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    for caller in (boss, guest):
        async with all_seeing(app).transaction() as session:
            token = hashed(caller.cookies["rubrica_session"])
            await session.execute(
                update(Session).where(Session.token_sha256 == token).values(stepped_up_at=long_ago)
            )
    offering = await boss.post("/v1/ownership-transfers", json={"user_id": guest_id})
    agreeing = await guest.post(f"/v1/me/ownership-offers/{view['id']}/accept", json=await acceptance(guest))
    for answer in (offering, agreeing):
        assert (answer.status_code, problem(answer)) == (403, "step-up-required")
