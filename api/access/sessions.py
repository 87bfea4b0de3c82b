"""Sessions of browsers: a random token in a cookie, its hash in the table (contract M4)."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.frame.context import Origin
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Session, User
from models.database import enter
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.access import LAST_SEEN_STEP, session_is_live
from terms.accounts import SESSION_ABSOLUTE

COOKIE = "rubrica_session"


def hashed(token: str) -> str:
    """What the tables keep of a random token: it has 256 bits, so a plain hash suffices."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


async def open_session(session: AsyncSession, user_id: str, origin: Origin, now: datetime) -> str:
    """Signs a user who has just proved who they are in; returns the cookie's token, which is not kept.

    The rest of the transaction sees that user's rows. Raises 403 while their password has to be reset
    (contract A7) or when their access was revoked (A8). The user's row stays locked until the session is
    there: whoever ends all sessions of a user locks it too, so that none slips through.
    """
    await enter(session, Scope.of_person(user_id))
    user = await session.get_one(User, user_id, with_for_update={"read": True}, populate_existing=True)
    if user.access_revoked_at is not None:
        raise Problem(Kind.ACCESS_REVOKED)
    if user.password_reset_required_at is not None:
        raise Problem(Kind.PASSWORD_RESET_REQUIRED)
    token = secrets.token_urlsafe(32)
    session.add(
        Session(
            id=new_id(Prefix.SESSION),
            user_id=user_id,
            token_sha256=hashed(token),
            created_at=now,
            last_seen_at=now,
            stepped_up_at=now,
            ip=origin.ip,
            user_agent=origin.user_agent,
        )
    )
    await session.flush()
    return token


async def find_session(session: AsyncSession, token: str, now: datetime) -> Session | None:
    """The live session of a cookie, its last use noted; `None` when it is unknown, ended, idle or old."""
    row = await session.scalar(
        select(Session).where(Session.token_sha256 == hashed(token), Session.ended_at.is_(None))
    )
    if row is None or not session_is_live(row.created_at, row.last_seen_at, now):
        return None
    if now - row.last_seen_at >= LAST_SEEN_STEP:
        row.last_seen_at = now
    return row


async def end_session(session: AsyncSession, session_id: str, now: datetime) -> None:
    """Ends one session."""
    await session.execute(update(Session).where(Session.id == session_id).values(ended_at=now))


def set_cookie(response: Response, token: str, *, secure: bool) -> None:
    """Hands the token to the browser: out of scripts' reach, not sent along by other sites' forms."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_ABSOLUTE.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, *, secure: bool) -> None:
    """Takes the token back."""
    response.delete_cookie(COOKIE, path="/", secure=secure, httponly=True, samesite="lax")
