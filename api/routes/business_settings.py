"""What the owner sets of a business: its data, the use of its name, its deletion (contract A2, A9)."""

from fastapi import APIRouter
from sqlalchemy import select

from api.access.rules import access, member
from api.acting.business_settings import change_business, request_deletion, take_deletion_back
from api.frame.context import now
from api.frame.inputs import MemberIn, OriginIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.accounts import show_business
from api.schemas.accounts import BusinessView
from api.schemas.business_settings import BusinessChangeView, BusinessPatch, DeletionRequest
from api.schemas.common import Page
from models import BusinessChange
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["businesses"])


@router.patch("/v1/businesses/current")
@access(member(Permission.BUSINESS_CHANGE, in_person=True))
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


@router.put("/v1/businesses/current/deletion-request")
@access(member(Permission.BUSINESS_DELETE, step_up=True), Kind.DELETION_FORBIDDEN)
async def ask_for_deletion(
    request: DeletionRequest, member: MemberIn, session: SessionIn, origin: OriginIn
) -> BusinessView:
    """Records that the business shall be deleted, unless envelopes are under way or a contract runs."""
    return show_business(await request_deletion(session, member, request.confirmation, origin, now()))


@router.delete("/v1/businesses/current/deletion-request")
@access(member(Permission.BUSINESS_DELETE, in_person=True))
async def withdraw_deletion(member: MemberIn, session: SessionIn, origin: OriginIn) -> BusinessView:
    """The business stays."""
    return show_business(await take_deletion_back(session, member, origin, now()))
