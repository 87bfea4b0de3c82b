"""Changing and resetting passwords (contract M3)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from fastapi import FastAPI
from sqlalchemy import event, select, update

from api.access import passwords
from models import OrderedLetter, PasswordReset, User
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    all_seeing,
    new_email,
    parts_of,
    problem,
    registered_user,
    solved,
)
from tests.api.resets import asked_for_reset, reset_password, reset_token

NEW = "Otra-frase-larga-8"


@pytest.fixture
async def email(app: FastAPI, person: Caller) -> str:
    """The address of `person`, who is registered and signed in."""
    email = new_email()
    await registered_user(app, person, email)
    return email


@pytest.fixture
async def person(app: FastAPI) -> AsyncIterator[Caller]:
    """A browser."""
    async with Caller(app, headers=BROWSER) as person:
        yield person


async def letters(app: FastAPI, email: str) -> list[str]:
    """What was written to somebody, oldest first."""
    async with all_seeing(app).transaction() as session:
        found = await session.scalars(
            select(OrderedLetter.purpose)
            .join(User, User.id == OrderedLetter.user_id)
            .where(User.email == email)
            .order_by(OrderedLetter.id)
        )
        return list(found)


async def signed_in(app: FastAPI, email: str, password: str = PASSWORD) -> Caller:
    caller = Caller(app, headers=BROWSER)
    answer = await caller.post("/v1/sessions", json={"email": email, "password": password})
    assert answer.status_code == 201, answer.text
    return caller


@pytest.mark.rule("M3")
async def test_a_change_ends_other_sessions_and_renews_this_one(
    app: FastAPI, person: Caller, email: str
) -> None:
    other = await signed_in(app, email)
    stolen = dict(person.cookies)
    answer = await person.put("/v1/me/password", json={"current": PASSWORD, "new": NEW})
    assert (answer.status_code, answer.json()["state"]) == (200, "open")
    assert (await person.get("/v1/me")).status_code == 200
    assert problem(await other.get("/v1/me")) == "authentication-required"
    async with Caller(app, cookies=stolen) as thief:
        assert problem(await thief.get("/v1/me")) == "authentication-required"
        old = await thief.post("/v1/sessions", json={"email": email, "password": PASSWORD})
        assert problem(old) == "credentials-refused"
    assert (await letters(app, email))[-1] == "password-changed"
    async with all_seeing(app).transaction() as session:
        user = (await session.scalars(select(User).where(User.email == email))).one()
    assert datetime.now(UTC) - user.password_changed_at < timedelta(minutes=1)
    assert user.created_at < user.password_changed_at
    await other.aclose()


async def test_a_change_asks_for_the_current_one_and_a_good_new_one(person: Caller, email: str) -> None:
    wrong = await person.put("/v1/me/password", json={"current": "Equivocada-1", "new": NEW})
    assert (wrong.status_code, problem(wrong)) == (401, "credentials-refused")
    for new, code in (("corta", "too_short"), ("Alicante-2026", "common"), (f"{email}-A1", "personal")):
        bad = await person.put("/v1/me/password", json={"current": PASSWORD, "new": new})
        assert problem(bad) == "validation"
        assert {"pointer": "/new", "code": code, "detail": code.replace("_", " ")} in bad.json()["errors"]
    same = await person.put("/v1/me/password", json={"current": PASSWORD, "new": PASSWORD})
    assert (same.status_code, problem(same)) == (409, "password-unchanged")


async def test_guessing_the_current_one_ends_the_session_and_nothing_else(
    app: FastAPI, person: Caller, email: str
) -> None:
    other = await signed_in(app, email)
    for _ in range(5):
        wrong = await person.put("/v1/me/password", json={"current": "Equivocada-1", "new": NEW})
        assert problem(wrong) == "credentials-refused"
    ended = await person.put("/v1/me/password", json={"current": PASSWORD, "new": NEW})
    assert problem(ended) == "authentication-required"
    assert (await other.get("/v1/me")).status_code == 200
    await other.aclose()
    again = await signed_in(app, email)
    for _ in range(4):
        await again.put("/v1/me/password", json={"current": "Equivocada-1", "new": NEW})
    right = await again.put("/v1/me/password", json={"current": PASSWORD, "new": NEW})
    assert right.status_code == 200
    await again.aclose()


async def test_guesses_at_the_same_time_do_not_get_past_the_limit(person: Caller, email: str) -> None:
    change = {"current": "Equivocada-1", "new": NEW}
    answers = await asyncio.gather(*(person.put("/v1/me/password", json=change) for _ in range(9)))
    found = sorted(problem(answer) for answer in answers)
    assert found == ["authentication-required"] * 4 + ["credentials-refused"] * 5


@pytest.mark.rule("M3")
async def test_a_reset_sets_the_password_once_and_ends_all_sessions(
    app: FastAPI, person: Caller, email: str
) -> None:
    async with Caller(app, headers=BROWSER) as forgetful:
        first = await asked_for_reset(app, forgetful, email)
        token = await asked_for_reset(app, forgetful, email)
        look = await forgetful.post("/v1/password-resets/look", json={"token": token})
        assert look.json()["factors"] == []
        left = datetime.fromisoformat(look.json()["expires_at"]) - datetime.now(UTC)
        assert timedelta(minutes=59) < left <= timedelta(hours=1)
        bad = await forgetful.post(
            "/v1/password-resets/confirm", json={"token": token, "password": "Alicante-2026"}
        )
        assert bad.json()["errors"] == [{"pointer": "/password", "code": "common", "detail": "common"}]
        confirmation = {"token": token, "password": NEW}
        confirmed = await forgetful.post("/v1/password-resets/confirm", json=confirmation)
        assert confirmed.status_code == 204
        assert "rubrica_session" not in forgetful.cookies, "the mailbox alone signs nobody in"
        assert problem(await person.get("/v1/me")) == "authentication-required"
        for used in (token, first):
            for path in ("look", "confirm"):
                body = {"token": used} | ({"password": "Tercera-frase-9"} if path == "confirm" else {})
                again = await forgetful.post(f"/v1/password-resets/{path}", json=body)
                assert (again.status_code, problem(again)) == (410, "reset-link-expired")
        again = await forgetful.post("/v1/sessions", json={"email": email, "password": NEW})
        assert again.status_code == 201
    assert (await letters(app, email))[-3:] == ["password-reset", "password-reset", "password-changed"]


async def test_of_two_uses_of_a_link_one_counts(app: FastAPI, email: str) -> None:
    async with Caller(app) as one:
        token = await asked_for_reset(app, one, email)
        answers = await asyncio.gather(
            *(
                one.post("/v1/password-resets/confirm", json={"token": token, "password": password})
                for password in (NEW, "Tercera-frase-9")
            )
        )
    assert sorted(answer.status_code for answer in answers) == [204, 410]


async def test_a_reset_repeated_with_its_key_is_answered_again(app: FastAPI, email: str) -> None:
    async with Caller(app) as one:
        confirmation = {"token": await asked_for_reset(app, one, email), "password": NEW}
        answers = [
            await one.post(
                "/v1/password-resets/confirm", json=confirmation, headers={"idempotency-key": "una"}
            )
            for _ in range(2)
        ]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert answers[1].headers["idempotent-replayed"] == "true"


async def test_a_link_ends_after_an_hour(app: FastAPI, anybody: Caller, email: str) -> None:
    token = await asked_for_reset(app, anybody, email)
    async with all_seeing(app).transaction() as session:
        await session.execute(update(PasswordReset).values(expires_at=datetime.now(UTC)))
    late = await anybody.post("/v1/password-resets/confirm", json={"token": token, "password": NEW})
    assert problem(late) == "reset-link-expired"
    unknown = await anybody.post("/v1/password-resets/look", json={"token": "x" * 43})
    assert (unknown.status_code, problem(unknown)) == (404, "reset-link-unknown")


async def test_a_reset_lets_in_whose_reset_was_required(app: FastAPI, email: str) -> None:
    async with all_seeing(app).transaction() as session:
        held = update(User).where(User.email == email).values(password_reset_required_at=datetime.now(UTC))
        await session.execute(held)
    async with Caller(app) as one:
        token = await asked_for_reset(app, one, email)
        same = await one.post("/v1/password-resets/confirm", json={"token": token, "password": PASSWORD})
        assert problem(same) == "password-unchanged", "somebody else may have the old one"
        await reset_password(app, one, email, NEW)
    await (await signed_in(app, email, NEW)).aclose()


async def test_neither_answer_nor_time_tells_whether_an_address_is_known(app: FastAPI, email: str) -> None:
    async with Caller(app) as known, Caller(app) as unknown:
        answers = []
        for caller, address in ((known, email), (unknown, new_email())):
            headers = await solved(caller)
            answers.append(await caller.post("/v1/password-resets", json={"email": address}, headers=headers))
        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0].json().keys() == answers[1].json().keys()
        assert set(answers[0].headers) == set(answers[1].headers)
        assert await reset_token(app, email) is not None


async def test_an_unknown_address_costs_the_same_statements(app: FastAPI, email: str) -> None:
    async def statements_for(address: str) -> list[str]:
        said: list[str] = []
        engine = parts_of(app).database.engine.sync_engine

        def listen(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            said.append("SELECT set_config" if statement.startswith("SELECT set_config") else statement)

        async with Caller(app) as caller:
            headers = await solved(caller)
            event.listen(engine, "before_cursor_execute", listen)
            await caller.post("/v1/password-resets", json={"email": address}, headers=headers)
            event.remove(engine, "before_cursor_execute", listen)
        return said

    known, unknown = await statements_for(email), await statements_for(new_email())
    assert any("INSERT INTO account_letters" in said for said in unknown)
    assert known[: len(unknown)] == unknown, "what more a known one causes comes after the answer"


async def test_asking_often_is_slowed_down_alike(app: FastAPI, email: str) -> None:
    for address in (email, new_email()):
        async with Caller(app) as caller:
            answers = []
            for _ in range(4):
                headers = await solved(caller)
                answers.append(
                    await caller.post("/v1/password-resets", json={"email": address}, headers=headers)
                )
            assert [answer.status_code for answer in answers] == [202, 202, 202, 429]


async def test_asking_needs_the_captcha(anybody: Caller) -> None:
    answer = await anybody.post("/v1/password-resets", json={"email": new_email()})
    assert problem(answer) == "captcha-required"


@pytest.mark.rule("M3")
async def test_the_services_own_hashes_cost_what_rfc_9106_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PasswordHasher", PasswordHasher)
    encoded = await passwords.Passwords().hash("x")
    assert extract_parameters(encoded) == RFC_9106_LOW_MEMORY
