"""Roles change with a second person where they give power, and who leaves loses everything at once (M2)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select, update

from models import (
    ApiKey,
    Membership,
    Session,
    StaffInvitation,
    StaffMember,
    StaffRoleChange,
    TotpFactor,
    User,
)
from models.database import Database
from tests.api.calling import PASSWORD, Caller, Owner, problem, registered_owner
from tests.api.staffing import StaffCaller, person, staff_caller

pytestmark = pytest.mark.usefixtures("worker")
WHY = {"reason": "Cambio de puesto."}


@pytest.fixture
async def second(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "security")
    yield caller
    await caller.aclose()


@pytest.fixture
async def agent(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "support")
    yield caller
    await caller.aclose()


async def asked(caller: Caller, user_id: str, *roles: str) -> dict[str, Any]:
    answer = await caller.post("/v1/staff/role-changes", json={"user_id": user_id, "roles": roles} | WHY)
    assert answer.status_code == 201, answer.text
    change: dict[str, Any] = answer.json()
    return change


async def roles_of(caller: Caller, user_id: str) -> list[str]:
    member = (await caller.get(f"/v1/staff/members/{user_id}")).json()
    roles: list[str] = member["roles"]
    return roles


async def test_an_ordinary_role_is_given_at_once(security: StaffCaller, agent: StaffCaller) -> None:
    change = await asked(security, agent.user_id, "support", "billing")
    assert (change["state"], change["needs_second_person"]) == ("applied", False)
    assert await roles_of(security, agent.user_id) == ["support", "billing"]


@pytest.mark.rule("M2")
async def test_a_powerful_role_waits_for_somebody_else(
    security: StaffCaller, second: StaffCaller, agent: StaffCaller
) -> None:
    change = await asked(security, agent.user_id, "support", "reviewer")
    assert change["state"] == "awaiting_confirmation"
    assert await roles_of(security, agent.user_id) == ["support"]
    path = f"/v1/staff/role-changes/{change['id']}"
    assert problem(await security.post(f"{path}/confirm")) == "second-person-required"
    applied = (await second.post(f"{path}/confirm")).json()
    assert (applied["state"], applied["decided_by"]["id"]) == ("applied", second.user_id)
    assert await roles_of(security, agent.user_id) == ["support", "reviewer"]
    assert problem(await second.post(f"{path}/refuse", json=WHY)) == "decision-ended"
    history = (await security.get(f"/v1/staff/members/{agent.user_id}")).json()["history"]
    assert [(entry["kind"], entry["second"]["id"]) for entry in history] == [
        ("roles_changed", second.user_id)
    ]


async def test_nobody_changes_their_own_roles(security: StaffCaller) -> None:
    body = {"user_id": security.user_id, "roles": ["security", "billing"]} | WHY
    assert problem(await security.post("/v1/staff/role-changes", json=body)) == "second-person-required"


async def test_whom_it_is_about_is_no_second_person(
    app: FastAPI, security: StaffCaller, second: StaffCaller
) -> None:
    """Somebody who manages staff cannot wave their own change through."""
    await asked(security, second.user_id, "support", "billing")
    assert problem(await second.get("/v1/staff/members")) == "role-required"
    change = await asked(security, second.user_id, "support", "security")
    path = f"/v1/staff/role-changes/{change['id']}/confirm"
    assert problem(await second.post(path)) == "role-required"
    assert problem(await security.post(path)) == "second-person-required"


async def test_roles_that_do_not_go_together_are_refused_with_why(
    security: StaffCaller, agent: StaffCaller
) -> None:
    body = {"user_id": agent.user_id, "roles": ["dpo", "reviewer"]} | WHY
    answer = await security.post("/v1/staff/role-changes", json=body)
    assert problem(answer) == "roles-incompatible"
    assert answer.json()["detail"].startswith("dpo and reviewer: the DPO watches over")


async def test_one_change_waits_at_a_time_and_an_overdue_one_is_in_nobodys_way(
    security: StaffCaller, agent: StaffCaller, database: Database
) -> None:
    change = await asked(security, agent.user_id, "reviewer")
    body = {"user_id": agent.user_id, "roles": ["dpo"]} | WHY
    assert problem(await security.post("/v1/staff/role-changes", json=body)) == "decision-awaited"
    async with database.transaction() as session:
        await session.execute(
            update(StaffRoleChange)
            .where(StaffRoleChange.id == change["id"])
            .values(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        )
    assert (await security.post("/v1/staff/role-changes", json=body)).status_code == 201


@pytest.mark.rule("M2")
async def test_who_leaves_loses_everything_at_once(
    app: FastAPI, security: StaffCaller, second: StaffCaller, database: Database
) -> None:
    """Sessions, keys, and what they asked for and nobody has decided yet, in one transaction."""
    owner = await registered_owner(app)
    async with database.transaction() as session:
        session.add(
            Membership(
                business_id=owner.business_id,
                user_id=second.user_id,
                role="guest",
                created_at=datetime.now(UTC),
            )
        )
    await _key_of(database, owner, second.user_id)
    invitation = (await second.post("/v1/staff/invitations", json=person("reviewer"))).json()
    answer = await security.post(f"/v1/staff/members/{second.user_id}/leave", json=WHY)
    assert answer.json()["left_at"] is not None
    assert problem(await second.get("/v1/me")) == "authentication-required"
    async with database.transaction() as session:
        live = await session.scalars(
            select(Session.id).where(Session.user_id == second.user_id, Session.ended_at.is_(None))
        )
        keys = await session.scalars(
            select(ApiKey.id).where(ApiKey.created_by == second.user_id, ApiKey.revoked_at.is_(None))
        )
        row = await session.get_one(StaffInvitation, invitation["id"])
        assert (list(live), list(keys), row.state) == ([], [], "withdrawn")
    entry = (await security.get(f"/v1/staff/members/{second.user_id}")).json()["history"][-1]
    assert (entry["kind"], entry["by"]["id"], entry["reason"]) == ("left", security.user_id, WHY["reason"])
    again = await security.post(f"/v1/staff/members/{second.user_id}/leave", json=WHY)
    assert problem(again) == "not-found"
    await owner.aclose()


async def _key_of(database: Database, owner: Owner, user_id: str) -> None:
    async with database.transaction() as session:
        key = await session.scalar(select(ApiKey).where(ApiKey.business_id == owner.business_id))
        assert key is not None
        key.created_by = user_id


@pytest.mark.rule("M2")
async def test_a_dated_leaving_ends_the_access_even_if_nobody_acts(
    security: StaffCaller, agent: StaffCaller, database: Database
) -> None:
    day = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()
    path = f"/v1/staff/members/{agent.user_id}"
    shown = (await security.post(f"{path}/leave", json=WHY | {"last_day": day})).json()
    assert "leaving" in shown["flags"]
    assert (await agent.get("/v1/staff/members")).status_code == 403
    async with database.transaction() as session:
        await session.execute(
            update(StaffMember)
            .where(StaffMember.user_id == agent.user_id)
            .values(leaves_at=datetime.now(UTC) - timedelta(seconds=1))
        )
    assert problem(await agent.get("/v1/staff/members")) == "not-found"


async def test_a_dated_leaving_can_be_taken_back(security: StaffCaller, agent: StaffCaller) -> None:
    day = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()
    path = f"/v1/staff/members/{agent.user_id}"
    await security.post(f"{path}/leave", json=WHY | {"last_day": day})
    stays = (await security.post(f"{path}/stay", json=WHY)).json()
    assert (stays["leaves_at"], stays["flags"]) == (None, [])
    assert [entry["kind"] for entry in stays["history"]] == ["leaving_set", "leaving_withdrawn"]
    assert problem(await security.post(f"{path}/stay", json=WHY)) == "not-found"
    over = await security.post(f"{path}/leave", json=WHY | {"last_day": "2020-01-01"})
    assert problem(over) == "validation"


async def test_the_last_administrator_stays(
    app: FastAPI, security: StaffCaller, second: StaffCaller, database: Database
) -> None:
    """Also when the last two let each other go at the same moment."""
    async with database.transaction() as session:
        await session.execute(
            update(StaffMember)
            .where(StaffMember.user_id.not_in([security.user_id, second.user_id]))
            .values(left_at=datetime.now(UTC))
        )
    answers = await asyncio.gather(
        security.post(f"/v1/staff/members/{second.user_id}/leave", json=WHY),
        second.post(f"/v1/staff/members/{security.user_id}/leave", json=WHY),
    )
    assert sum(answer.status_code == 200 for answer in answers) == 1
    async with database.transaction() as session:
        left = await session.scalars(
            select(StaffMember.user_id).where(
                StaffMember.user_id.in_([security.user_id, second.user_id]), StaffMember.left_at.is_(None)
            )
        )
    assert len(list(left)) == 1


@pytest.mark.parametrize("role", ["support", "billing", "reviewer", "operations"])
async def test_only_security_and_dpo_see_who_works_here(app: FastAPI, role: str) -> None:
    caller = await staff_caller(app, role)
    for path in ("/v1/staff/members", "/v1/staff/invitations", "/v1/staff/role-changes"):
        assert problem(await caller.get(path)) == "role-required"
    await caller.aclose()


async def test_the_dpo_sees_and_changes_nothing(app: FastAPI, agent: StaffCaller) -> None:
    dpo = await staff_caller(app, "dpo")
    assert await roles_of(dpo, agent.user_id) == ["support"]
    leaving = await dpo.post(f"/v1/staff/members/{agent.user_id}/leave", json=WHY)
    assert problem(leaving) == "role-required"
    await dpo.aclose()


async def test_an_account_nobody_uses_is_flagged(
    security: StaffCaller, agent: StaffCaller, database: Database
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=31)
    async with database.transaction() as session:
        await session.execute(
            update(StaffMember).where(StaffMember.user_id == agent.user_id).values(joined_at=long_ago)
        )
        await session.execute(
            update(Session).where(Session.user_id == agent.user_id).values(last_seen_at=long_ago)
        )
    assert "inactive" in (await security.get(f"/v1/staff/members/{agent.user_id}")).json()["flags"]


async def test_the_age_of_passwords_is_in_sight(
    security: StaffCaller, agent: StaffCaller, database: Database
) -> None:
    """Two weeks before its end a password is flagged, and again when it has ended."""
    for age, flag in ((175, "password_expiring"), (185, "password_expired")):
        async with database.transaction() as session:
            await session.execute(
                update(User)
                .where(User.id == agent.user_id)
                .values(password_changed_at=datetime.now(UTC) - timedelta(days=age))
            )
        shown = (await security.get(f"/v1/staff/members/{agent.user_id}")).json()
        assert [name for name in shown["flags"] if name.startswith("password")] == [flag]


async def test_the_staff_are_told_what_they_may_do(app: FastAPI, agent: StaffCaller, owner: Owner) -> None:
    told = (await agent.get("/v1/me")).json()["staff"]
    assert (told["roles"], told["permissions"]) == (["support"], ["customers:read", "accounts:recover"])
    assert told["commitments_required"] is False
    assert datetime.fromisoformat(told["password_expires_at"]) > datetime.now(UTC)
    assert (await owner.get("/v1/me")).json()["staff"] is None


@pytest.mark.rule("M3")
async def test_a_password_of_half_a_year_is_good_for_nothing_but_being_changed(
    app: FastAPI, database: Database
) -> None:
    """In the session that is open, too (contract M3)."""
    dpo = await staff_caller(app, "dpo")
    assert (await dpo.get("/v1/staff/members")).status_code == 200
    async with database.transaction() as session:
        await session.execute(
            update(User)
            .where(User.id == dpo.user_id)
            .values(password_changed_at=datetime.now(UTC) - timedelta(days=185))
        )
    for path in ("/v1/staff/members", "/v1/me", "/v1/me/businesses"):
        assert problem(await dpo.get(path)) == "password-expired"
    fresh = {"current": PASSWORD, "new": "Otra-frase-distinta-8"}
    assert (await dpo.put("/v1/me/password", json=fresh)).status_code == 200
    assert (await dpo.get("/v1/staff/members")).status_code == 200
    await dpo.aclose()


async def test_staff_without_a_second_factor_are_flagged(
    security: StaffCaller, agent: StaffCaller, database: Database
) -> None:
    path = f"/v1/staff/members/{agent.user_id}"
    assert (await security.get(path)).json()["flags"] == []
    async with database.transaction() as session:
        await session.execute(delete(TotpFactor).where(TotpFactor.user_id == agent.user_id))
    assert (await security.get(path)).json()["flags"] == ["no_second_factor"]
