"""Resetting passwords as their owner does."""

from fastapi import FastAPI
from sqlalchemy import select

from models import PasswordReset, User
from tests.api.calling import Caller, all_seeing, parts_of, solved


async def reset_token(app: FastAPI, email: str) -> str | None:
    """The token of the newest reset link mailed to an address."""
    parts = parts_of(app)
    async with all_seeing(app).transaction() as session:
        found = await session.scalar(
            select(PasswordReset.id)
            .join(User, User.id == PasswordReset.user_id)
            .where(User.email == email)
            .order_by(PasswordReset.id.desc())
            .limit(1)
        )
    return parts.links.token(found) if found else None


async def asked_for_reset(app: FastAPI, caller: Caller, email: str) -> str | None:
    """Asks for a link, and takes its token from the mailbox."""
    answer = await caller.post("/v1/password-resets", json={"email": email}, headers=await solved(caller))
    assert answer.status_code == 202, answer.text
    return await reset_token(app, email)


async def reset_password(app: FastAPI, caller: Caller, email: str, password: str) -> None:
    """Resets by the mailed link."""
    token = await asked_for_reset(app, caller, email)
    answer = await caller.post("/v1/password-resets/confirm", json={"token": token, "password": password})
    assert answer.status_code == 204, answer.text
