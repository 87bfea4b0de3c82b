"""One's own sessions: seen, ended, closed when idle (contract M4)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from models import Session, StaffMember, User
from settings import Settings
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    all_seeing,
    changed,
    new_email,
    problem,
    registered_user,
    running_app,
)


class Signed(Caller):
    """Somebody signed in."""

    email: str

    async def again(self, agent: str) -> "Signed":
        """The same person in another browser."""
        other = Signed(self.app, headers=BROWSER | {"user-agent": agent})
        other.email = self.email
        answer = await other.post("/v1/sessions", json={"email": self.email, "password": PASSWORD})
        assert answer.status_code == 201
        return other


@pytest.fixture
async def person(app: FastAPI) -> AsyncIterator[Signed]:
    """A user in a browser."""
    async with Signed(app, headers=BROWSER | {"user-agent": "Uno/1"}) as person:
        person.email = new_email()
        await registered_user(app, person, person.email)
        yield person


async def session_id(caller: Caller) -> str:
    return str((await caller.get("/v1/sessions/current")).json()["id"])


async def age(app: FastAPI, session_id: str, **ages: timedelta) -> None:
    values = {column: datetime.now(UTC) - ago for column, ago in ages.items()}
    async with all_seeing(app).transaction() as session:
        await session.execute(update(Session).where(Session.id == session_id).values(values))


async def test_the_session_says_what_it_is_good_for(person: Signed) -> None:
    shown = (await person.get("/v1/sessions/current")).json()
    assert shown["user"]["email"] == person.email
    assert (shown["state"], shown["factors"], shown["step_up_with"]) == ("open", [], ["password"])
    assert shown["idle_minutes"] == 60
    until = datetime.fromisoformat(shown["stepped_up_until"]) - datetime.now(UTC)
    assert timedelta(minutes=9) < until <= timedelta(minutes=10)
    await age(person.app, shown["id"], stepped_up_at=timedelta(minutes=11))
    assert (await person.get("/v1/sessions/current")).json()["stepped_up_until"] is None


async def test_they_are_listed_and_ended_one_by_one(person: Signed) -> None:
    other = await person.again("Dos/2")
    listed = (await person.get("/v1/me/sessions")).json()["items"]
    assert [(item["user_agent"], item["current"]) for item in listed] == [("Dos/2", False), ("Uno/1", True)]
    assert listed[0]["ip"] == other.ip
    assert (await person.delete(f"/v1/me/sessions/{listed[0]['id']}")).status_code == 204
    assert problem(await other.get("/v1/me")) == "authentication-required"
    assert problem(await person.delete(f"/v1/me/sessions/{listed[0]['id']}")) == "not-found"
    assert len((await person.get("/v1/me/sessions")).json()["items"]) == 1
    await other.aclose()


async def test_all_others_end_at_once(person: Signed) -> None:
    others = [await person.again(agent) for agent in ("Dos/2", "Tres/3")]
    assert (await person.delete("/v1/me/sessions")).status_code == 204
    for other in others:
        assert problem(await other.get("/v1/me")) == "authentication-required"
        await other.aclose()
    assert (await person.get("/v1/me")).status_code == 200


async def test_anothers_sessions_are_out_of_reach(person: Signed, stranger: Owner) -> None:
    theirs = await session_id(stranger)
    answer = await person.delete(f"/v1/me/sessions/{theirs}")
    assert (answer.status_code, problem(answer)) == (404, "not-found")
    assert (await stranger.get("/v1/me")).status_code == 200


async def test_those_that_have_lapsed_are_not_listed(person: Signed) -> None:
    other = await person.again("Dos/2")
    await age(person.app, await session_id(other), last_seen_at=timedelta(minutes=61))
    assert len((await person.get("/v1/me/sessions")).json()["items"]) == 1
    await other.aclose()


@pytest.mark.rule("M4")
async def test_staffs_sessions_close_sooner(app: FastAPI, person: Signed) -> None:
    async with all_seeing(app).transaction() as session:
        user_id = await session.scalar(select(User.id).where(User.email == person.email))
        session.add(StaffMember(user_id=user_id, roles=["support"], joined_at=datetime.now(UTC)))
    assert (await person.get("/v1/sessions/current")).json()["idle_minutes"] == 15
    own = await session_id(person)
    await age(app, own, last_seen_at=timedelta(minutes=14))
    assert (await person.get("/v1/sessions/current")).status_code == 200
    await age(app, own, last_seen_at=timedelta(minutes=16))
    assert problem(await person.get("/v1/sessions/current")) == "authentication-required"


@pytest.mark.rule("M4")
async def test_how_long_is_by_setting(settings: Settings, person: Signed) -> None:
    own = await session_id(person)
    shorter = changed(settings, session_idle_minutes=5, session_hours=1)
    async with running_app(shorter) as app, Caller(app, cookies=dict(person.cookies)) as same:
        shown = (await same.get("/v1/sessions/current")).json()
        assert shown["idle_minutes"] == 5
        await age(app, own, last_seen_at=timedelta(minutes=6))
        assert problem(await same.get("/v1/me")) == "authentication-required"
        await age(app, own, last_seen_at=timedelta(), created_at=timedelta(minutes=61))
        assert problem(await same.get("/v1/me")) == "authentication-required"


@pytest.mark.rule("M4")
async def test_a_page_that_asks_by_itself_keeps_nothing_open(app: FastAPI, person: Signed) -> None:
    own = await session_id(person)
    await age(app, own, last_seen_at=timedelta(minutes=50))
    for _ in range(2):
        answer = await person.get("/v1/me", headers={"rubrica-unattended": "true"})
        assert answer.status_code == 200
    async with all_seeing(app).transaction() as session:
        row = await session.get_one(Session, own)
    assert datetime.now(UTC) - row.last_seen_at > timedelta(minutes=49)
    await person.get("/v1/me")
    async with all_seeing(app).transaction() as session:
        row = await session.get_one(Session, own)
    assert datetime.now(UTC) - row.last_seen_at < timedelta(minutes=1)
