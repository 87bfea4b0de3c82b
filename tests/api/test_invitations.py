"""Guests are invited, and accept, decline or come too late (contract A5)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from activities.mail.links import LinkTokens
from models import Acceptance, Invitation, InvitationAnswer, Membership, User
from models.identifiers import Prefix, new_id
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    all_seeing,
    drafted,
    new_email,
    parts_of,
    problem,
    prove_again,
    proved_long_ago,
    registered_user,
    until,
)
from tests.api.joining import invited, owner_id, registration, state_of, told

pytestmark = pytest.mark.usefixtures("worker")


@pytest.mark.rule("A5")
async def test_a_new_user_joins_with_credentials_and_personal_data_only(app: FastAPI, owner: Owner) -> None:
    email = new_email()
    view, token = await invited(app, owner, email.upper().replace("EXAMPLE.COM", "example.com"))
    assert (view["email"], view["state"], view["renewals"]) == (email, "pending", 0)
    key = f"invitation-{view['id']}:"
    await until(lambda: told(app, key, {"invitation": email}))
    async with Caller(app, headers=BROWSER | {"user-agent": "Navegador/2"}) as guest:
        look = (await guest.post("/v1/invitations/look", json={"token": token})).json()
        assert (look["business"], look["email"], look["registered"]) == ("Soler y Asociados", email, False)
        answer = await guest.post("/v1/invitations/register", json=await registration(guest, token))
        assert answer.status_code == 201
        place = {"id": owner.business_id, "name": "Soler y Asociados", "role": "guest", "current": True}
        assert answer.json() == {"business": place}
        me = (await guest.get("/v1/me")).json()
        assert (me["email"], me["name"], me["businesses"]) == (email, "Iván Ruiz", [place])
        assert (await guest.get("/v1/businesses/current")).json()["id"] == owner.business_id
        document = await drafted(guest)
        assert (await owner.get(f"/v1/envelopes/{document['id']}")).status_code == 200
    async with all_seeing(app).transaction() as session:
        kept = (await session.scalars(select(Acceptance).where(Acceptance.user_id == me["id"]))).one()
        answers = await session.scalars(
            select(InvitationAnswer).where(InvitationAnswer.invitation_id == view["id"])
        )
        (stored,) = answers
    assert (kept.document, kept.business_id, kept.user_agent) == ("privacy", None, "Navegador/2")
    assert stored.password_hash is None
    async with Caller(app) as again:
        signed_in = await again.post("/v1/sessions", json={"email": email, "password": PASSWORD})
        assert signed_in.status_code == 201
    await until(lambda: told(app, key, {"invitation": email, "invitation-accepted": owner.email}))


async def test_an_existing_user_accepts_signed_in_as_the_invited_address(app: FastAPI, owner: Owner) -> None:
    email = new_email()
    async with Caller(app, headers=BROWSER) as user, Caller(app, headers=BROWSER) as other:
        await registered_user(app, user, email)
        await registered_user(app, other, new_email())
        _, token = await invited(app, owner, email)
        look = (await other.post("/v1/invitations/look", json={"token": token})).json()
        assert look["registered"] is True
        wrong = await other.post("/v1/invitations/accept", json={"token": token})
        assert (wrong.status_code, problem(wrong)) == (403, "invitation-for-another")
        register = await user.post("/v1/invitations/register", json=await registration(user, token))
        assert (register.status_code, problem(register)) == (409, "already-registered")
        answer = await user.post("/v1/invitations/accept", json={"token": token})
        assert answer.json()["business"]["role"] == "guest"
        repeated = await user.post("/v1/invitations/accept", json={"token": token})
        assert (repeated.status_code, problem(repeated)) == (409, "invitation-accepted")
        again = await owner.post("/v1/invitations", json={"email": email})
        assert (again.status_code, problem(again)) == (409, "already-member")


async def test_the_owner_cannot_tell_whether_an_address_has_an_account(app: FastAPI, owner: Owner) -> None:
    known, unknown = new_email(), new_email()
    async with Caller(app, headers=BROWSER) as user:
        await registered_user(app, user, known)
    views = [(await invited(app, owner, email))[0] for email in (known, unknown)]
    hidden = {"id": "", "email": "", "created_at": "", "expires_at": ""}
    assert {**views[0], **hidden} == {**views[1], **hidden}


@pytest.mark.rule("M3")
async def test_inviting_somebody_asks_the_owner_again_who_they_are(owner: Owner) -> None:
    invitation = {"email": new_email()}
    await proved_long_ago(owner)
    asked = await owner.post("/v1/invitations", json=invitation)
    assert (asked.status_code, problem(asked)) == (403, "step-up-required")
    assert invitation["email"] not in (await owner.get("/v1/invitations")).text
    await prove_again(owner)
    assert (await owner.post("/v1/invitations", json=invitation)).status_code == 201


async def test_an_invitation_is_renewed_and_revoked_but_not_doubled(app: FastAPI, owner: Owner) -> None:
    email = new_email()
    view, token = await invited(app, owner, email)
    await until(lambda: told(app, f"invitation-{view['id']}:", {"invitation": email}))
    double = await owner.post("/v1/invitations", json={"email": email})
    assert (double.status_code, problem(double)) == (409, "already-invited")
    renewed = (await owner.post(f"/v1/invitations/{view['id']}/renew", json={})).json()
    assert (renewed["renewals"], renewed["state"]) == (1, "pending")
    revoked = await owner.post(f"/v1/invitations/{view['id']}/revoke", json={})
    assert (revoked.json()["state"], revoked.json()["ended_at"] is None) == ("revoked", False)
    for act in ("renew", "revoke"):
        late = await owner.post(f"/v1/invitations/{view['id']}/{act}", json={})
        assert (late.status_code, problem(late)) == (409, "invitation-revoked")
    async with Caller(app, headers=BROWSER) as guest:
        body = await registration(guest, token)
        refused = await guest.post("/v1/invitations/register", json=body)
        assert (refused.status_code, problem(refused)) == (409, "invitation-revoked")
    async with all_seeing(app).transaction() as session:
        assert await session.scalar(select(User.id).where(User.email == email)) is None
    fresh, _ = await invited(app, owner, email)
    assert fresh["id"] != view["id"]


async def test_declining_needs_no_account_and_keeps_no_data(app: FastAPI, owner: Owner) -> None:
    view, token = await invited(app, owner, new_email())
    async with Caller(app) as anybody:
        assert (await anybody.post("/v1/invitations/decline", json={"token": token})).status_code == 204
        unknown = await anybody.post("/v1/invitations/decline", json={"token": "x" * 43})
        assert (unknown.status_code, problem(unknown)) == (404, "invitation-unknown")
    assert await state_of(owner, view["id"]) == "declined"


async def test_anothers_invitation_does_not_exist(app: FastAPI, owner: Owner, stranger: Owner) -> None:
    view, _ = await invited(app, owner, new_email())
    for act in ("renew", "revoke"):
        answer = await stranger.post(f"/v1/invitations/{view['id']}/{act}", json={})
        assert (answer.status_code, problem(answer)) == (404, "not-found")
    listed = (await stranger.get("/v1/invitations")).json()["items"]
    assert view["id"] not in [item["id"] for item in listed]


async def test_of_two_acceptances_at_once_one_makes_the_user(app: FastAPI, owner: Owner) -> None:
    email = new_email()
    view, token = await invited(app, owner, email)
    async with Caller(app, headers=BROWSER) as one, Caller(app, headers=BROWSER) as two:
        body = await registration(one, token)
        answers = await asyncio.gather(
            *(caller.post("/v1/invitations/register", json=body) for caller in (one, two))
        )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    async with all_seeing(app).transaction() as session:
        stored = await session.scalars(
            select(InvitationAnswer.id).where(InvitationAnswer.invitation_id == view["id"])
        )
        members = await session.scalars(
            select(Membership.role).join(User, User.id == Membership.user_id).where(User.email == email)
        )
        assert (len(list(stored)), list(members)) == (1, ["guest"])


async def test_of_revocation_and_acceptance_at_once_one_counts(app: FastAPI, owner: Owner) -> None:
    for _ in range(3):
        email = new_email()
        view, token = await invited(app, owner, email)
        async with Caller(app, headers=BROWSER) as guest:
            body = await registration(guest, token)
            revoking, accepting = await asyncio.gather(
                owner.post(f"/v1/invitations/{view['id']}/revoke", json={}),
                guest.post("/v1/invitations/register", json=body),
            )
        assert {revoking.status_code, accepting.status_code} in ({200, 409}, {201, 409})
        is_member = accepting.status_code == 201
        assert await state_of(owner, view["id"]) == ("accepted" if is_member else "revoked")
        members = (await owner.get("/v1/members")).json()["items"]
        assert (email in [member["email"] for member in members]) is is_member


async def test_a_repeated_request_joins_once(app: FastAPI, owner: Owner) -> None:
    _, token = await invited(app, owner, new_email())
    async with Caller(app, headers=BROWSER) as guest:
        body, key = await registration(guest, token), {"idempotency-key": "join-once"}
        first = await guest.post("/v1/invitations/register", json=body, headers=key)
        second = await guest.post("/v1/invitations/register", json=body, headers=key)
        assert (first.status_code, second.status_code) == (201, 201)
        assert second.headers["idempotent-replayed"] == "true"
        assert second.headers["set-cookie"] == first.headers["set-cookie"]


async def test_a_weak_password_and_an_old_privacy_text_are_refused(app: FastAPI, owner: Owner) -> None:
    view, token = await invited(app, owner, new_email())
    async with Caller(app, headers=BROWSER) as guest:
        body = await registration(guest, token)
        weak = await guest.post("/v1/invitations/register", json=body | {"password": "corta"})
        assert weak.json()["errors"][0]["pointer"] == "/password"
        for own in ("Ivan.Ruiz-2027", f"Z9-{view['email'].partition('@')[0]}"):
            told = await guest.post("/v1/invitations/register", json=body | {"password": own})
            assert [error["code"] for error in told.json()["errors"]] == ["personal"], own
        old = body | {"privacy": body["privacy"] | {"sha256": "0" * 64}}
        outdated = await guest.post("/v1/invitations/register", json=old)
        assert (outdated.status_code, problem(outdated)) == (409, "consent-outdated")
    assert await state_of(owner, view["id"]) == "pending"


async def test_guessing_invitations_is_slow(anybody: Caller) -> None:
    answers = [
        await anybody.post("/v1/invitations/look", json={"token": f"{number:043d}"}) for number in range(35)
    ]
    assert problem(answers[0]) == "invitation-unknown"
    assert (answers[-1].status_code, problem(answers[-1])) == (429, "too-many-requests")


async def test_an_invitation_that_a_crash_kept_from_starting_is_started_by_the_next_request(
    app: FastAPI, owner: Owner
) -> None:
    parts, email, at = parts_of(app), new_email(), datetime.now(UTC)
    invitation = Invitation(
        id=new_id(Prefix.INVITATION),
        business_id=owner.business_id,
        email=email,
        language="es",
        invited_by=owner_id(await owner.get("/v1/me")),
        created_at=at,
        expires_at=at + timedelta(days=7),
    )
    invitation.token_sha256 = LinkTokens.sha256(parts.links.token(invitation.id))
    async with all_seeing(app).transaction() as session:
        session.add(invitation)
    view, _ = await invited(app, owner, email)
    assert view["id"] == invitation.id
    await until(lambda: told(app, f"invitation-{invitation.id}:", {"invitation": email}))
