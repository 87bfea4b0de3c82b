"""Wrong proofs within a session: counted before they are looked at; too many end it, not the account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import update

from api.access.callers import Person
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Session
from models.scope import Scope
from terms.guessing import FACTOR_TRIES


@asynccontextmanager
async def session_try(parts: Parts, person: Person, now: datetime) -> AsyncIterator[None]:
    """One try at proving who one is. A refusal that leaves the block counts; the last one ends the session.

    Raises 401 when the session has ended meanwhile: tries at the same time do not get past the limit.
    """
    tries = await _take(parts, person)
    if tries is None or tries > FACTOR_TRIES:
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    try:
        yield
    except Problem:
        if tries == FACTOR_TRIES:
            await _set(parts, person, ended_at=now)
        raise
    await _set(parts, person, wrong_proofs=0)


async def _take(parts: Parts, person: Person) -> int | None:
    async with parts.database.transaction(Scope.of_person(person.user_id)) as session:
        taken = await session.execute(
            update(Session)
            .where(Session.id == person.session_id, Session.ended_at.is_(None))
            .values(wrong_proofs=Session.wrong_proofs + 1)
            .returning(Session.wrong_proofs)
        )
        return taken.scalar_one_or_none()


async def _set(parts: Parts, person: Person, **values: datetime | int) -> None:
    async with parts.database.transaction(Scope.of_person(person.user_id)) as session:
        await session.execute(update(Session).where(Session.id == person.session_id).values(**values))
