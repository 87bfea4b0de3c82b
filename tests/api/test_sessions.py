"""Signing in and out, keys of programs, and requests that other sites forge."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from api.main import create_app
from models import ApiKey, Session, User
from settings import Settings
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    all_seeing,
    business_draft,
    changed,
    new_email,
    parts_of,
    problem,
    registered_owner,
)


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(anybody: Caller, owner: Owner) -> None:
    answer = await anybody.post("/v1/sessions", json={"email": owner.email.upper(), "password": PASSWORD})
    assert answer.status_code == 201
    cookies = answer.headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["rubrica_session", "rubrica_device"]
    for cookie in cookies:
        for attribute in ("HttpOnly", "SameSite=strict", "Path=/"):
            assert attribute in cookie
        assert "Secure" not in cookie
    assert "Max-Age=43200" in cookies[0]
    assert answer.json()["user"]["email"] == owner.email


async def test_under_tls_the_cookie_is_secure_and_browsers_stay_with_tls(
    settings: Settings, owner: Owner
) -> None:
    app = create_app(changed(settings, public_url="https://rubrica.test"))
    async with Caller(app) as caller:
        answer = await caller.post("/v1/sessions", json={"email": owner.email, "password": PASSWORD})
        for cookie in answer.headers.get_list("set-cookie"):
            assert cookie.startswith("__Host-rubrica_")
            assert "; Secure" in cookie
            assert "Domain" not in cookie
        session = next(name for name in caller.cookies if name.endswith("session"))
        headers = {"cookie": f"{session}={caller.cookies[session]}"}
        assert (await caller.get("/v1/me", headers=headers)).json()["email"] == owner.email
        plain = {"cookie": f"rubrica_session={caller.cookies[session]}"}
        async with Caller(app, headers=plain) as planted:
            assert problem(await planted.get("/v1/me")) == "authentication-required"
        assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
    await parts_of(app).database.close()


@pytest.mark.parametrize(
    ("column", "slug"),
    [("password_reset_required_at", "password-reset-required"), ("access_revoked_at", "access-revoked")],
)
async def test_the_right_password_does_not_open_a_held_account(
    app: FastAPI, anybody: Caller, column: str, slug: str
) -> None:
    held = await registered_owner(app)
    async with all_seeing(app).transaction() as session:
        holding = update(User).where(User.email == held.email).values({column: datetime.now(UTC)})
        await session.execute(holding)
    wrong = await anybody.post("/v1/sessions", json={"email": held.email, "password": "Equivocada-1"})
    assert problem(wrong) == "credentials-refused"
    right = await anybody.post("/v1/sessions", json={"email": held.email, "password": PASSWORD})
    assert (right.status_code, problem(right)) == (403, slug)
    assert "set-cookie" not in right.headers
    await held.aclose()


async def test_wrong_credentials_look_the_same_and_are_slowed_down(anybody: Caller, owner: Owner) -> None:
    unknown = await anybody.post("/v1/sessions", json={"email": new_email(), "password": PASSWORD})
    wrong = await anybody.post("/v1/sessions", json={"email": owner.email, "password": "Equivocada-1"})
    assert problem(unknown) == problem(wrong) == "credentials-refused"
    assert unknown.json()["detail"] == wrong.json()["detail"]
    assert wrong.headers["www-authenticate"].startswith("Bearer")
    answers = [
        await anybody.post("/v1/sessions", json={"email": owner.email, "password": "Equivocada-1"})
        for _ in range(5)
    ]
    assert (answers[-1].status_code, problem(answers[-1])) == (429, "too-many-requests")
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    right = await anybody.post("/v1/sessions", json={"email": owner.email, "password": PASSWORD})
    assert right.status_code == 429
    async with Caller(owner.app) as elsewhere:
        signed_in = await elsewhere.post("/v1/sessions", json={"email": owner.email, "password": PASSWORD})
    assert signed_in.status_code == 201


async def test_signing_in_gives_the_attempts_back(anybody: Caller, owner: Owner) -> None:
    for _ in range(7):
        answer = await anybody.post("/v1/sessions", json={"email": owner.email, "password": PASSWORD})
        assert answer.status_code == 201


async def test_signing_out_ends_the_session_at_once(app: FastAPI, owner: Owner) -> None:
    async with Caller(app, headers=BROWSER) as browser:
        await browser.post("/v1/sessions", json={"email": owner.email, "password": PASSWORD})
        stolen = browser.cookies["rubrica_session"]
        assert (await browser.get("/v1/me")).status_code == 200
        assert (await browser.delete("/v1/sessions/current")).status_code == 204
        assert "rubrica_session" not in browser.cookies
    async with Caller(app, cookies={"rubrica_session": stolen}) as thief:
        assert problem(await thief.get("/v1/me")) == "authentication-required"


@pytest.mark.rule("M4")
async def test_a_session_ends_when_idle_or_old(app: FastAPI, owner: Owner) -> None:
    for column, age in (
        (Session.last_seen_at, timedelta(minutes=61)),
        (Session.created_at, timedelta(hours=13)),
    ):
        async with Caller(app) as browser:
            await browser.post("/v1/sessions", json={"email": owner.email, "password": PASSWORD})
            assert (await browser.get("/v1/me")).status_code == 200
            await _age(app, column, age)
            assert problem(await browser.get("/v1/me")) == "authentication-required"


async def test_another_site_can_cause_nothing(app: FastAPI, owner: Owner) -> None:
    cookie = {"rubrica_session": owner.cookies["rubrica_session"]}
    async with Caller(app, cookies=cookie) as victim:
        change = {"name": "Cambiado"}
        for headers in (
            {},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://malo.example"},
            {"origin": "null"},
        ):
            refused = await victim.put("/v1/me", json=change, headers=headers)
            assert (refused.status_code, problem(refused)) == (403, "cross-site-request")
        for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://rubrica.test"}):
            assert (await victim.put("/v1/me", json=change, headers=headers)).status_code == 200
        foreign = {"sec-fetch-site": "cross-site"}
        credentials = {"email": owner.email, "password": PASSWORD}
        forced = await victim.post("/v1/sessions", json=credentials, headers=foreign)
        assert problem(forced) == "cross-site-request"


async def test_a_key_is_shown_once_and_works_until_it_is_revoked(app: FastAPI, owner: Owner) -> None:
    made = (await owner.post("/v1/api-keys", json={"name": "facturas"})).json()
    assert made["secret"].startswith("live_")
    assert made["secret"].startswith(made["hint"])
    async with Caller(app, headers={"authorization": f"Bearer {made['secret']}"}) as program:
        assert (await program.get("/v1/envelopes")).status_code == 200
        listed = (await owner.get("/v1/api-keys")).json()["items"]
        mine = next(key for key in listed if key["id"] == made["id"])
        assert "secret" not in mine
        assert mine["last_used_at"] is not None
        async with all_seeing(app).transaction() as session:
            row = (await session.scalars(select(ApiKey).where(ApiKey.id == made["id"]))).one()
            assert made["secret"] not in str(vars(row).values())
        assert (await owner.delete(f"/v1/api-keys/{made['id']}")).status_code == 204
        assert problem(await program.get("/v1/envelopes")) == "authentication-required"
    again = await owner.delete(f"/v1/api-keys/{made['id']}")
    assert (again.status_code, problem(again)) == (404, "not-found")


async def test_a_program_cannot_act_as_a_person(owner: Owner) -> None:
    async with owner.program() as program:
        for method, path in (("POST", "/v1/api-keys"), ("GET", "/v1/api-keys"), ("GET", "/v1/me")):
            refused = await program.request(method, path, json={"name": "x"} if method == "POST" else None)
            assert (refused.status_code, problem(refused)) == (403, "session-required")


async def test_an_unknown_key_and_another_scheme_are_refused(app: FastAPI) -> None:
    for header in ("Bearer rk_wrong", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer other"):
        async with Caller(app, headers={"authorization": header}) as program:
            answer = await program.get("/v1/envelopes")
            assert (answer.status_code, problem(answer)) == (401, "authentication-required")


async def test_who_has_two_businesses_says_for_which_they_act(app: FastAPI, stranger: Owner) -> None:
    person = await registered_owner(app)
    try:
        second = (await person.post("/v1/businesses", json=await business_draft(person))).json()["id"]
        unclear = await person.get("/v1/envelopes")
        assert (unclear.status_code, problem(unclear)) == (422, "business-not-chosen")
        for business_id in (person.business_id, second):
            chosen = {"rubrica-business": business_id}
            assert (await person.get("/v1/businesses/current", headers=chosen)).json()["id"] == business_id
        foreign = await person.get("/v1/envelopes", headers={"rubrica-business": stranger.business_id})
        assert (foreign.status_code, problem(foreign)) == (404, "not-found")
    finally:
        await person.aclose()


async def _age(app: FastAPI, column: object, age: timedelta) -> None:
    async with all_seeing(app).transaction() as session:
        newest = await session.scalar(select(Session.id).order_by(Session.id.desc()).limit(1))
        await session.execute(
            update(Session).where(Session.id == newest).values({column: datetime.now(UTC) - age})
        )
