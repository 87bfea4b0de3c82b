"""Persons and members: who a session or a key stands for."""

from sqlalchemy import select
from starlette.requests import Request

from api.access.api_keys import PREFIX, find_api_key
from api.access.callers import Member, Person
from api.access.same_site import require_same_site
from api.access.sessions import COOKIE, find_session
from api.frame.context import now, origin_of
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Membership
from terms.access import UNKNOWN_KEYS_PER_ORIGIN

BUSINESS_HEADER = "rubrica-business"


async def person_by_session(request: Request, parts: Parts) -> Person:
    """The user whose session's cookie came along. Raises 401 without a live one, 403 for a forged change."""
    token = request.cookies.get(COOKIE)
    if not token:
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    require_same_site(request, parts.public_origin)
    async with parts.database.transaction() as session:
        found = await find_session(session, token, now())
        if found is None:
            raise Problem(Kind.AUTHENTICATION_REQUIRED)
        return Person(found.user_id, found.id)


async def member_by_session(request: Request, parts: Parts) -> Member:
    """The person, acting for the business they chose, or for the only one they belong to."""
    person = await person_by_session(request, parts)
    async with parts.database.transaction() as session:
        rows = await session.scalars(
            select(Membership.business_id).where(Membership.user_id == person.user_id)
        )
        businesses = sorted(rows)
    business_id = _chosen(businesses, request.headers.get(BUSINESS_HEADER))
    return Member(business_id, person.user_id, session_id=person.session_id)


async def member_by_key(request: Request, parts: Parts, secret: str) -> Member:
    """The business that a program's key is bound to. Raises 401 for an unknown key, 429 for many."""
    async with parts.database.transaction() as session:
        key = await find_api_key(session, secret, now()) if secret.startswith(PREFIX) else None
    if key is None:
        await parts.throttles.attempt(
            UNKNOWN_KEYS_PER_ORIGIN, "unknown-key", origin_of(request).ip, now=now()
        )
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    _chosen([key.business_id], request.headers.get(BUSINESS_HEADER))
    return Member(key.business_id, key.created_by, api_key_id=key.id)


def _chosen(businesses: list[str], chosen: str | None) -> str:
    if chosen is not None:
        if chosen not in businesses:
            raise Problem(Kind.NOT_FOUND)
        return chosen
    if not businesses:
        raise Problem(Kind.BUSINESS_REQUIRED)
    if len(businesses) > 1:
        raise Problem(Kind.BUSINESS_NOT_CHOSEN)
    return businesses[0]
