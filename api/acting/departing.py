"""Ends a guest's access to a business at once, and has those concerned told (contract A5)."""

from datetime import datetime

from activities.records.departures import end_access
from api.acting.carrying_on import Entered, carry_on_entered, or_later
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Departure
from models.scope import Scope
from terms.roles import BusinessRole
from workflows.departure import DepartureStart, DepartureWorkflow
from workflows.identifiers import departure_workflow_id


async def end_membership(parts: Parts, scope: Scope, departure: Departure) -> None:
    """Ends membership and keys in one transaction, then starts the telling.

    From the next request on, sessions and keys of the guest find nothing of the business. Raises 404 for
    somebody who is no member, 409 for the owner.
    """
    async with parts.database.transaction(scope) as session:
        role = await end_access(session, departure)
    if role is None:
        raise Problem(Kind.NOT_FOUND)
    if role is BusinessRole.OWNER:
        raise Problem(Kind.OWNER_CANNOT_LEAVE)
    await tell(parts, departure.id)


async def tell(parts: Parts, departure_id: str) -> None:
    """Starts the telling. When the engine is away, housekeeping does it later: the access has ended."""
    with or_later():
        await _start(parts, departure_id)


async def carry_on_departures(parts: Parts, at: datetime) -> None:
    """Starts the telling of departures of which nobody was told."""
    untold = Entered(Departure.id, Departure.at, Departure.told_at.is_(None), window=None)
    await carry_on_entered(parts, untold, lambda departure_id: _start(parts, departure_id), at)


async def _start(parts: Parts, departure_id: str) -> None:
    await parts.engine.start(
        DepartureWorkflow.run, DepartureStart(departure_id), departure_workflow_id(departure_id)
    )
