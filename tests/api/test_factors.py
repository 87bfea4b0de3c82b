"""Second factors: enrolled, asked for, used once, removed (contract M3)."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from models import OrderedLetter, RecoveryCode, Session, StaffMember, TotpFactor, User
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    all_seeing,
    new_email,
    problem,
    registered_user,
)
from tests.api.resets import asked_for_reset
from tests.api.test_passwords import letters

NEW = "Otra-frase-larga-8"


class Person(Caller):
    """Somebody with an account, and an authenticator app."""

    email: str
    app_secret: str
    recovery_codes: list[str]

    async def enrol(self) -> dict[str, Any]:
        """Enrols the app."""
        begun = await self.post("/v1/me/factors/totp", json={"name": "Móvil"})
        assert begun.status_code == 201, begun.text
        self.app_secret = begun.json()["secret"]
        path = f"/v1/me/factors/totp/{begun.json()['id']}/confirm"
        confirmed = await self.post(path, json={"code": self.code()})
        assert confirmed.status_code == 200, confirmed.text
        self.recovery_codes = confirmed.json()["recovery_codes"]
        return dict(confirmed.json())

    def code(self, periods: int = 0) -> str:
        """What the app shows, so many periods from now."""
        return pyotp.TOTP(self.app_secret).at(datetime.now(UTC) + periods * timedelta(seconds=30))

    async def elsewhere(self, **headers: str) -> Caller:
        """The same person in another browser, signed in by password."""
        other = Caller(self.app, headers=BROWSER | headers)
        answer = await other.post("/v1/sessions", json={"email": self.email, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        return other


@pytest.fixture
async def person(app: FastAPI) -> AsyncIterator[Person]:
    """A user without a second factor."""
    async with Person(app, headers=BROWSER) as person:
        person.email = new_email()
        await registered_user(app, person, person.email)
        yield person


@pytest.fixture
async def enrolled(person: Person) -> Person:
    """A user with an authenticator app, whose enrolment code is some time ago."""
    await person.enrol()
    await forget_used_codes(person)
    return person


async def forget_used_codes(person: Person) -> None:
    """As if the period of the last code were long over."""
    async with all_seeing(person.app).transaction() as session:
        user_id = await session.scalar(select(User.id).where(User.email == person.email))
        await session.execute(update(TotpFactor).where(TotpFactor.user_id == user_id).values(last_step=None))


async def hired(person: Person) -> None:
    """Makes them staff."""
    async with all_seeing(person.app).transaction() as session:
        user_id = await session.scalar(select(User.id).where(User.email == person.email))
        session.add(StaffMember(user_id=user_id, roles=["support"], joined_at=datetime.now(UTC)))


def totp(code: str) -> dict[str, Any]:
    return {"proof": {"kind": "totp", "code": code}}


def recovery(code: str) -> dict[str, Any]:
    return {"proof": {"kind": "recovery_code", "code": code}}


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


async def test_the_mailbox_alone_does_not_reset_the_password(enrolled: Person) -> None:
    async with Caller(enrolled.app) as thief:
        token = await asked_for_reset(enrolled.app, thief, enrolled.email)
        looked = await thief.post("/v1/password-resets/look", json={"token": token})
        assert looked.json()["factors"] == ["totp", "recovery_code"]
        confirmation = {"token": token, "password": NEW}
        bare = await thief.post("/v1/password-resets/confirm", json=confirmation)
        assert (bare.status_code, problem(bare)) == (403, "second-factor-required")
        for _ in range(5):
            wrong = await thief.post("/v1/password-resets/confirm", json=confirmation | totp("000000"))
            assert problem(wrong) == "second-factor-refused"
        ended = await thief.post("/v1/password-resets/confirm", json=confirmation | totp(enrolled.code()))
        assert problem(ended) == "reset-link-expired"
    assert (await enrolled.get("/v1/me")).status_code == 200, "nothing has changed"
    async with Caller(enrolled.app) as owner:
        token = await asked_for_reset(enrolled.app, owner, enrolled.email)
        right = {"token": token, "password": NEW} | recovery(enrolled.recovery_codes[1])
        assert (await owner.post("/v1/password-resets/confirm", json=right)).status_code == 204
        again = await owner.post("/v1/sessions", json={"email": enrolled.email, "password": NEW})
        assert again.json()["state"] == "second_factor", "still asked for"


async def test_a_bad_password_uses_up_no_code(enrolled: Person) -> None:
    async with Caller(enrolled.app) as owner:
        token = await asked_for_reset(enrolled.app, owner, enrolled.email)
        code = recovery(enrolled.recovery_codes[0])
        bad = {"token": token, "password": "Alicante-2026"} | code
        assert problem(await owner.post("/v1/password-resets/confirm", json=bad)) == "validation"
        good = {"token": token, "password": NEW} | code
        assert (await owner.post("/v1/password-resets/confirm", json=good)).status_code == 204
