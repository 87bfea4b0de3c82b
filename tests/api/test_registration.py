"""Registration in two phases, with consent as evidence (contract A1, A2, M3)."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from sqlalchemy import select, update

from models import Acceptance, Registration, User
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    accepted,
    all_seeing,
    business_draft,
    new_email,
    problem,
    registered_user,
    registration_token,
    solved,
)


async def test_the_answer_does_not_tell_whether_an_address_is_known(anybody: Caller, owner: Owner) -> None:
    privacy = await accepted(anybody, "privacy")
    answers = [
        await anybody.post(
            "/v1/registrations",
            json={"email": email, "password": PASSWORD, "privacy": privacy},
            headers=await solved(anybody),
        )
        for email in (new_email(), owner.email)
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert [answer.json()["status"] for answer in answers] == ["mail_sent", "mail_sent"]
    assert set(answers[0].headers) == set(answers[1].headers)


async def test_every_broken_password_rule_is_named(anybody: Caller) -> None:
    body = {"email": new_email(), "password": "corta", "privacy": await accepted(anybody, "privacy")}
    answer = await anybody.post("/v1/registrations", json=body, headers=await solved(anybody))
    assert problem(answer) == "validation"
    codes = {error["code"] for error in answer.json()["errors"]}
    assert codes == {"too_short", "no_upper_case", "no_digit", "no_symbol"}
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/password"}
    assert "corta" not in answer.text


async def test_consent_to_another_text_is_refused(anybody: Caller) -> None:
    privacy = await accepted(anybody, "privacy") | {"sha256": "0" * 64}
    body = {"email": new_email(), "password": PASSWORD, "privacy": privacy}
    answer = await anybody.post("/v1/registrations", json=body, headers=await solved(anybody))
    assert (answer.status_code, problem(answer)) == (409, "consent-outdated")
    assert answer.json()["errors"][0]["pointer"] == "/privacy"


async def test_the_mailed_link_makes_the_user_once_and_signs_in_once(app: FastAPI, anybody: Caller) -> None:
    email = new_email()
    await registered_user(app, anybody, email.upper().replace("EXAMPLE.COM", "example.com").lower())
    me = (await anybody.get("/v1/me")).json()
    assert (me["email"], me["businesses"], me["name"]) == (email, [], None)
    token = await registration_token(app, email)
    async with Caller(app) as second:
        again = await second.post("/v1/registrations/verify", json={"token": token})
        assert again.json() == {"email": email, "signed_in": False}
        assert "set-cookie" not in again.headers
    async with all_seeing(app).transaction() as session:
        user = await session.scalar(select(User).where(User.email == email))
        assert user is not None
        kept = (await session.scalars(select(Acceptance).where(Acceptance.user_id == user.id))).one()
    assert (kept.document, kept.ip, kept.business_id) == ("privacy", anybody.ip, None)
    assert kept.sha256 == (await accepted(anybody, "privacy"))["sha256"]


async def test_a_verification_link_ends(app: FastAPI, anybody: Caller) -> None:
    email = new_email()
    body = {"email": email, "password": PASSWORD, "privacy": await accepted(anybody, "privacy")}
    await anybody.post("/v1/registrations", json=body, headers=await solved(anybody))
    token = await registration_token(app, email)
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(Registration)
            .where(Registration.email == email)
            .values(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        )
    answer = await anybody.post("/v1/registrations/verify", json={"token": token})
    assert (answer.status_code, problem(answer)) == (410, "verification-link-expired")
    unknown = await anybody.post("/v1/registrations/verify", json={"token": "x" * 43})
    assert (unknown.status_code, problem(unknown)) == (404, "verification-link-unknown")


async def test_of_two_registrations_of_one_address_the_first_verified_counts(
    app: FastAPI, anybody: Caller
) -> None:
    email = new_email()
    privacy = await accepted(anybody, "privacy")
    tokens = []
    for password in (PASSWORD, "Otra-frase-larga-8"):
        body = {"email": email, "password": password, "privacy": privacy}
        await anybody.post("/v1/registrations", json=body, headers=await solved(anybody))
        tokens.append(await registration_token(app, email))
    assert (await anybody.post("/v1/registrations/verify", json={"token": tokens[0]})).status_code == 200
    late = await anybody.post("/v1/registrations/verify", json={"token": tokens[1]})
    assert (late.status_code, problem(late)) == (409, "already-registered")
    signed_in = await anybody.post("/v1/sessions", json={"email": email, "password": PASSWORD})
    assert signed_in.status_code == 201


async def test_phase_two_keeps_what_the_owner_accepts(app: FastAPI) -> None:
    async with Caller(app, headers=BROWSER | {"user-agent": "Navegador/1"}) as person:
        await registered_user(app, person, new_email())
        change = {"name": "Marta Soler", "language": "en", "time_zone": "Atlantic/Canary"}
        changed = await person.put("/v1/me", json=change)
        assert change.items() <= changed.json().items()
        without = await person.post("/v1/api-keys", json={"name": "x"})
        assert (without.status_code, problem(without)) == (403, "business-required")
        draft = await business_draft(person)
        made = await person.post("/v1/businesses", json=draft)
        assert made.status_code == 201
        business = made.json()
        assert (await person.get("/v1/businesses/current")).json() == business
        places = (await person.get("/v1/me")).json()["businesses"]
        place = {"id": business["id"], "name": draft["name"], "role": "owner", "current": True}
        assert places == [place]
        async with all_seeing(app).transaction() as session:
            rows = await session.scalars(select(Acceptance).where(Acceptance.business_id == business["id"]))
            kept = {row.document: row for row in rows}
        assert set(kept) == {"terms", "privacy", "processor", "declarations"}
        for kind in ("terms", "privacy", "processor"):
            assert kept[kind].sha256 == draft["accepted"][kind]["sha256"]
            assert (kept[kind].ip, kept[kind].user_agent) == (person.ip, "Navegador/1")


async def test_a_business_needs_every_declaration_and_every_current_text(app: FastAPI) -> None:
    async with Caller(app, headers=BROWSER) as person:
        await registered_user(app, person, new_email())
        draft = await business_draft(person)
        minor = draft | {"declarations": draft["declarations"] | {"of_age": False}}
        refused = await person.post("/v1/businesses", json=minor)
        assert problem(refused) == "validation"
        assert refused.json()["errors"][0]["pointer"] == "/declarations/of_age"
        old = draft | {"accepted": draft["accepted"] | {"terms": draft["accepted"]["privacy"]}}
        outdated = await person.post("/v1/businesses", json=old)
        assert (outdated.status_code, problem(outdated)) == (409, "consent-outdated")
        assert (await person.get("/v1/me")).json()["businesses"] == []


async def test_an_unknown_time_zone_is_refused(owner: Owner) -> None:
    answer = await owner.put("/v1/me", json={"name": "Marta", "time_zone": "Europe/Alicante"})
    assert problem(answer) == "validation"
    assert answer.json()["errors"][0]["pointer"] == "/time_zone"
