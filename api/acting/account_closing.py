"""Closing one's own account: all access ends at once; its workflow erases what need not be kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.credentials import end_sessions, forget_devices
from activities.records.departures import end_access
from activities.records.staff_at_work import at_work
from api.access.callers import Person
from api.access.scopes import scope_of
from api.acting.carrying_on import Entered, carry_on_entered, or_later
from api.acting.departing import tell
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import (
    ApiKey,
    Business,
    Departure,
    Membership,
    Passkey,
    RecoveryCode,
    StaffMember,
    TotpFactor,
    User,
)
from models.identifiers import Prefix, new_id
from terms.account_closing import ClosingObstacle, obstacles_to_closing
from terms.roles import BusinessRole
from terms.subscription import SHUT
from workflows.account_closing import AccountClosingWorkflow, ClosingStart
from workflows.identifiers import closing_workflow_id


async def close_account(parts: Parts, person: Person, confirmation: str, at: datetime) -> None:
    """Ends sessions, keys, factors and places as a guest in one transaction, then has the rest erased.

    Raises 422 unless the user's address is repeated, 409 while something stands against it.
    """
    async with parts.database.transaction(scope_of(person)) as session:
        user = await session.get_one(User, person.user_id, with_for_update=True, populate_existing=True)
        if confirmation.strip().lower() != user.email:
            error = {"pointer": "/confirmation", "code": "not_the_address", "detail": "Repeat the address."}
            raise Problem(Kind.VALIDATION, errors=[error])
        await _require_closable(session, user.id, at)
        user.closed_at = at
        departures = await _leave_businesses(session, user.id, at)
        await _end_credentials(session, user.id, at)
    for departure_id in departures:
        await tell(parts, departure_id)
    with or_later():
        await begin_erasure(parts, person.user_id)


async def obstacles_of(session: AsyncSession, user_id: str, at: datetime) -> Sequence[ClosingObstacle]:
    """What stands against closing it now; read in the user's own scope."""
    owns = exists().where(Business.owner_id == user_id, Business.standing.not_in(SHUT))
    staff = exists().where(StaffMember.user_id == user_id, *at_work(at))
    owns_business, works_here = (await session.execute(select(owns, staff))).one()
    return list(obstacles_to_closing(owns_running_business=owns_business, works_for_holder=works_here))


async def begin_erasure(parts: Parts, user_id: str) -> None:
    """Starts the workflow, or leaves the one that runs."""
    await parts.engine.start(AccountClosingWorkflow.run, ClosingStart(user_id), closing_workflow_id(user_id))


async def carry_on_closings(parts: Parts, at: datetime) -> None:
    """Begins the erasures that a crash, or an absence of the workflow engine, kept from beginning."""
    closed = Entered(User.id, User.closed_at, User.erased_at.is_(None), window=None)
    await carry_on_entered(parts, closed, lambda user_id: begin_erasure(parts, user_id), at)


async def _require_closable(session: AsyncSession, user_id: str, at: datetime) -> None:
    errors = [
        {"pointer": "", "code": obstacle.value, "detail": obstacle.value.replace("_", " ")}
        for obstacle in await obstacles_of(session, user_id, at)
    ]
    if errors:
        raise Problem(Kind.ACCOUNT_IN_USE, errors=errors)


async def _leave_businesses(session: AsyncSession, user_id: str, at: datetime) -> Sequence[str]:
    """Ids of the departures whose owners are to be told."""
    places = await session.scalars(
        select(Membership.business_id).where(
            Membership.user_id == user_id,
            Membership.role == BusinessRole.GUEST.value,
            Membership.revoked_at.is_(None),
        )
    )
    departures = [
        Departure(
            id=new_id(Prefix.DEPARTURE), business_id=business_id, user_id=user_id, ended_by=user_id, at=at
        )
        for business_id in places.all()
    ]
    for departure in departures:
        await end_access(session, departure)
    return [departure.id for departure in departures]


async def _end_credentials(session: AsyncSession, user_id: str, at: datetime) -> None:
    await session.execute(
        update(ApiKey).where(ApiKey.created_by == user_id, ApiKey.revoked_at.is_(None)).values(revoked_at=at)
    )
    for table in (Passkey, TotpFactor, RecoveryCode):
        await session.execute(delete(table).where(table.user_id == user_id))
    await forget_devices(session, user_id)
    await end_sessions(session, user_id, at)
