"""Somebody with an account and an authenticator app, in tests of the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import select, update

from models import StaffMember, TotpFactor, User
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    all_seeing,
)

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
