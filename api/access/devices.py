"""Browsers in which a user has signed in before: known by a long-lived cookie of random tokens.

A browser that several people use has a token for each. Guesses from elsewhere cannot keep a known browser out
(`terms.guessing`), and a sign-in from an unknown one is told to the user by mail.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from api.access.cookies import DEVICE_COOKIE, put_cookie, read_cookie
from api.access.sessions import hashed
from api.frame.context import Origin, origin_of
from models import Device
from models.identifiers import Prefix, new_id
from terms.sessions import KNOWN_DEVICE_LIFE, KNOWN_DEVICES

TOKENS = 5
"""People of one browser that it remembers; the newest first."""
_BETWEEN = "."


@dataclass(frozen=True)
class Browser:
    """Where a request comes from, and by which tokens users may know it."""

    origin: Origin
    tokens: tuple[str, ...]
    secure: bool


def browser_of(request: Request, *, secure: bool) -> Browser:
    """The browser of a request; a cookie that is none of ours is as good as no cookie."""
    cookie = read_cookie(request, DEVICE_COOKIE, secure=secure) or ""
    tokens = tuple(token for token in cookie.split(_BETWEEN) if token)[:TOKENS]
    return Browser(origin_of(request), tokens, secure)


async def known_device(session: AsyncSession, user_id: str, browser: Browser, now: datetime) -> Device | None:
    """The browser, if the user has signed in from it within the last year. In the user's own scope."""
    if not browser.tokens:
        return None
    return await session.scalar(
        select(Device)
        .where(
            Device.user_id == user_id,
            Device.token_sha256.in_([hashed(token) for token in browser.tokens]),
            Device.last_seen_at > now - KNOWN_DEVICE_LIFE,
        )
        .limit(1)
    )


async def know_device(
    session: AsyncSession, response: Response, user_id: str, browser: Browser, now: datetime
) -> bool:
    """Remembers the browser after a sign-in; says whether it is news to a user who had another before."""
    device = await known_device(session, user_id, browser, now)
    if device is not None:
        device.last_seen_at = now
        _put(response, browser.tokens, browser)
        return False
    others = (
        await session.scalars(
            select(Device.id).where(Device.user_id == user_id).order_by(Device.last_seen_at.desc())
        )
    ).all()
    token = secrets.token_urlsafe(32)
    session.add(
        Device(
            id=new_id(Prefix.DEVICE),
            user_id=user_id,
            token_sha256=hashed(token),
            created_at=now,
            last_seen_at=now,
        )
    )
    await session.flush()
    await session.execute(delete(Device).where(Device.id.in_(others[KNOWN_DEVICES - 1 :])))
    _put(response, (token, *browser.tokens)[:TOKENS], browser)
    return bool(others)


def _put(response: Response, tokens: tuple[str, ...], browser: Browser) -> None:
    value = _BETWEEN.join(tokens)
    put_cookie(response, DEVICE_COOKIE, value, KNOWN_DEVICE_LIFE, secure=browser.secure)
