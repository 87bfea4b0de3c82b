"""Ends a member of staff's access, all of it in one transaction (contract M2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    ApiKey,
    ContractDecision,
    DocumentOpening,
    Session,
    StaffEvent,
    StaffInvitation,
    StaffMember,
    StaffRoleChange,
)
from models.identifiers import Prefix, new_id
from terms.openings import UNDER_WAY, OpeningState
from terms.people import records_until
from terms.roles import StaffRole
from terms.staff import OPEN_INVITATIONS, DecisionState, StaffEventKind, StaffInvitationState


class LastAdministrator(Exception):
    """Nobody would be left who can let staff in and out."""


@dataclass(frozen=True)
class Leaving:
    """Who leaves, when and why; `by` is empty for what happens by itself on its date."""

    user_id: str
    at: datetime
    by: str | None
    reason: str
    zone: str
    """The holder's, in which years are counted."""


async def end_staff(session: AsyncSession, leaving: Leaving, *, keep_one: bool = True) -> str | None:
    """Ends roles, sessions, keys, openings, and what they asked for and nobody has decided yet.

    Gives the id of the entry in their record; `None`, and nothing changes, for somebody who has left already
    or never was of the staff. With `keep_one` it raises `LastAdministrator` for whoever is the last who can
    let others in.
    """
    members = await administrators_locked(session)
    member = await session.get(StaffMember, leaving.user_id, with_for_update=True)
    if member is None or member.left_at is not None:
        return None
    if keep_one and members == {leaving.user_id}:
        raise LastAdministrator
    member.left_at, member.left_by = leaving.at, leaving.by
    member.records_kept_until = records_until(leaving.at, leaving.zone)
    event = StaffEvent(
        id=new_id(Prefix.STAFF_EVENT),
        user_id=leaving.user_id,
        at=leaving.at,
        kind=StaffEventKind.LEFT.value,
        by=leaving.by,
        roles=member.roles,
        reason=leaving.reason,
    )
    session.add(event)
    await session.flush()
    await _end_credentials(session, leaving)
    await _withdraw_requests(session, leaving)
    await _close_openings(session, leaving)
    return event.id


async def administrators_locked(session: AsyncSession) -> set[str]:
    """Who can let staff in and out. Locks their rows: of two of them who leave at once, one stays."""
    rows = await session.scalars(
        select(StaffMember.user_id)
        .where(StaffMember.left_at.is_(None), StaffMember.roles.contains([StaffRole.SECURITY.value]))
        .order_by(StaffMember.user_id)
        .with_for_update()
    )
    return set(rows)


async def _end_credentials(session: AsyncSession, leaving: Leaving) -> None:
    await session.execute(
        update(Session)
        .where(Session.user_id == leaving.user_id, Session.ended_at.is_(None))
        .values(ended_at=leaving.at)
    )
    await session.execute(
        update(ApiKey)
        .where(ApiKey.created_by == leaving.user_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=leaving.at)
    )


async def _close_openings(session: AsyncSession, leaving: Leaving) -> None:
    """Documents that they have open, or asked to open, stay shut."""
    await session.execute(
        update(DocumentOpening)
        .where(
            DocumentOpening.opened_by == leaving.user_id,
            DocumentOpening.state.in_([state.value for state in UNDER_WAY]),
        )
        .values(state=OpeningState.CLOSED.value, ended_at=leaving.at)
    )


async def _withdraw_requests(session: AsyncSession, leaving: Leaving) -> None:
    """What somebody asked for who is no longer there, nobody answers for any more."""
    await session.execute(
        update(StaffInvitation)
        .where(
            StaffInvitation.asked_by == leaving.user_id,
            StaffInvitation.state.in_([state.value for state in OPEN_INVITATIONS]),
        )
        .values(
            state=StaffInvitationState.WITHDRAWN.value,
            ended_at=leaving.at,
            ended_by=leaving.by,
            ended_reason=leaving.reason,
        )
    )
    await session.execute(
        update(ContractDecision)
        .where(
            ContractDecision.asked_by == leaving.user_id,
            ContractDecision.state == DecisionState.AWAITING.value,
        )
        .values(
            state=DecisionState.WITHDRAWN.value,
            decided_by=leaving.by,
            decided_at=leaving.at,
            decision_reason=leaving.reason,
        )
    )
    await session.execute(
        update(StaffRoleChange)
        .where(
            or_(StaffRoleChange.asked_by == leaving.user_id, StaffRoleChange.user_id == leaving.user_id),
            StaffRoleChange.state == DecisionState.AWAITING.value,
        )
        .values(
            state=DecisionState.WITHDRAWN.value,
            decided_by=leaving.by,
            decided_at=leaving.at,
            decision_reason=leaving.reason,
        )
    )
