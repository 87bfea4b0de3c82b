"""The holder's staff: who works here, what they may do, and how they leave (contract M2)."""

from typing import Annotated

from fastapi import APIRouter, Query, status
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.rules import access, staff
from api.acting.staff_leaving import let_go, take_back
from api.acting.staff_roles import ask_for_roles, decide_roles
from api.frame.context import now
from api.frame.inputs import MakingIn, PartsIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.staff import list_members, read_member, show_role_changes
from api.schemas.common import Page
from api.schemas.staff import (
    LeavingDraft,
    ReasonGiven,
    RoleChangeDraft,
    RoleChangeView,
    StaffMemberDetail,
    StaffMemberView,
)
from models import StaffRoleChange
from models.identifiers import Prefix
from terms.roles import Permission
from terms.staff import DecisionState

router = APIRouter(route_class=Route, tags=["staff"])
_LOOK = staff(Permission.STAFF_READ)
_CHANGE = staff(Permission.STAFF_CHANGE, step_up=True)


@router.get("/v1/staff/members")
@access(_LOOK)
async def list_staff(
    parts: PartsIn,
    session: SessionIn,
    left: Annotated[bool, Query(description="Also those who have left.")] = False,
) -> Page[StaffMemberView]:
    """Everybody who works for the holder, with what somebody should look into; one page."""
    items = await list_members(session, now(), parts.settings.holder_zone, left=left)
    return Page[StaffMemberView](items=items)


@router.get("/v1/staff/members/{user_id}")
@access(_LOOK)
async def read_staff_member(
    user_id: str,
    parts: PartsIn,
    session: SessionIn,
) -> StaffMemberDetail:
    """One member of staff with their whole record."""
    return await read_member(session, user_id, now(), parts.settings.holder_zone)


@router.post("/v1/staff/members/{user_id}/leave")
@access(_CHANGE, Kind.LAST_ADMINISTRATOR)
async def let_staff_go(
    user_id: str, draft: LeavingDraft, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> StaffMemberDetail:
    """Ends all of somebody's access at once, or on their last day."""
    at = now()
    await let_go(parts, caller, user_id, draft, at)
    return await read_member(session, user_id, at, parts.settings.holder_zone)


@router.post("/v1/staff/members/{user_id}/stay")
@access(_CHANGE)
async def keep_staff(
    user_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> StaffMemberDetail:
    """Takes a dated leaving back."""
    at = now()
    await take_back(parts, caller, user_id, given.reason, at)
    return await read_member(session, user_id, at, parts.settings.holder_zone)


@router.post("/v1/staff/role-changes", status_code=status.HTTP_201_CREATED)
@access(
    _CHANGE,
    Kind.SECOND_PERSON_REQUIRED,
    Kind.ROLES_INCOMPATIBLE,
    Kind.ROLES_UNCHANGED,
    Kind.DECISION_AWAITED,
    Kind.LAST_ADMINISTRATOR,
)
async def change_roles(
    draft: RoleChangeDraft, caller: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> RoleChangeView:
    """Changes what somebody else may do: at once, unless it gives a powerful role."""
    change_id = making.id(Prefix.STAFF_ROLE_CHANGE)
    await ask_for_roles(parts, caller, draft, change_id, now())
    return await _shown(session, change_id)


@router.get("/v1/staff/role-changes")
@access(_LOOK)
async def list_role_changes(session: SessionIn) -> Page[RoleChangeView]:
    """All changes of roles, newest first; there are few, so it is one page."""
    rows = (await session.scalars(select(StaffRoleChange).order_by(StaffRoleChange.id.desc()))).all()
    return Page[RoleChangeView](items=await show_role_changes(session, rows, now()))


@router.post("/v1/staff/role-changes/{staff_role_change_id}/confirm")
@access(_CHANGE, Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED, Kind.LAST_ADMINISTRATOR)
async def confirm_role_change(
    staff_role_change_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> RoleChangeView:
    """The second person agrees: it is in force from now on."""
    await decide_roles(parts, caller, staff_role_change_id, DecisionState.APPLIED, None, now())
    return await _shown(session, staff_role_change_id)


@router.post("/v1/staff/role-changes/{staff_role_change_id}/refuse")
@access(_CHANGE, Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED)
async def refuse_role_change(
    staff_role_change_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> RoleChangeView:
    """The second person does not agree: nothing changes."""
    await decide_roles(parts, caller, staff_role_change_id, DecisionState.REFUSED, given.reason, now())
    return await _shown(session, staff_role_change_id)


@router.post("/v1/staff/role-changes/{staff_role_change_id}/withdraw")
@access(_CHANGE, Kind.DECISION_ENDED)
async def withdraw_role_change(
    staff_role_change_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> RoleChangeView:
    """Nothing changes."""
    await decide_roles(parts, caller, staff_role_change_id, DecisionState.WITHDRAWN, given.reason, now())
    return await _shown(session, staff_role_change_id)


async def _shown(session: AsyncSession, change_id: str) -> RoleChangeView:
    row = await session.get_one(StaffRoleChange, change_id)
    return (await show_role_changes(session, [row], now()))[0]
