"""Letting members of staff go: at once, or on their last day (contract M2)."""

from datetime import date, datetime

from sqlalchemy import and_, or_
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.staff_leaving import LastAdministrator, Leaving, end_staff
from api.access.callers import Staff
from api.access.scopes import scope_of
from api.acting.carrying_on import Entered, carry_on_entered, or_later
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.staff import LeavingDraft
from models import StaffEvent, StaffMember
from models.identifiers import Prefix, new_id
from terms.staff import StaffEventKind, leaving_instant
from workflows.identifiers import staff_leaving_workflow_id
from workflows.staff_leaving import StaffLeavingStart, StaffLeavingWorkflow


async def let_go(parts: Parts, caller: Staff, user_id: str, draft: LeavingDraft, at: datetime) -> None:
    """Ends somebody's access now, or sets the day on which it ends by itself.

    Raises 404 for who works here no more, 409 for the last who can let others in, 422 for a day that is over.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        if draft.last_day is None:
            zone = parts.settings.holder_zone
            event_id = await _at_once(session, Leaving(user_id, at, caller.user_id, draft.reason, zone))
        else:
            day = draft.last_day
            event_id = await _on(session, caller, user_id, draft.reason, day, at, parts.settings.holder_zone)
    with or_later():
        await _begin(parts, event_id)


async def take_back(parts: Parts, caller: Staff, user_id: str, reason: str, at: datetime) -> None:
    """Somebody stays: their access ends on no date any more. Raises 404 where there was none."""
    async with parts.database.transaction(scope_of(caller)) as session:
        member = await _locked(session, user_id)
        if member.leaves_at is None:
            raise Problem(Kind.NOT_FOUND)
        member.leaves_at = None
        session.add(_event(member, StaffEventKind.LEAVING_WITHDRAWN, caller, reason, at))


async def _at_once(session: AsyncSession, leaving: Leaving) -> str:
    try:
        event_id = await end_staff(session, leaving)
    except LastAdministrator as error:
        raise Problem(Kind.LAST_ADMINISTRATOR) from error
    if event_id is None:
        raise Problem(Kind.NOT_FOUND)
    return event_id


async def _on(
    session: AsyncSession,
    caller: Staff,
    user_id: str,
    reason: str,
    last_day: date,
    at: datetime,
    zone: str,
) -> str:
    leaves_at = leaving_instant(last_day, zone)
    if leaves_at <= at:
        error = {"pointer": "/last_day", "code": "over", "detail": "This day is over."}
        raise Problem(Kind.VALIDATION, errors=[error])
    member = await _locked(session, user_id)
    member.leaves_at = leaves_at
    event = _event(member, StaffEventKind.LEAVING_SET, caller, reason, at)
    session.add(event)
    return event.id


async def _locked(session: AsyncSession, user_id: str) -> StaffMember:
    member = await session.get(StaffMember, user_id, with_for_update=True)
    if member is None or member.left_at is not None:
        raise Problem(Kind.NOT_FOUND)
    return member


def _event(member: StaffMember, kind: StaffEventKind, caller: Staff, reason: str, at: datetime) -> StaffEvent:
    return StaffEvent(
        id=new_id(Prefix.STAFF_EVENT),
        user_id=member.user_id,
        at=at,
        kind=kind.value,
        by=caller.user_id,
        roles=member.roles,
        reason=reason,
        leaves_at=member.leaves_at,
    )


async def _begin(parts: Parts, event_id: str) -> None:
    """Starts the workflow that ends the access on its date, and tells those concerned.

    The rule that admits staff knows the date by itself: with the engine away, nobody stays a minute longer.
    """
    await parts.engine.start(
        StaffLeavingWorkflow.run, StaffLeavingStart(event_id), staff_leaving_workflow_id(event_id)
    )


async def carry_on_leaving(parts: Parts, at: datetime) -> None:
    """Starts the workflows of leavings that a crash, or an absence of the engine, left without one: what the
    leaver had taken on is given back, and their commitments are settled.
    """
    set_ahead, at_once = StaffEventKind.LEAVING_SET.value, StaffEventKind.LEFT.value
    leaving = or_(StaffEvent.kind == set_ahead, and_(StaffEvent.kind == at_once, StaffEvent.by.is_not(None)))
    entered = Entered(StaffEvent.id, StaffEvent.at, leaving)
    await carry_on_entered(parts, entered, lambda event_id: _begin(parts, event_id), at)
