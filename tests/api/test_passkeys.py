"""Passkeys: made and proved by a software authenticator, checked by the real library (contract M3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from models import PasskeyChallenge, User
from tests.api.authenticator import Authenticator
from tests.api.calling import BROWSER, PASSWORD, Caller, all_seeing, new_email, problem, registered_user
from tests.api.persons import Person
from tests.api.resets import asked_for_reset
from tests.api.test_passwords import letters

NEW = "Otra-frase-larga-8"


async def made(person: Person, authenticator: Authenticator, **otherwise: Any) -> Any:
    """Enrols the authenticator's passkey."""
    options = (await person.post("/v1/me/factors/passkeys/challenge")).json()["options"]
    credential = authenticator.make(options, **otherwise)
    return await person.post("/v1/me/factors/passkeys", json={"name": "Llave", "credential": credential})


async def asked(caller: Caller) -> dict[str, Any]:
    answer = await caller.post("/v1/passkey-challenges")
    assert answer.status_code == 201
    return dict(answer.json()["options"])


@pytest.fixture
async def person(app: FastAPI) -> Any:
    """A user without a second factor."""
    async with Person(app, headers=BROWSER) as person:
        person.email = new_email()
        await registered_user(app, person, person.email)
        yield person


async def test_a_passkey_signs_in_without_a_password(app: FastAPI, person: Person) -> None:
    authenticator = Authenticator(synced=True)
    enrolled = await made(person, authenticator)
    assert enrolled.status_code == 201, enrolled.text
    (factor,) = enrolled.json()["factors"]["items"]
    assert (factor["kind"], factor["name"], factor["synced"]) == ("passkey", "Llave", True)
    assert len(enrolled.json()["recovery_codes"]) == 10
    assert (await person.get("/v1/me")).status_code == 200
    async with Caller(app, headers=BROWSER) as browser:
        options = await asked(browser)
        assert (options["rpId"], options["userVerification"]) == ("rubrica.test", "required")
        credential = authenticator.prove(options)
        signed_in = await browser.post("/v1/sessions/passkey", json={"credential": credential})
        assert (signed_in.status_code, signed_in.json()["state"]) == (201, "open")
        assert signed_in.json()["user"]["email"] == person.email
        assert (await browser.get("/v1/me/factors")).json()["items"][0]["last_used_at"] is not None
        again = await browser.post("/v1/sessions/passkey", json={"credential": credential})
        assert (again.status_code, problem(again)) == (401, "passkey-refused"), "a challenge is good once"
    assert "second-factor-added" in await letters(app, person.email)


@pytest.mark.rule("M3")
async def test_it_is_a_second_factor_and_a_step_up(app: FastAPI, person: Person) -> None:
    authenticator = Authenticator()
    await made(person, authenticator)
    half = await person.elsewhere()
    assert problem(await half.get("/v1/me")) == "second-factor-required"
    for path in ("second-factor", "step-up"):
        proof = {"kind": "passkey", "credential": authenticator.prove(await asked(half))}
        answer = await half.post(f"/v1/sessions/current/{path}", json={"proof": proof})
        assert (answer.status_code, answer.json()["state"]) == (200, "open"), answer.text
    await half.aclose()


async def test_anothers_passkey_is_no_factor_of_mine(app: FastAPI, person: Person) -> None:
    mine, theirs = Authenticator(), Authenticator()
    await made(person, mine)
    async with Person(app, headers=BROWSER) as other:
        other.email = new_email()
        await registered_user(app, other, other.email)
        await made(other, theirs)
    half = await person.elsewhere()
    proof = {"kind": "passkey", "credential": theirs.prove(await asked(half))}
    refused = await half.post("/v1/sessions/current/second-factor", json={"proof": proof})
    assert (refused.status_code, problem(refused)) == (401, "passkey-refused")
    await half.aclose()


@pytest.mark.parametrize(
    "otherwise",
    [{"origin": "https://rubrica.example"}, {"verified": False}],
    ids=["of another site", "user not verified"],
)
async def test_what_is_made_has_to_stand(person: Person, otherwise: dict[str, Any]) -> None:
    refused = await made(person, Authenticator(), **otherwise)
    assert (refused.status_code, problem(refused)) == (401, "passkey-refused")
    assert (await person.get("/v1/me/factors")).json()["items"] == []


@pytest.mark.parametrize(
    "otherwise",
    [
        {"origin": "https://rubrica.example"},
        {"rp_id": "rubrica.example"},
        {"verified": False},
        {"user_handle": b"usr_another"},
    ],
    ids=["of another site", "for another service", "user not verified", "of another user"],
)
async def test_what_is_proved_has_to_stand(
    app: FastAPI, anybody: Caller, person: Person, otherwise: dict[str, Any]
) -> None:
    authenticator = Authenticator()
    await made(person, authenticator)
    credential = authenticator.prove(await asked(anybody), **otherwise)
    refused = await anybody.post("/v1/sessions/passkey", json={"credential": credential})
    assert (refused.status_code, problem(refused)) == (401, "passkey-refused")
    right = authenticator.prove(await asked(anybody))
    assert (await anybody.post("/v1/sessions/passkey", json={"credential": right})).status_code == 201


async def test_a_count_that_does_not_rise_betrays_a_copy(anybody: Caller, person: Person) -> None:
    authenticator = Authenticator()
    await made(person, authenticator)
    for _ in range(2):
        right = authenticator.prove(await asked(anybody))
        assert (await anybody.post("/v1/sessions/passkey", json={"credential": right})).status_code == 201
    authenticator.count = 0
    copy = authenticator.prove(await asked(anybody))
    refused = await anybody.post("/v1/sessions/passkey", json={"credential": copy})
    assert problem(refused) == "passkey-refused"


async def test_authenticators_that_do_not_count_are_taken(anybody: Caller, person: Person) -> None:
    authenticator = Authenticator(counts=False, synced=True)
    await made(person, authenticator)
    for _ in range(2):
        right = authenticator.prove(await asked(anybody))
        assert (await anybody.post("/v1/sessions/passkey", json={"credential": right})).status_code == 201


async def test_challenges_are_ours_in_time_and_for_what_they_were_asked(
    app: FastAPI, anybody: Caller, person: Person
) -> None:
    authenticator = Authenticator()
    await made(person, authenticator)
    to_make = (await person.post("/v1/me/factors/passkeys/challenge")).json()["options"]
    options = await asked(anybody)
    late = await asked(anybody)
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(PasskeyChallenge).values(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        )
    for challenge in (to_make["challenge"], late["challenge"], "AAAA", ""):
        credential = authenticator.prove(options | {"challenge": challenge})
        refused = await anybody.post("/v1/sessions/passkey", json={"credential": credential})
        assert problem(refused) == "passkey-refused"


@pytest.mark.parametrize(
    "credential",
    [{}, {"id": "x"}, {"response": {}}, {"response": {"clientDataJSON": "e30"}}, {"response": None}],
)
async def test_nonsense_is_refused(anybody: Caller, person: Person, credential: dict[str, Any]) -> None:
    refused = await anybody.post("/v1/sessions/passkey", json={"credential": credential})
    assert problem(refused) == "passkey-refused"
    body = {"name": "x", "credential": credential}
    assert problem(await person.post("/v1/me/factors/passkeys", json=body)) == "passkey-refused"


async def test_one_authenticator_is_enrolled_once(person: Person) -> None:
    authenticator = Authenticator()
    await made(person, authenticator)
    options = (await person.post("/v1/me/factors/passkeys/challenge")).json()["options"]
    assert len(options["excludeCredentials"]) == 1
    again = await made(person, authenticator)
    assert (again.status_code, problem(again)) == (409, "passkey-known")


async def test_a_reset_takes_a_passkey(app: FastAPI, person: Person) -> None:
    authenticator = Authenticator()
    await made(person, authenticator)
    async with Caller(app) as owner:
        token = await asked_for_reset(app, owner, person.email)
        proof = {"kind": "passkey", "credential": authenticator.prove(await asked(owner))}
        body = {"token": token, "password": NEW, "proof": proof}
        assert (await owner.post("/v1/password-resets/confirm", json=body)).status_code == 204
        old = await owner.post("/v1/sessions", json={"email": person.email, "password": PASSWORD})
        assert problem(old) == "credentials-refused"


async def test_a_held_account_is_not_opened_by_passkey(app: FastAPI, anybody: Caller, person: Person) -> None:
    authenticator = Authenticator()
    await made(person, authenticator)
    async with all_seeing(app).transaction() as session:
        held = update(User).where(User.email == person.email)
        await session.execute(held.values(password_reset_required_at=datetime.now(UTC)))
    credential = authenticator.prove(await asked(anybody))
    refused = await anybody.post("/v1/sessions/passkey", json={"credential": credential})
    assert (refused.status_code, problem(refused)) == (403, "password-reset-required")
