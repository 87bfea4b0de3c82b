"""Second factors: enrolled, asked for, used once, removed (contract M3)."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models import OrderedLetter, RecoveryCode, Session, TotpFactor, User
from tests.api.calling import (
    PASSWORD,
    Caller,
    all_seeing,
    problem,
)
from tests.api.persons import NEW, Person, hired, recovery, totp
from tests.api.test_passwords import letters


async def test_enrolling_gives_codes_once_and_renews_the_session(person: Person) -> None:
    before = dict(person.cookies)
    shown = await person.enrol()
    assert shown["factors"]["items"][0].items() >= {"kind": "totp", "name": "Móvil", "synced": None}.items()
    assert len(set(person.recovery_codes)) == 10
    assert all(re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}", code) for code in person.recovery_codes)
    assert shown["factors"]["recovery_codes_left"] == 10
    current = (await person.get("/v1/sessions/current")).json()
    assert (current["state"], current["factors"]) == ("open", ["totp", "recovery_code"])
    assert (await person.get("/v1/me")).json()["second_factor"] is True
    async with Caller(person.app, cookies=before) as thief:
        assert problem(await thief.get("/v1/me")) == "authentication-required"
    assert (await letters(person.app, person.email))[-1] == "second-factor-added"


async def test_nothing_secret_is_in_the_tables(person: Person) -> None:
    await person.enrol()
    async with all_seeing(person.app).transaction() as session:
        rows = [str(vars(row)) for row in await session.scalars(select(TotpFactor))]
        rows += [str(vars(row)) for row in await session.scalars(select(RecoveryCode))]
        rows += [str(vars(row)) for row in await session.scalars(select(OrderedLetter))]
    secrets = [
        person.app_secret,
        *person.recovery_codes,
        *(code.replace("-", "") for code in person.recovery_codes),
    ]
    assert not [row for row in rows if any(secret in row for secret in secrets)]


async def test_the_first_code_has_to_be_right_and_in_time(person: Person) -> None:
    begun = (await person.post("/v1/me/factors/totp", json={"name": "Móvil"})).json()
    assert begun["uri"].startswith("otpauth://totp/")
    assert begun["qr_svg"].startswith("<svg")
    path = f"/v1/me/factors/totp/{begun['id']}/confirm"
    wrong = await person.post(path, json={"code": "000000"})
    assert (wrong.status_code, problem(wrong)) == (401, "second-factor-refused")
    assert (await person.get("/v1/me/factors")).json()["items"] == []
    assert (await person.get("/v1/me")).status_code == 200, "it is no factor yet"
    async with all_seeing(person.app).transaction() as session:
        old = datetime.now(UTC) - timedelta(hours=1)
        await session.execute(update(TotpFactor).where(TotpFactor.id == begun["id"]).values(created_at=old))
    person.app_secret = begun["secret"]
    late = await person.post(path, json={"code": person.code()})
    assert (late.status_code, problem(late)) == (410, "enrolment-expired")
    again = (await person.post("/v1/me/factors/totp", json={"name": "Otro"})).json()
    assert problem(await person.post(path, json={"code": person.code()})) == "not-found"
    assert again["id"] != begun["id"]


@pytest.mark.rule("M3")
async def test_the_password_alone_opens_half(enrolled: Person) -> None:
    half = await enrolled.elsewhere()
    shown = (await half.get("/v1/sessions/current")).json()
    assert (shown["state"], shown["user"]) == ("second_factor", None)
    for method, path in (
        ("GET", "/v1/me"),
        ("GET", "/v1/envelopes"),
        ("GET", "/v1/me/factors"),
        ("DELETE", "/v1/me/sessions"),
        ("POST", "/v1/sessions/current/step-up"),
    ):
        refused = await half.request(method, path)
        assert (refused.status_code, problem(refused)) == (403, "second-factor-required"), path
    stolen = dict(half.cookies)
    assert "rubrica_device" not in half.cookies, "not known before all is proved"
    given = await half.post("/v1/sessions/current/second-factor", json=totp(enrolled.code()))
    assert (given.status_code, given.json()["state"]) == (200, "open")
    assert given.json()["user"]["email"] == enrolled.email
    assert (await half.get("/v1/me")).status_code == 200
    async with Caller(half.app, cookies=stolen) as thief:
        assert problem(await thief.get("/v1/sessions/current")) == "authentication-required"
    await half.aclose()


async def test_who_enrols_is_asked_in_all_open_sessions(person: Person) -> None:
    other = await person.elsewhere()
    await person.enrol()
    assert problem(await other.get("/v1/me")) == "second-factor-required"
    assert (await person.get("/v1/me")).status_code == 200
    await other.aclose()


async def test_a_code_works_once_and_clocks_may_differ(enrolled: Person) -> None:
    half = await enrolled.elsewhere()
    far = await half.post("/v1/sessions/current/second-factor", json=totp(enrolled.code(-2)))
    assert problem(far) == "second-factor-refused"
    now = enrolled.code()
    assert (await half.post("/v1/sessions/current/second-factor", json=totp(now))).status_code == 200
    other = await enrolled.elsewhere()
    for used in (now, enrolled.code(-1)):
        again = await other.post("/v1/sessions/current/second-factor", json=totp(used))
        assert (again.status_code, problem(again)) == (401, "second-factor-refused")
    later = await other.post("/v1/sessions/current/second-factor", json=totp(enrolled.code(1)))
    assert later.status_code == 200
    await half.aclose()
    await other.aclose()


async def test_of_two_uses_of_a_code_at_once_one_counts(enrolled: Person) -> None:
    browsers = [await enrolled.elsewhere() for _ in range(2)]
    code = enrolled.code()
    answers = await asyncio.gather(
        *(browser.post("/v1/sessions/current/second-factor", json=totp(code)) for browser in browsers)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    for browser in browsers:
        await browser.aclose()


async def test_a_recovery_code_works_once_however_typed(enrolled: Person) -> None:
    half = await enrolled.elsewhere()
    typed = enrolled.recovery_codes[0].lower().replace("-", " ")
    assert (await half.post("/v1/sessions/current/second-factor", json=recovery(typed))).status_code == 200
    other = await enrolled.elsewhere()
    again = await other.post("/v1/sessions/current/second-factor", json=recovery(typed))
    assert problem(again) == "second-factor-refused"
    assert (await half.get("/v1/me/factors")).json()["recovery_codes_left"] == 9
    assert "recovery-code-used" in await letters(enrolled.app, enrolled.email)
    await half.aclose()
    await other.aclose()


async def test_new_recovery_codes_end_the_old_ones(enrolled: Person) -> None:
    made = await enrolled.post("/v1/me/recovery-codes")
    assert made.status_code == 201
    half = await enrolled.elsewhere()
    old = await half.post("/v1/sessions/current/second-factor", json=recovery(enrolled.recovery_codes[0]))
    assert problem(old) == "second-factor-refused"
    new = recovery(made.json()["recovery_codes"][0])
    assert (await half.post("/v1/sessions/current/second-factor", json=new)).status_code == 200
    await half.aclose()


async def test_wrong_codes_end_the_session_and_not_the_account(enrolled: Person) -> None:
    half = await enrolled.elsewhere()
    for _ in range(5):
        wrong = await half.post("/v1/sessions/current/second-factor", json=totp("000000"))
        assert problem(wrong) == "second-factor-refused"
    ended = await half.post("/v1/sessions/current/second-factor", json=totp(enrolled.code()))
    assert problem(ended) == "authentication-required"
    assert (await enrolled.get("/v1/me")).status_code == 200
    assert "proofs-refused" in await letters(enrolled.app, enrolled.email)
    again = await enrolled.elsewhere()
    right = await again.post("/v1/sessions/current/second-factor", json=totp(enrolled.code()))
    assert right.status_code == 200
    await half.aclose()
    await again.aclose()


async def test_who_knows_the_password_cannot_guess_codes_session_after_session(enrolled: Person) -> None:
    """And the user's own browser gives its code all the same."""
    own = await enrolled.elsewhere()
    assert (
        await own.post("/v1/sessions/current/second-factor", json=recovery(enrolled.recovery_codes[0]))
    ).status_code == 200
    answers: list[int] = []
    async with all_seeing(enrolled.app).transaction() as session:
        user_id = await session.scalar(select(User.id).where(User.email == enrolled.email))
    thief = await enrolled.elsewhere()
    while 429 not in answers and len(answers) < 60:
        async with all_seeing(enrolled.app).transaction() as session:
            await session.execute(
                update(Session).where(Session.user_id == user_id).values(wrong_proofs=0, ended_at=None)
            )
        wrong = await thief.post("/v1/sessions/current/second-factor", json=totp("000000"))
        answers.append(wrong.status_code)
    assert 29 <= len(answers) < 60
    assert (await own.delete("/v1/sessions/current")).status_code == 204
    await own.post("/v1/sessions", json={"email": enrolled.email, "password": PASSWORD})
    given = await own.post("/v1/sessions/current/second-factor", json=totp(enrolled.code()))
    assert given.status_code == 200
    await own.aclose()
    await thief.aclose()


async def test_stepping_up(enrolled: Person) -> None:
    """By password or factor, for ten minutes; adding and removing factors needs it."""
    session_id = (await enrolled.get("/v1/sessions/current")).json()["id"]

    async def later() -> None:
        async with all_seeing(enrolled.app).transaction() as session:
            long_ago = datetime.now(UTC) - timedelta(minutes=11)
            await session.execute(
                update(Session).where(Session.id == session_id).values(stepped_up_at=long_ago)
            )

    for proof in (
        {"proof": {"kind": "password", "password": PASSWORD}},
        totp(enrolled.code()),
        recovery(enrolled.recovery_codes[0]),
    ):
        await later()
        refused = await enrolled.post("/v1/me/factors/totp", json={"name": "x"})
        assert (refused.status_code, problem(refused)) == (403, "step-up-required")
        stolen = dict(enrolled.cookies)
        raised = await enrolled.post("/v1/sessions/current/step-up", json=proof)
        assert raised.status_code == 200, raised.text
        assert raised.json()["stepped_up_until"] is not None
        async with Caller(enrolled.app, cookies=stolen) as thief:
            assert problem(await thief.get("/v1/me")) == "authentication-required"
        assert (await enrolled.post("/v1/me/factors/totp", json={"name": "x"})).status_code == 201
    wrong = await enrolled.post(
        "/v1/sessions/current/step-up", json={"proof": {"kind": "password", "password": "Equivocada-1"}}
    )
    assert (wrong.status_code, problem(wrong)) == (401, "credentials-refused")


async def test_factors_are_named_and_removed(enrolled: Person) -> None:
    (factor,) = (await enrolled.get("/v1/me/factors")).json()["items"]
    path = f"/v1/me/factors/{factor['id']}"
    assert (await enrolled.patch(path, json={"name": "Otro móvil"})).json()["name"] == "Otro móvil"
    assert (await enrolled.delete(path)).status_code == 204
    assert problem(await enrolled.delete(path)) == "not-found"
    left = (await enrolled.get("/v1/me/factors")).json()
    assert (left["items"], left["recovery_codes_left"]) == ([], None)
    assert problem(await enrolled.post("/v1/me/recovery-codes")) == "no-factor"
    assert (await letters(enrolled.app, enrolled.email))[-1] == "second-factor-removed"
    plain = await enrolled.elsewhere()
    assert (await plain.get("/v1/me")).status_code == 200
    await plain.aclose()


@pytest.mark.rule("M3")
async def test_staff_can_do_nothing_before_enrolling(person: Person) -> None:
    """Also in a session that was open when they were hired."""
    await hired(person)
    assert (await person.get("/v1/sessions/current")).json()["state"] == "enrolment"
    refused = await person.get("/v1/me")
    assert (refused.status_code, problem(refused)) == (403, "second-factor-enrolment-required")
    assert (await person.get("/v1/me/factors")).json()["required"] is True
    await person.enrol()
    shown = (await person.get("/v1/sessions/current")).json()
    assert (shown["state"], shown["step_up_with"]) == ("open", ["totp", "recovery_code"])
    by_password = {"proof": {"kind": "password", "password": PASSWORD}}
    refused = await person.post("/v1/sessions/current/step-up", json=by_password)
    assert problem(refused) == "validation"
    assert refused.json()["errors"][0]["pointer"] == "/proof/kind"
    (factor,) = (await person.get("/v1/me/factors")).json()["items"]
    kept = await person.delete(f"/v1/me/factors/{factor['id']}")
    assert (kept.status_code, problem(kept)) == (409, "factor-needed")
    assert len((await person.get("/v1/me/factors")).json()["items"]) == 1


async def test_staff_with_an_old_password_can_only_change_it(enrolled: Person) -> None:
    await hired(enrolled)
    async with all_seeing(enrolled.app).transaction() as session:
        old = datetime.now(UTC) - timedelta(days=200)
        await session.execute(
            update(User).where(User.email == enrolled.email).values(password_changed_at=old)
        )
    assert (await enrolled.get("/v1/sessions/current")).json()["state"] == "password"
    assert problem(await enrolled.get("/v1/me")) == "password-expired"
    changed = await enrolled.put("/v1/me/password", json={"current": PASSWORD, "new": NEW})
    assert changed.json()["state"] == "open"
    assert (await enrolled.get("/v1/me")).status_code == 200
