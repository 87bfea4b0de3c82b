"""People: whom a session's cookie stands for, and whether they work for the holder."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from api.access.callers import Person, Staff
from api.access.known import know
from api.access.same_site import require_same_site
from api.access.sessions import COOKIE, find_session, hashed
from api.frame.context import now
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import StaffMember
from models.database import enter
from models.scope import Scope
from terms.access import is_stepped_up
from terms.roles import StaffRole


async def person_by_session(request: Request, parts: Parts, *, step_up: bool = False) -> Person:
    """The user whose session's cookie came along.

    Raises 401 without a live session, 403 for a forged change, and 403 when the act asks for somebody who
    has just proved who they are and they have not.
    """
    token = _token(request, parts)
    async with parts.database.transaction(Scope.of_credential(hashed(token))) as session:
        return await _person(request, session, token, step_up)


async def staff_by_session(request: Request, parts: Parts, *, step_up: bool = False) -> Staff:
    """The member of staff whose session it is; to anybody else nothing is there (404)."""
    token = _token(request, parts)
    async with parts.database.transaction(Scope.of_credential(hashed(token))) as session:
        person = await _person(request, session, token, step_up)
        await enter(session, Scope.of_person(person.user_id))
        roles = await session.scalar(
            select(StaffMember.roles).where(
                StaffMember.user_id == person.user_id, StaffMember.left_at.is_(None)
            )
        )
    if roles is None:
        raise Problem(Kind.NOT_FOUND)
    staff = Staff(person.user_id, person.session_id, frozenset(StaffRole(role) for role in roles))
    know(request, staff)
    return staff


def _token(request: Request, parts: Parts) -> str:
    token = request.cookies.get(COOKIE)
    if not token:
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    require_same_site(request, parts.public_origin)
    return token


async def _person(request: Request, session: AsyncSession, token: str, step_up: bool) -> Person:
    at = now()
    found = await find_session(session, token, at)
    if found is None:
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    person = Person(found.user_id, found.id)
    know(request, person)
    if step_up and not is_stepped_up(found.stepped_up_at, at):
        raise Problem(Kind.STEP_UP_REQUIRED)
    return person
