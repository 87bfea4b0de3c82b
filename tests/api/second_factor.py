"""A second factor for whom a test only needs to have one."""

from datetime import UTC, datetime

import pyotp
from fastapi import FastAPI
from sqlalchemy import update

from models import Session, TotpFactor
from models.identifiers import Prefix, new_id
from tests.api.calling import all_seeing, parts_of


async def give_second_factor(app: FastAPI, user_id: str) -> str:
    """An authenticator app, given already in the sessions that are open; returns its secret."""
    factor_id, secret, at = new_id(Prefix.TOTP), pyotp.random_base32(32), datetime.now(UTC)
    sealed = parts_of(app).factors.seal(factor_id, user_id, secret)
    async with all_seeing(app).transaction() as session:
        session.add(
            TotpFactor(
                id=factor_id, user_id=user_id, name="x", sealed_secret=sealed, created_at=at, confirmed_at=at
            )
        )
        opened = update(Session).where(Session.user_id == user_id)
        await session.execute(opened.values(second_factor_at=at))
    return secret
