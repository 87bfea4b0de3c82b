"""The holder's staff as it is shown to those who manage it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.staff_duties import done_of
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.staff import (
    Flag,
    MemberDuties,
    RoleChangeView,
    StaffEventView,
    StaffInvitationView,
    StaffMemberDetail,
    StaffMemberView,
    StaffPerson,
)
from models import Acceptance, KnownPerson, Session, StaffEvent, StaffInvitation, StaffMember, StaffRoleChange
from terms import texts
from terms.accounts import Document
from terms.people import Done, Duty
from terms.roles import StaffRole
from terms.staff import (
    STAFF_KEY_WARNING,
    DecisionState,
    StaffEventKind,
    StaffInvitationState,
    is_inactive,
    password_expires_at,
)

Row = TypeVar("Row", StaffInvitation, StaffRoleChange)


async def list_members(
    session: AsyncSession, at: datetime, zone: str, *, left: bool, user_id: str | None = None
) -> list[StaffMemberView]:
    """The staff, in the order in which they joined; with `left`, those who have left too."""
    query = (
        select(StaffMember, KnownPerson)
        .join(KnownPerson, KnownPerson.id == StaffMember.user_id)
        .order_by(StaffMember.joined_at)
    )
    if not left:
        query = query.where(StaffMember.left_at.is_(None))
    if user_id is not None:
        query = query.where(StaffMember.user_id == user_id)
    rows = (await session.execute(query)).all()
    users = [user.id for _, user in rows]
    seen, accepted = await _last_seen(session, users), await _accepted(session, users)
    names = await people(session, (member.joined_by for member, _ in rows))
    done = await done_of(session, users)
    return [
        _member(
            member,
            user,
            names,
            seen.get(user.id),
            _flags(member, user, seen.get(user.id), user.id in accepted, done[user.id], at, zone),
            show_member_duties(done[user.id], at),
            zone,
        )
        for member, user in rows
    ]


async def read_member(session: AsyncSession, user_id: str, at: datetime, zone: str) -> StaffMemberDetail:
    """One member with their record. Raises 404."""
    found = await list_members(session, at, zone, left=True, user_id=user_id)
    if not found:
        raise Problem(Kind.NOT_FOUND)
    events = (
        await session.scalars(select(StaffEvent).where(StaffEvent.user_id == user_id).order_by(StaffEvent.id))
    ).all()
    names = await people(session, (person for event in events for person in (event.by, event.second)))
    history = [
        StaffEventView(
            at=event.at,
            kind=StaffEventKind(event.kind),
            by=names.get(event.by or ""),
            second=names.get(event.second or ""),
            roles=_roles(event.roles),
            reason=event.reason,
            leaves_at=event.leaves_at,
        )
        for event in events
    ]
    return StaffMemberDetail(**found[0].model_dump(), history=history)


async def show_invitations(
    session: AsyncSession, rows: Sequence[StaffInvitation], at: datetime
) -> list[StaffInvitationView]:
    """Invitations; one whose time is up shows as expired, also before its workflow has said so."""
    names = await people(session, (person for row in rows for person in (row.asked_by, row.confirmed_by)))
    return [
        StaffInvitationView(
            id=row.id,
            email=row.email,
            name=row.name,
            language=row.language,
            roles=_roles(row.roles),
            reason=row.reason,
            until=row.last_day,
            state=invitation_state(row, at),
            needs_second_person=row.needs_second,
            asked_by=names.get(row.asked_by or ""),
            asked_at=row.asked_at,
            confirmed_by=names.get(row.confirmed_by or ""),
            confirmed_at=row.confirmed_at,
            expires_at=row.expires_at,
            accepted_at=row.accepted_at,
            user_id=row.user_id,
            ended_at=row.ended_at,
            ended_reason=row.ended_reason,
        )
        for row in rows
    ]


async def show_role_changes(
    session: AsyncSession, rows: Sequence[StaffRoleChange], at: datetime
) -> list[RoleChangeView]:
    """Changes of roles; one whose time is up shows as expired, also before its workflow has said so."""
    names = await people(
        session, (person for row in rows for person in (row.user_id, row.asked_by, row.decided_by))
    )
    return [
        RoleChangeView(
            id=row.id,
            member=names[row.user_id],
            roles_before=_roles(row.roles_before),
            roles=_roles(row.roles),
            reason=row.reason,
            state=decision_state(row, at),
            needs_second_person=row.needs_second,
            asked_by=names[row.asked_by],
            asked_at=row.asked_at,
            expires_at=row.expires_at,
            decided_by=names.get(row.decided_by or ""),
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
        )
        for row in rows
    ]


def invitation_state(row: StaffInvitation, at: datetime) -> StaffInvitationState:
    """Its state at that instant."""
    state = StaffInvitationState(row.state)
    is_open = state in (StaffInvitationState.AWAITING_CONFIRMATION, StaffInvitationState.INVITED)
    return StaffInvitationState.EXPIRED if is_open and at >= row.expires_at else state


def decision_state(row: StaffRoleChange, at: datetime) -> DecisionState:
    """Its state at that instant."""
    state = DecisionState(row.state)
    return DecisionState.EXPIRED if state is DecisionState.AWAITING and at >= row.expires_at else state


async def people(session: AsyncSession, user_ids: Iterable[str | None]) -> dict[str, StaffPerson]:
    """Names of members of staff by id; an address where there is no name yet."""
    wanted = {user_id for user_id in user_ids if user_id}
    rows = await session.execute(
        select(KnownPerson.id, KnownPerson.name, KnownPerson.email).where(KnownPerson.id.in_(wanted))
    )
    return {row.id: StaffPerson(id=row.id, name=row.name or row.email) for row in rows}


def _member(
    member: StaffMember,
    user: KnownPerson,
    names: dict[str, StaffPerson],
    seen: datetime | None,
    flags: list[Flag],
    duties: MemberDuties,
    zone: str,
) -> StaffMemberView:
    return StaffMemberView(
        user_id=user.id,
        name=user.name or user.email,
        email=user.email,
        roles=_roles(member.roles),
        joined_at=member.joined_at,
        joined_by=names.get(member.joined_by or ""),
        leaves_at=member.leaves_at,
        left_at=member.left_at,
        last_seen_at=seen,
        password_expires_at=_expires_at(user, zone),
        flags=flags,
        duties=duties,
    )


def show_member_duties(done: Done, at: datetime) -> MemberDuties:
    """What somebody signed and learned, in a fixed order."""
    lacks = done.lacks(at)
    return MemberDuties(
        missing=[duty for duty in Duty if duty in lacks],
        commitment_until=done.commitment_until,
        training_until=done.training_until,
        due_at=done.grace_until,
    )


def _flags(
    member: StaffMember,
    user: KnownPerson,
    seen: datetime | None,
    accepted: bool,
    done: Done,
    at: datetime,
    zone: str,
) -> list[Flag]:
    if member.left_at is not None:
        return []
    expires_at = _expires_at(user, zone)
    raised: dict[Flag, bool] = {
        "inactive": is_inactive(member.joined_at, seen, at),
        "password_expired": at >= expires_at,
        "password_expiring": expires_at - STAFF_KEY_WARNING <= at < expires_at,
        "commitments_outdated": not accepted,
        "leaving": member.leaves_at is not None,
        "no_second_factor": not user.second_factor,
        "duties_missing": bool(done.lacks(at)),
    }
    return [flag for flag, is_raised in raised.items() if is_raised]


def _expires_at(user: KnownPerson, zone: str) -> datetime:
    if user.password_changed_at is None:
        raise RuntimeError("read in the scope of staff, which is shown it")
    return password_expires_at(user.password_changed_at, zone)


async def _last_seen(session: AsyncSession, user_ids: Sequence[str]) -> dict[str, datetime]:
    rows = await session.execute(
        select(Session.user_id, func.max(Session.last_seen_at).label("at"))
        .where(Session.user_id.in_(user_ids))
        .group_by(Session.user_id)
    )
    return {row.user_id: row.at for row in rows}


async def _accepted(session: AsyncSession, user_ids: Sequence[str]) -> set[str]:
    """Who of them accepted the current version of the commitments."""
    rows = await session.scalars(
        select(Acceptance.user_id).where(
            Acceptance.user_id.in_(user_ids),
            Acceptance.document == Document.STAFF_COMMITMENTS.value,
            Acceptance.version == texts.versions(Document.STAFF_COMMITMENTS)[-1],
        )
    )
    return set(rows)


def _roles(names: Iterable[str]) -> list[StaffRole]:
    return [role for role in StaffRole if role.value in set(names)]
