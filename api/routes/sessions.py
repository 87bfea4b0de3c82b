"""Signing in and out, and one's own sessions (contract M4)."""

from fastapi import APIRouter, Response, status
from sqlalchemy import update

from activities.records.credentials import end_sessions
from api.access.credentials import read_credentials
from api.access.rules import ANY_SESSION, ANYBODY, PERSON, access
from api.access.sessions import clear_cookie, end_session
from api.acting.guesses import user_by_password
from api.frame.context import now
from api.frame.inputs import PartsIn, PersonIn, ReceptionIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.sessions import own_sessions, show_session
from api.schemas.common import Page
from api.schemas.sessions import OwnSession, SessionRequest, SessionView
from models import Session

router = APIRouter(route_class=Route, tags=["sessions"])


@router.post("/v1/sessions", status_code=status.HTTP_201_CREATED)
@access(
    ANYBODY,
    Kind.CREDENTIALS_REFUSED,
    Kind.PASSWORD_RESET_REQUIRED,
    Kind.ACCESS_REVOKED,
    Kind.TOO_MANY_REQUESTS,
)
async def sign_in(request: SessionRequest, reception: ReceptionIn) -> SessionView:
    """Signs in. The answer, and the time it takes, do not tell whether the address is known.

    Where a second factor is enrolled, the session is good for giving it and for nothing else.
    """
    user_id = await user_by_password(reception, request.email, request.password)
    return await reception.sign_in(user_id)


@router.get("/v1/sessions/current")
@access(ANY_SESSION)
async def read_session(person: PersonIn, parts: PartsIn, session: SessionIn) -> SessionView:
    """The session of the request, also before its second factor."""
    settings = parts.settings
    return await show_session(session, person.session_id, settings.session_lives, now(), settings.holder_zone)


@router.delete("/v1/sessions/current", status_code=status.HTTP_204_NO_CONTENT)
@access(ANY_SESSION)
async def sign_out(person: PersonIn, parts: PartsIn, session: SessionIn, response: Response) -> None:
    """Ends the session at once."""
    await end_session(session, person.session_id, now())
    clear_cookie(response, secure=parts.settings.secure_cookies)


@router.get("/v1/me/sessions")
@access(PERSON)
async def list_own_sessions(person: PersonIn, parts: PartsIn, session: SessionIn) -> Page[OwnSession]:
    """The user's open sessions, newest first; there are few, so it is one page."""
    credentials = await read_credentials(session, person.user_id)
    lives = parts.settings.session_lives
    items = await own_sessions(session, person.user_id, credentials, person.session_id, lives, now())
    return Page[OwnSession](items=items)


@router.delete("/v1/me/sessions", status_code=status.HTTP_204_NO_CONTENT)
@access(PERSON)
async def end_other_sessions(person: PersonIn, session: SessionIn) -> None:
    """Ends all of the user's sessions but this one."""
    await end_sessions(session, person.user_id, now(), but=person.session_id)


@router.delete("/v1/me/sessions/{session_id}", status_code=status.HTTP_204_NO_CONTENT)
@access(PERSON, Kind.NOT_FOUND)
async def end_own_session(session_id: str, person: PersonIn, session: SessionIn) -> None:
    """Ends one of the user's sessions at once."""
    ended = await session.execute(
        update(Session)
        .where(Session.id == session_id, Session.user_id == person.user_id, Session.ended_at.is_(None))
        .values(ended_at=now())
        .returning(Session.id)
    )
    if ended.first() is None:
        raise Problem(Kind.NOT_FOUND)
