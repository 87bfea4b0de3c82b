"""Named people join the staff: invited, agreed to by a second person, commitments first (M2, P5)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from models import Acceptance, StaffInvitation, StaffMember, User
from models.database import Database
from tests.api.calling import BROWSER, PASSWORD, Caller, accepted, new_email, problem, registered_user
from tests.api.second_factor import give_second_factor
from tests.api.staffing import StaffCaller, person, staff_caller, staff_registration, staff_token
from tests.duties import duties_done

REGISTER = "/v1/staff/invitations/register"
pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
async def second(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "security")
    yield caller
    await caller.aclose()


async def invited(caller: Caller, *roles: str, **changes: Any) -> dict[str, Any]:
    answer = await caller.post("/v1/staff/invitations", json=person(*roles, **changes))
    assert answer.status_code == 201, answer.text
    invitation: dict[str, Any] = answer.json()
    return invitation


async def joined(app: FastAPI, invitation: dict[str, Any]) -> Caller:
    """The invited person, after following the mailed link."""
    caller = Caller(app, headers=BROWSER)
    body = await staff_registration(caller, await staff_token(app, invitation["id"]))
    answer = await caller.post(REGISTER, json=body)
    assert answer.status_code == 201, answer.text
    return caller


async def test_a_support_agent_joins_with_a_password_of_their_own(
    app: FastAPI, security: StaffCaller, anybody: Caller
) -> None:
    invitation = await invited(security, "support")
    assert (invitation["state"], invitation["needs_second_person"]) == ("invited", False)
    token = await staff_token(app, invitation["id"])
    seen = (await anybody.post("/v1/staff/invitations/look", json={"token": token})).json()
    assert (seen["name"], seen["roles"], seen["registered"]) == ("Nora Gil", ["support"], False)
    caller = await joined(app, invitation)
    assert (await caller.get("/v1/sessions/current")).json()["state"] == "enrolment"
    (member,) = [
        one
        for one in (await security.get("/v1/staff/members")).json()["items"]
        if one["email"] == invitation["email"]
    ]
    assert member["joined_by"]["id"] == security.user_id
    assert member["roles"] == ["support"]
    again = await anybody.post(REGISTER, json=await staff_registration(anybody, token))
    assert problem(again) == "staff-invitation-ended", "the link works once"
    await caller.aclose()


async def test_a_powerful_role_takes_a_second_person(
    app: FastAPI, security: StaffCaller, second: StaffCaller, anybody: Caller
) -> None:
    invitation = await invited(security, "reviewer")
    assert invitation["state"] == "awaiting_confirmation"
    token = await staff_token(app, invitation["id"])
    early = await anybody.post(REGISTER, json=await staff_registration(anybody, token))
    assert problem(early) == "staff-invitation-ended", "nobody has agreed yet"
    path = f"/v1/staff/invitations/{invitation['id']}/confirm"
    assert problem(await security.post(path)) == "second-person-required"
    confirmed = (await second.post(path)).json()
    assert (confirmed["state"], confirmed["confirmed_by"]["id"]) == ("invited", second.user_id)
    assert (await second.post(path)).json() == confirmed, "confirming again changes nothing"
    await (await joined(app, invitation)).aclose()
    shown = next(
        one
        for one in (await security.get("/v1/staff/invitations")).json()["items"]
        if one["id"] == invitation["id"]
    )
    history = (await security.get(f"/v1/staff/members/{shown['user_id']}")).json()["history"]
    assert [(entry["kind"], entry["by"]["id"], entry["second"]["id"]) for entry in history] == [
        ("joined", security.user_id, second.user_id)
    ]


async def test_a_refused_invitation_lets_nobody_in(
    app: FastAPI, security: StaffCaller, second: StaffCaller, anybody: Caller
) -> None:
    invitation = await invited(security, "dpo")
    path = f"/v1/staff/invitations/{invitation['id']}"
    refused = await second.post(f"{path}/refuse", json={"reason": "No la conozco."})
    assert refused.json()["state"] == "refused"
    assert problem(await second.post(f"{path}/confirm")) == "staff-invitation-ended"
    body = await staff_registration(anybody, await staff_token(app, invitation["id"]))
    assert problem(await anybody.post(REGISTER, json=body)) == "staff-invitation-ended"


async def test_a_withdrawn_invitation_frees_the_address(security: StaffCaller) -> None:
    draft = person("support")
    invitation = await invited(security, **draft)
    again = await security.post("/v1/staff/invitations", json=draft)
    assert problem(again) == "staff-already-invited"
    path = f"/v1/staff/invitations/{invitation['id']}/withdraw"
    assert (await security.post(path, json={"reason": "Error."})).json()["state"] == "withdrawn"
    assert (await security.post("/v1/staff/invitations", json=draft)).status_code == 201


async def test_an_overdue_invitation_is_expired_and_in_nobodys_way(
    app: FastAPI, security: StaffCaller, anybody: Caller, database: Database
) -> None:
    draft = person("support")
    invitation = await invited(security, **draft)
    async with database.transaction() as session:
        await session.execute(
            update(StaffInvitation)
            .where(StaffInvitation.id == invitation["id"])
            .values(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        )
    body = await staff_registration(anybody, await staff_token(app, invitation["id"]))
    assert problem(await anybody.post(REGISTER, json=body)) == "staff-invitation-ended"
    assert (await security.post("/v1/staff/invitations", json=draft)).status_code == 201
    listed = {one["id"]: one for one in (await security.get("/v1/staff/invitations")).json()["items"]}
    assert listed[invitation["id"]]["state"] == "expired"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"email": "info@holder.example"}, "shared-mailbox"),
        ({"email": "admin2@holder.example"}, "shared-mailbox"),
        ({"roles": ["security", "dpo"]}, "roles-incompatible"),
        ({"roles": []}, "validation"),
        ({"until": "2020-01-01"}, "validation"),
        ({"reason": " "}, "validation"),
    ],
)
async def test_what_is_asked_wrongly_is_refused(
    security: StaffCaller, changes: dict[str, Any], kind: str
) -> None:
    answer = await security.post("/v1/staff/invitations", json=person("support") | changes)
    assert (answer.status_code, problem(answer)) == (422, kind)


async def test_who_works_here_is_not_invited_again(
    app: FastAPI, security: StaffCaller, second: StaffCaller
) -> None:
    answer = await security.post("/v1/staff/invitations", json=person("support", email=second.email))
    assert problem(answer) == "already-staff"


async def test_no_access_before_the_commitments_are_accepted(
    app: FastAPI, security: StaffCaller, anybody: Caller, database: Database
) -> None:
    invitation = await invited(security, "security", roles=["support"])
    body = await staff_registration(anybody, await staff_token(app, invitation["id"]))
    body["commitments"] = body["commitments"] | {"sha256": "0" * 64}
    assert problem(await anybody.post(REGISTER, json=body)) == "consent-outdated"
    user_id = await _user(anybody, app)
    async with database.transaction() as session:
        session.add(StaffMember(user_id=user_id, roles=["dpo"], joined_at=datetime.now(UTC)))
        await session.flush()
        session.add_all(duties_done(user_id, datetime.now(UTC)))
    assert problem(await anybody.get("/v1/staff/members")) == "second-factor-enrolment-required"
    await give_second_factor(app, user_id)
    assert problem(await anybody.get("/v1/staff/members")) == "commitments-required"
    given = {"commitments": await accepted(anybody, "staff-commitments")}
    assert (await anybody.post("/v1/staff/commitments", json=given)).status_code == 204
    assert (await anybody.get("/v1/staff/members")).status_code == 200


async def _user(caller: Caller, app: FastAPI) -> str:
    caller.headers.update(BROWSER)
    await registered_user(app, caller, new_email())
    user_id: str = (await caller.get("/v1/me")).json()["id"]
    return user_id


async def test_a_weak_password_is_refused_and_the_link_still_works(
    app: FastAPI, security: StaffCaller, anybody: Caller
) -> None:
    invitation = await invited(security, "support")
    body = await staff_registration(anybody, await staff_token(app, invitation["id"]))
    weak = await anybody.post(REGISTER, json=body | {"password": "corta"})
    assert (problem(weak), weak.json()["errors"][0]["pointer"]) == ("validation", "/password")
    for own in ("Nora-Gil-2027!", f"Z9-{invitation['email'].partition('@')[0]}"):
        told = await anybody.post(REGISTER, json=body | {"password": own})
        assert [error["code"] for error in told.json()["errors"]] == ["personal"], own
    await (await joined(app, invitation)).aclose()


async def test_an_existing_user_accepts_signed_in_and_only_with_that_address(
    app: FastAPI, security: StaffCaller, anybody: Caller
) -> None:
    user = Caller(app, headers=BROWSER)
    email = new_email()
    await registered_user(app, user, email)
    invitation = await invited(security, "support", email=email)
    token = await staff_token(app, invitation["id"])
    registered = await anybody.post(REGISTER, json=await staff_registration(anybody, token))
    assert problem(registered) == "already-registered"
    body = {"token": token, "commitments": await accepted(anybody, "staff-commitments")}
    other = await security.post("/v1/staff/invitations/accept", json=body)
    assert problem(other) == "staff-invitation-for-another"
    accepting = await user.post("/v1/staff/invitations/accept", json=body)
    assert accepting.json() == {"email": email, "roles": ["support"]}
    assert (await user.post("/v1/staff/invitations/accept", json=body)).json() == accepting.json()
    await user.aclose()


async def test_a_repeated_acceptance_makes_one_person(
    app: FastAPI, security: StaffCaller, anybody: Caller
) -> None:
    """After a crash between the acceptance and its kept answer, the same request goes through again."""
    invitation = await invited(security, "support")
    body = await staff_registration(anybody, await staff_token(app, invitation["id"]))
    headers = {"Idempotency-Key": invitation["id"]}
    answers = [await anybody.post(REGISTER, json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


async def test_an_unknown_token_is_unknown(anybody: Caller) -> None:
    answer = await anybody.post("/v1/staff/invitations/look", json={"token": "x" * 43})
    assert (answer.status_code, problem(answer)) == (404, "staff-invitation-unknown")


async def test_what_was_asked_cannot_be_rewritten(security: StaffCaller, database: Database) -> None:
    """Nobody can turn an invitation that was agreed to into another one."""
    invitation = await invited(security, "support")
    for change in ({"roles": ["dpo"]}, {"email": "other@example.com"}, {"reason": "x"}):
        with pytest.raises(Exception, match="never changes"):
            async with database.transaction() as session:
                await session.execute(
                    update(StaffInvitation).where(StaffInvitation.id == invitation["id"]).values(**change)
                )


async def test_the_acceptance_is_kept_as_evidence(
    app: FastAPI, security: StaffCaller, database: Database
) -> None:
    invitation = await invited(security, "support")
    caller = await joined(app, invitation)
    async with database.transaction() as session:
        user_id = await session.scalar(select(User.id).where(User.email == invitation["email"]))
        kept = (await session.scalars(select(Acceptance).where(Acceptance.user_id == user_id))).all()
    assert {row.document for row in kept} == {"privacy", "staff-commitments"}
    assert all(row.ip == caller.ip for row in kept)
    signed_in = await caller.post("/v1/sessions", json={"email": invitation["email"], "password": PASSWORD})
    assert signed_in.status_code == 201
    await caller.aclose()
