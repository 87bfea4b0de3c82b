"""Inviting guests and joining, in tests of the API."""

from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from models import Mail
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    accepted,
    all_seeing,
    new_email,
    parts_of,
)


async def invited(app: FastAPI, owner: Owner, email: str) -> tuple[dict[str, Any], str]:
    """A new invitation and the token of its mailed link."""
    answer = await owner.post("/v1/invitations", json={"email": email})
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view, parts_of(app).links.token(view["id"])


async def registration(caller: Caller, token: str, **changes: Any) -> dict[str, Any]:
    """What the page sends when a new user accepts."""
    given = {"token": token, "password": PASSWORD, "name": "Iván Ruiz"}
    return given | {"privacy": await accepted(caller, "privacy")} | changes


async def joined(app: FastAPI, owner: Owner) -> tuple[Caller, str]:
    """A new guest, signed in, and their user's id."""
    guest = Caller(app, headers=BROWSER)
    _, token = await invited(app, owner, new_email())
    answer = await guest.post("/v1/invitations/register", json=await registration(guest, token))
    assert answer.status_code == 201, answer.text
    return guest, (await guest.get("/v1/me")).json()["id"]


async def mailed(app: FastAPI, key_start: str) -> dict[str, str]:
    """Purpose → address of the mails of a workflow."""
    async with all_seeing(app).transaction() as session:
        rows = await session.scalars(select(Mail).where(Mail.key.startswith(key_start)))
        return {row.purpose: row.address for row in rows}


async def told(app: FastAPI, key_start: str, expected: dict[str, str]) -> bool:
    return await mailed(app, key_start) == expected


async def state_of(owner: Owner, invitation_id: str) -> str:
    items = (await owner.get("/v1/invitations")).json()["items"]
    return next(item["state"] for item in items if item["id"] == invitation_id)


def owner_id(me: Any) -> str:
    return str(me.json()["id"])
