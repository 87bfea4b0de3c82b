"""Signing in and out (contract M4)."""

from fastapi import APIRouter, Response, status
from sqlalchemy import select

from api.access.rules import ANYBODY, PERSON, access
from api.access.sessions import clear_cookie, end_session, open_session, set_cookie
from api.frame.context import Origin, now
from api.frame.inputs import OriginIn, PartsIn, PersonIn, SessionIn
from api.frame.route import Route
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.accounts import read_me
from api.schemas.accounts import SessionRequest, SessionView
from models import User
from models.scope import Scope
from terms.access import LOGIN_PER_ADDRESS, LOGIN_PER_ADDRESS_AND_ORIGIN, LOGIN_PER_ORIGIN
from terms.accounts import SESSION_ABSOLUTE

router = APIRouter(route_class=Route, tags=["sessions"])
_PAIR, _ADDRESS, _ORIGIN = "login", "login-address", "login-origin"


@router.post("/v1/sessions", status_code=status.HTTP_201_CREATED)
@access(
    ANYBODY,
    Kind.CREDENTIALS_REFUSED,
    Kind.PASSWORD_RESET_REQUIRED,
    Kind.ACCESS_REVOKED,
    Kind.TOO_MANY_REQUESTS,
)
async def sign_in(
    request: SessionRequest, parts: PartsIn, session: SessionIn, origin: OriginIn, response: Response
) -> SessionView:
    """Signs in. The answer, and the time it takes, do not tell whether the address is known."""
    user_id = await _authenticated(parts, request, origin)
    at = now()
    token = await open_session(session, user_id, origin, at)
    set_cookie(response, token, secure=parts.settings.secure_cookies)
    return SessionView(user=await read_me(session, user_id), expires_at=at + SESSION_ABSOLUTE)


@router.delete("/v1/sessions/current", status_code=status.HTTP_204_NO_CONTENT)
@access(PERSON)
async def sign_out(person: PersonIn, parts: PartsIn, session: SessionIn, response: Response) -> None:
    """Ends the session at once."""
    await end_session(session, person.session_id, now())
    clear_cookie(response, secure=parts.settings.secure_cookies)


async def _authenticated(parts: Parts, request: SessionRequest, origin: Origin) -> str:
    email, at = request.email.lower(), now()
    await parts.throttles.attempt(LOGIN_PER_ORIGIN, _ORIGIN, origin.ip, now=at)
    await parts.throttles.attempt(LOGIN_PER_ADDRESS_AND_ORIGIN, _PAIR, email, origin.ip, now=at)
    await parts.throttles.attempt(LOGIN_PER_ADDRESS, _ADDRESS, email, now=at)
    async with parts.database.transaction(Scope.of_mailbox(email)) as session:
        user = await session.scalar(select(User).where(User.email == email))
    if (
        not await parts.passwords.matches(user.password_hash if user else None, request.password)
        or user is None
    ):
        raise Problem(Kind.CREDENTIALS_REFUSED)
    await parts.throttles.forget(_PAIR, email, origin.ip)
    return user.id
