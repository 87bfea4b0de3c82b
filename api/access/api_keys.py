"""Keys of programs: shown once, kept as their hash, bound to one business."""

import secrets
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.sessions import hashed
from models import ApiKey
from terms.access import LAST_SEEN_STEP
from terms.keys import HINT_LENGTH, KEY_BYTES, Mode


def new_secret(mode: Mode) -> str:
    """A fresh key: 256 random bits after the prefix by which people and secret scanners know it."""
    return mode.prefix + secrets.token_urlsafe(KEY_BYTES)


def hint_of(secret: str) -> str:
    """The first characters, by which its owner recognises a key."""
    return secret[:HINT_LENGTH]


async def find_api_key(session: AsyncSession, secret: str, now: datetime) -> ApiKey | None:
    """The key that a program presents, its last use noted; `None` when unknown, revoked or expired."""
    row = await session.scalar(
        select(ApiKey).where(
            ApiKey.secret_sha256 == hashed(secret),
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now),
        )
    )
    if row is not None and (row.last_used_at is None or now - row.last_used_at >= LAST_SEEN_STEP):
        row.last_used_at = now
    return row
