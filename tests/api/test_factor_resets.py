"""What a reset of the password asks for beside the mailbox (contract M3, A7)."""

from datetime import UTC, datetime

from sqlalchemy import select, update

from models import RecoveryCode, User
from tests.api.calling import (
    BROWSER,
    Caller,
    all_seeing,
    problem,
)
from tests.api.persons import NEW, Person, recovery, totp
from tests.api.resets import asked_for_reset


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


async def test_after_a_report_neither_app_nor_mailbox_lets_a_thief_in_but_a_recovery_code_its_owner(
    enrolled: Person,
) -> None:
    """A stolen telephone holds the mailbox and the app; the codes are kept apart from it (contract A7)."""
    async with all_seeing(enrolled.app).transaction() as session:
        held = update(User).where(User.email == enrolled.email)
        await session.execute(held.values(password_reset_required_at=datetime.now(UTC)))
    async with Caller(enrolled.app) as thief:
        token = await asked_for_reset(enrolled.app, thief, enrolled.email)
        looked = (await thief.post("/v1/password-resets/look", json={"token": token})).json()
        assert (looked["factor_required"], looked["factors"]) == (True, ["recovery_code"])
        confirmation = {"token": token, "password": NEW}
        for proof in ({}, totp(enrolled.code())):
            refused = await thief.post("/v1/password-resets/confirm", json=confirmation | proof)
            assert (refused.status_code, problem(refused)) == (403, "second-factor-required")
    async with Caller(enrolled.app, headers=BROWSER) as owner:
        token = await asked_for_reset(enrolled.app, owner, enrolled.email)
        right = {"token": token, "password": NEW} | recovery(enrolled.recovery_codes[0])
        assert (await owner.post("/v1/password-resets/confirm", json=right)).status_code == 204
        back = await owner.post("/v1/sessions", json={"email": enrolled.email, "password": NEW})
        assert back.json()["state"] == "open", "the stolen app is asked for nothing any more"
        factors = (await owner.get("/v1/me/factors")).json()
        assert (factors["items"], factors["recovery_codes_left"]) == ([], None)


async def test_after_a_report_who_has_no_recovery_code_left_is_told_so(enrolled: Person) -> None:
    async with all_seeing(enrolled.app).transaction() as session:
        user = await session.scalar(select(User).where(User.email == enrolled.email))
        assert user is not None
        user.password_reset_required_at = datetime.now(UTC)
        used = update(RecoveryCode).where(RecoveryCode.user_id == user.id)
        await session.execute(used.values(used_at=datetime.now(UTC)))
    async with Caller(enrolled.app) as owner:
        token = await asked_for_reset(enrolled.app, owner, enrolled.email)
        looked = (await owner.post("/v1/password-resets/look", json={"token": token})).json()
        assert (looked["factor_required"], looked["factors"]) == (True, [])
        given = {"token": token, "password": NEW} | recovery(enrolled.recovery_codes[0])
        refused = await owner.post("/v1/password-resets/confirm", json=given)
        assert problem(refused) == "second-factor-required"
