"""Registration in two phases, with consent as evidence (contract A1, A2, M3)."""

from datetime import UTC, datetime, timedelta

import pytest
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
    until,
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


@pytest.mark.rule("M3")
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


@pytest.mark.rule("A1")
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


@pytest.mark.rule("A2")
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


@pytest.mark.rule("A2")
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


async def test_an_ended_link_is_good_for_a_new_one_and_no_more(
    app: FastAPI, anybody: Caller, worker: None
) -> None:
    email = new_email()
    body = {"email": email, "password": PASSWORD, "privacy": await accepted(anybody, "privacy")}
    await anybody.post("/v1/registrations", json=body, headers=await solved(anybody))
    first = await registration_token(app, email)
    asked = await anybody.post("/v1/registrations/link", json={"token": first})
    assert (asked.status_code, asked.json()) == (202, {"status": "mail_sent"})
    second = await until(lambda: newer_token(app, email, first))
    old = await anybody.post("/v1/registrations/verify", json={"token": first})
    assert (old.status_code, problem(old)) == (410, "verification-link-expired")
    again = await anybody.post("/v1/registrations/link", json={"token": first})
    assert again.status_code == 202, "an older link is good for asking too"
    third = await until(lambda: newer_token(app, email, second))
    verified = await anybody.post("/v1/registrations/verify", json={"token": third})
    assert verified.json() == {"email": email, "signed_in": True}
    late = await anybody.post("/v1/registrations/link", json={"token": third})
    assert (late.status_code, problem(late)) == (409, "already-registered")


async def newer_token(app: FastAPI, email: str, than: str) -> str | None:
    """The address's newest token, once it is another."""
    token = await registration_token(app, email)
    return token if token != than else None


async def test_new_links_are_not_mailed_without_end(app: FastAPI, anybody: Caller) -> None:
    unknown = await anybody.post("/v1/registrations/link", json={"token": "x" * 43})
    assert (unknown.status_code, problem(unknown)) == (404, "verification-link-unknown")
    email = new_email()
    body = {"email": email, "password": PASSWORD, "privacy": await accepted(anybody, "privacy")}
    await anybody.post("/v1/registrations", json=body, headers=await solved(anybody))
    token = await registration_token(app, email)
    answers = [await anybody.post("/v1/registrations/link", json={"token": token}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]


async def test_the_password_is_kept_with_the_user_alone(app: FastAPI, anybody: Caller) -> None:
    email = new_email()
    await registered_user(app, anybody, email)
    async with all_seeing(app).transaction() as session:
        kept = await session.scalar(select(Registration.password_hash).where(Registration.email == email))
    assert kept == ""


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"tax_id": "B12345675"}, "/tax_id", "wrong_check_digit"),
        ({"tax_id": None}, "/tax_id", "missing"),
        ({"customer_kind": "consumer"}, "/tax_id", "not_of_a_person"),
        ({"country": "DE"}, "/tax_id", "malformed"),
        ({"country": "XX", "tax_id": "123"}, "/country", "unknown_country"),
        (
            {"address": {"street": "", "postal_code": "03001", "city": "Alicante"}},
            "/address/street",
            "missing",
        ),
        ({"address": {"street": "x", "postal_code": "99", "city": "x"}}, "/address/postal_code", "malformed"),
    ],
)
async def test_a_business_whose_data_cannot_be_right_is_refused(
    owner: Owner, change: dict[str, object], pointer: str, code: str
) -> None:
    answer = await owner.post("/v1/businesses", json=await business_draft(owner) | change)
    assert (answer.status_code, problem(answer)) == (422, "validation")
    assert (pointer, code) in {(error["pointer"], error["code"]) for error in answer.json()["errors"]}


@pytest.mark.rule("A6")
async def test_it_is_asked_whether_one_contracts_as_a_consumer(app: FastAPI) -> None:
    async with Caller(app, headers=BROWSER) as person:
        await registered_user(app, person, new_email())
        draft = await business_draft(person)
        del draft["customer_kind"]
        assert problem(await person.post("/v1/businesses", json=draft)) == "validation"
        draft |= {"customer_kind": "consumer", "tax_id": None, "name": "Marta Soler"}
        made = await person.post("/v1/businesses", json=draft)
        assert (made.json()["customer_kind"], made.json()["tax_id"]) == ("consumer", None)
        second = await person.post(
            "/v1/businesses", json=draft | {"customer_kind": "company", "tax_id": "es b-12345674"}
        )
        assert (second.json()["customer_kind"], second.json()["tax_id"]) == ("company", "B12345674")


async def test_a_member_of_one_business_accepts_again_for_another(app: FastAPI) -> None:
    async with Caller(app, headers=BROWSER) as person:
        await registered_user(app, person, new_email())
        draft = await business_draft(person)
        businesses = [(await person.post("/v1/businesses", json=draft)).json()["id"] for _ in range(2)]
        refused = await person.post(
            "/v1/businesses", json=draft | {"accepted": {"terms": draft["accepted"]["terms"]}}
        )
        assert refused.status_code == 422
    async with all_seeing(app).transaction() as session:
        kept = (
            await session.execute(
                select(Acceptance.business_id, Acceptance.document).where(
                    Acceptance.business_id.in_(businesses)
                )
            )
        ).all()
    documents = ("terms", "privacy", "processor", "declarations")
    assert set(kept) == {(business, document) for business in businesses for document in documents}


async def test_texts_name_their_versions_and_past_ones_can_be_read(anybody: Caller) -> None:
    current = (await anybody.get("/v1/terms/terms")).json()
    assert current["current"]
    assert current["versions"][0]["version"] == current["version"]
    same = await anybody.get("/v1/terms/terms", params={"version": current["version"]})
    assert same.json() == current
    unknown = await anybody.get("/v1/terms/terms", params={"version": "2020-01-01"})
    assert (unknown.status_code, problem(unknown)) == (404, "version-not-found")
