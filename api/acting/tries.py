"""Wrong proofs, counted before they are looked at: too many end the session or link, never the account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import update

from activities.mail.messages import Purpose
from api.access.callers import Person
from api.access.devices import known_device
from api.acting.letters import order_letter
from api.acting.signing_in import Reception
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import PasswordReset, Session
from models.scope import Scope
from terms.access import CODES_PER_DEVICE, CODES_PER_USER
from terms.guessing import FACTOR_TRIES


@asynccontextmanager
async def session_try(reception: Reception, person: Person) -> AsyncIterator[None]:
    """One try at proving who one is within a session. The last one that is wrong ends the session.

    Raises 401 when it has ended meanwhile: tries at the same time do not get past the limit.
    """
    async with _counted(reception, Session, person.session_id, person.user_id, Kind.AUTHENTICATION_REQUIRED):
        yield


@asynccontextmanager
async def reset_try(reception: Reception, reset: PasswordReset) -> AsyncIterator[None]:
    """One try at a second factor with a mailed link. Raises 410 when the link has ended meanwhile."""
    async with _counted(reception, PasswordReset, reset.id, reset.user_id, Kind.RESET_LINK_EXPIRED):
        yield


async def take_code_try(reception: Reception, user_id: str) -> None:
    """Counts a try at a code of the user, over all sessions. Raises 429 when there are too many.

    Whoever knows the password could open session after session; a browser of the user's has its own count.
    """
    throttles, now = reception.parts.throttles, reception.at
    async with reception.parts.database.transaction(Scope.of_person(user_id)) as session:
        device = await known_device(session, user_id, reception.browser, now)
    if device is not None:
        await throttles.attempt(CODES_PER_DEVICE, "codes-device", device.id, now=now)
    else:
        await throttles.attempt(CODES_PER_USER, "codes", user_id, now=now)


@asynccontextmanager
async def _counted(
    reception: Reception, table: type[Session | PasswordReset], row_id: str, user_id: str, ended: Kind
) -> AsyncIterator[None]:
    scope = Scope.of_person(user_id)
    async with reception.parts.database.transaction(scope) as session:
        taken = await session.execute(
            update(table)
            .where(table.id == row_id, table.ended_at.is_(None))
            .values(wrong_proofs=table.wrong_proofs + 1)
            .returning(table.wrong_proofs)
        )
        tries = taken.scalar_one_or_none()
    if tries is None or tries > FACTOR_TRIES:
        raise Problem(ended)
    try:
        yield
    except Problem:
        if tries == FACTOR_TRIES:
            await _end(reception, table, row_id, user_id)
        raise
    async with reception.parts.database.transaction(scope) as session:
        await session.execute(update(table).where(table.id == row_id).values(wrong_proofs=0))


async def _end(reception: Reception, table: type[Session | PasswordReset], row_id: str, user_id: str) -> None:
    """Ends it, and orders a letter that says so; housekeeping posts it, for the answer is a refusal."""
    async with reception.parts.database.transaction(Scope.of_person(user_id)) as session:
        await session.execute(update(table).where(table.id == row_id).values(ended_at=reception.at))
        await order_letter(session, Purpose.PROOFS_REFUSED, user_id, reception.at, **reception.whence)
