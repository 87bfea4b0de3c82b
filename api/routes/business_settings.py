"""What the owner sets of a business: its data, the use of its name, its deletion (contract A2, A9)."""

from fastapi import APIRouter
from sqlalchemy import select

from api.access.rules import access, member
from api.acting.business_deletion import request_deletion, take_deletion_back
from api.acting.business_settings import change_business
from api.frame.context import now
from api.frame.inputs import MemberIn, OriginIn, PartsIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.accounts import show_business
from api.reading.business_deletion import show_deletion
from api.schemas.accounts import BusinessView
from api.schemas.business_settings import BusinessChangeView, BusinessPatch, DeletionRequest, DeletionView
from api.schemas.common import Page
from models import Business, BusinessChange
from terms.roles import Permission
from terms.subscription_ending import CancelAt

router = APIRouter(route_class=Route, tags=["businesses"])


@router.patch("/v1/businesses/current")
@access(member(Permission.BUSINESS_CHANGE, step_up=True))
async def change_current_business(
    patch: BusinessPatch, member: MemberIn, session: SessionIn, origin: OriginIn
) -> BusinessView:
    """Changes the business's data, or objects to the promotion with its name; what was before is recorded."""
    return show_business(await change_business(session, member, patch, origin, now()))


@router.get("/v1/businesses/current/changes")
@access(member(Permission.BUSINESS_CHANGE, in_person=True))
async def read_business_changes(member: MemberIn, session: SessionIn) -> Page[BusinessChangeView]:
    """What was changed, by whom and when, newest first; there are few, so it is one page."""
    rows = await session.scalars(
        select(BusinessChange)
        .where(BusinessChange.business_id == member.business_id)
        .order_by(BusinessChange.id.desc())
    )
    items = [
        BusinessChangeView.model_validate({"at": row.at, "user_id": row.user_id, "changes": row.changes})
        for row in rows
    ]
    return Page[BusinessChangeView](items=items)


@router.get("/v1/businesses/current/deletion-request")
@access(member(Permission.BUSINESS_DELETE, in_person=True))
async def read_deletion(
    member: MemberIn, parts: PartsIn, session: SessionIn, cancel_at: CancelAt = CancelAt.PERIOD_END
) -> DeletionView:
    """What follows from deleting the business, with its dates: if it were asked for now, or as it was."""
    zone = parts.settings.holder_zone
    return await show_deletion(session, member.business_id, cancel_at, now(), zone)


@router.put("/v1/businesses/current/deletion-request")
@access(member(Permission.BUSINESS_DELETE, step_up=True), Kind.DELETION_FORBIDDEN)
async def ask_for_deletion(
    request: DeletionRequest,
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    origin: OriginIn,
) -> BusinessView:
    """Has the business deleted: its contract ends, its data is blocked, and destroyed in time (S17, S18).

    It can be taken back until the data is blocked; with the days of downloads waived that may be at once.
    """
    await request_deletion(parts, member, request, origin, now())
    return await _shown(session, member.business_id)


@router.delete("/v1/businesses/current/deletion-request")
@access(member(Permission.BUSINESS_DELETE, in_person=True))
async def withdraw_deletion(
    member: MemberIn, parts: PartsIn, session: SessionIn, origin: OriginIn
) -> BusinessView:
    """The business stays; a plan that was cancelled with it goes on if its service has not ended."""
    await take_deletion_back(parts, member, origin, now())
    return await _shown(session, member.business_id)


async def _shown(session: SessionIn, business_id: str) -> BusinessView:
    return show_business(await session.get_one(Business, business_id, populate_existing=True))
