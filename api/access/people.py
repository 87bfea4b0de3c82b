"""People: whom a session's cookie stands for, what it is good for, and whether they work for the holder."""

from collections.abc import Set as AbstractSet

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from api.access.callers import Person, Staff
from api.access.cookies import SESSION_COOKIE, read_cookie
from api.access.credentials import read_credentials
from api.access.known import know
from api.access.same_site import require_same_site
from api.access.sessions import find_session, hashed, note_use
from api.access.staffing import working_roles
from api.frame.context import now
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models.database import enter
from models.scope import Scope
from terms.access import is_stepped_up
from terms.sessions import Standing

UNATTENDED_HEADER = "rubrica-unattended"
"""Marks what a page asks by itself: it does not keep a session open whose user has gone (contract M4)."""
OPEN_ONLY = frozenset({Standing.OPEN})
REFUSALS = {
    Standing.SECOND_FACTOR: Kind.SECOND_FACTOR_REQUIRED,
    Standing.ENROLMENT: Kind.SECOND_FACTOR_ENROLMENT_REQUIRED,
    Standing.PASSWORD: Kind.PASSWORD_EXPIRED,
}


async def person_by_session(
    request: Request,
    parts: Parts,
    *,
    step_up: bool = False,
    admitted: AbstractSet[Standing] = OPEN_ONLY,
) -> Person:
    """The user whose session's cookie came along, if what the session is good for is `admitted`.

    Raises 401 without a live session, 403 for a forged change, for a session that may do less, and when the
    act asks for somebody who has just proved who they are and they have not.
    """
    token = _token(request, parts)
    async with parts.database.transaction(Scope.of_credential(hashed(token))) as session:
        return await _person(request, parts, session, token, admitted, step_up=step_up)


async def staff_by_session(request: Request, parts: Parts, *, step_up: bool = False) -> Staff:
    """The member of staff whose session it is, as `working_roles` says; to others nothing is there (404)."""
    token = _token(request, parts)
    async with parts.database.transaction(Scope.of_credential(hashed(token))) as session:
        person = await _person(request, parts, session, token, OPEN_ONLY, step_up=step_up)
        roles = await working_roles(session, person.user_id, now())
    staff = Staff(person.user_id, person.session_id, roles)
    know(request, staff)
    return staff


def _token(request: Request, parts: Parts) -> str:
    token = read_cookie(request, SESSION_COOKIE, secure=parts.settings.secure_cookies)
    if not token:
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    require_same_site(request, parts.public_origin)
    return token


async def _person(
    request: Request,
    parts: Parts,
    session: AsyncSession,
    token: str,
    admitted: AbstractSet[Standing],
    *,
    step_up: bool,
) -> Person:
    """Leaves the transaction in the scope of the person."""
    at = now()
    row = await find_session(session, token)
    if row is None:
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    person = Person(row.user_id, row.id)
    know(request, person)
    await enter(session, Scope.of_person(row.user_id))
    credentials = await read_credentials(session, row.user_id)
    if not credentials.is_live(row, at, parts.settings.session_lives):
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    if UNATTENDED_HEADER not in request.headers:
        note_use(row, at)
    await session.flush()
    found = credentials.standing_of(row, at, parts.settings.holder_zone)
    if found not in admitted:
        raise Problem(REFUSALS[found])
    if step_up and not is_stepped_up(row.stepped_up_at, at):
        raise Problem(Kind.STEP_UP_REQUIRED)
    return person
