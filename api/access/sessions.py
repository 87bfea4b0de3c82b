"""Sessions of browsers: a random token in a cookie, its hash in the table (contract M4)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.access.cookies import SESSION_COOKIE, put_cookie, take_cookie
from api.frame.context import Origin
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Session, User
from models.database import enter
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.access import LAST_SEEN_STEP
from terms.sessions import SESSION_ABSOLUTE


def hashed(token: str) -> str:
    """What the tables keep of a random token: it has 256 bits, so a plain hash suffices."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


async def open_session(session: AsyncSession, user_id: str, origin: Origin, now: datetime) -> str:
    """Signs a user who has just proved who they are in; returns the cookie's token, which is not kept.

    The rest of the transaction sees that user's rows. Raises 403 while their password has to be reset
    (contract A7) or when their access was revoked (A8), 401 once they closed their account.
    The row stays locked until the session is there: whoever ends all sessions of a user locks it too, so that
    none slips through.
    """
    await enter(session, Scope.of_person(user_id))
    user = await session.get_one(User, user_id, with_for_update={"read": True}, populate_existing=True)
    if user.closed_at is not None:
        raise Problem(Kind.CREDENTIALS_REFUSED)
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


async def find_session(session: AsyncSession, token: str) -> Session | None:
    """The session of a cookie that nobody has ended; whether it is idle or old is for its life to say."""
    return await session.scalar(
        select(Session).where(Session.token_sha256 == hashed(token), Session.ended_at.is_(None))
    )


def note_use(row: Session, now: datetime) -> None:
    """Notes the session's last use, to the minute."""
    if now - row.last_seen_at >= LAST_SEEN_STEP:
        row.last_seen_at = now


async def renew_token(session: AsyncSession, session_id: str) -> str:
    """Gives the session a new token, because it may do more from now on: the old one is worth nothing."""
    token = secrets.token_urlsafe(32)
    await session.execute(update(Session).where(Session.id == session_id).values(token_sha256=hashed(token)))
    return token


async def end_session(session: AsyncSession, session_id: str, now: datetime) -> None:
    """Ends one session."""
    await session.execute(update(Session).where(Session.id == session_id).values(ended_at=now))


def set_cookie(response: Response, token: str, *, secure: bool, life: timedelta = SESSION_ABSOLUTE) -> None:
    """Hands the session's token to the browser."""
    put_cookie(response, SESSION_COOKIE, token, life, secure=secure)


def clear_cookie(response: Response, *, secure: bool) -> None:
    """Takes the token back."""
    take_cookie(response, SESSION_COOKIE, secure=secure)
