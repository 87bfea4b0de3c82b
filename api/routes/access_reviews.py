"""The quarterly review of access (contract M2): a business's by its owner, the staff's by security."""

from fastapi import APIRouter

from api.access.callers import Member, Staff
from api.access.rules import access, member, staff
from api.access.scopes import scope_of
from api.acting.reviewing import Reviewer, decide, sign_off
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.access_reviews import find_review, list_reviews, show_review
from api.schemas.access_reviews import DecisionRequest, ReviewList, ReviewView
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["access reviews"])
_OWNER = member(Permission.MEMBERS_CHANGE, in_person=True)
_OWNER_STEPPED_UP = member(Permission.MEMBERS_CHANGE, step_up=True)
_SECURITY = staff(Permission.ACCESS_REVIEW)
_SECURITY_STEPPED_UP = staff(Permission.ACCESS_REVIEW, step_up=True)
_DECIDING = (Kind.REVIEW_CLOSED, Kind.ALREADY_DECIDED, Kind.OWN_ACCESS, Kind.LAST_ADMINISTRATOR)
_SIGNING = (Kind.REVIEW_CLOSED, Kind.ITEMS_UNDECIDED)


def _reviewer(caller: Member | Staff, review_id: str, making: MakingIn) -> Reviewer:
    business_id = caller.business_id if isinstance(caller, Member) else None
    return Reviewer(scope_of(caller), caller.user_id, business_id, review_id, making.id(Prefix.ACT))


@router.get("/v1/access-reviews")
@access(_OWNER)
async def find_reviews(member: MemberIn, session: SessionIn) -> ReviewList:
    """The reviews of who has access to the business, newest first."""
    return ReviewList(items=await list_reviews(session, member.business_id))


@router.get("/v1/access-reviews/{access_review_id}")
@access(_OWNER, Kind.NOT_FOUND)
async def read_review(access_review_id: str, member: MemberIn, session: SessionIn) -> ReviewView:
    """A review, whole."""
    return await show_review(session, await find_review(session, member.business_id, access_review_id))


@router.post("/v1/access-reviews/{access_review_id}/items/{access_review_item_id}/decision")
@access(_OWNER_STEPPED_UP, *_DECIDING)
async def decide_item(
    access_review_id: str,
    access_review_item_id: str,
    request: DecisionRequest,
    member: MemberIn,
    parts: PartsIn,
    making: MakingIn,
) -> ReviewView:
    """Confirms an access, or removes it: it has ended when this answers."""
    reviewer = _reviewer(member, access_review_id, making)
    return await decide(parts, reviewer, access_review_item_id, request.decision)


@router.post("/v1/access-reviews/{access_review_id}/sign-off")
@access(_OWNER_STEPPED_UP, *_SIGNING)
async def sign_off_review(
    access_review_id: str, member: MemberIn, parts: PartsIn, making: MakingIn
) -> ReviewView:
    """Signs the review off, once everything is decided: its record cannot change any more."""
    return await sign_off(parts, _reviewer(member, access_review_id, making))


@router.get("/v1/staff/access-reviews")
@access(_SECURITY)
async def find_staff_reviews(session: SessionIn) -> ReviewList:
    """The reviews of the staff's access, newest first."""
    return ReviewList(items=await list_reviews(session, None))


@router.get("/v1/staff/access-reviews/{access_review_id}")
@access(_SECURITY, Kind.NOT_FOUND)
async def read_staff_review(access_review_id: str, session: SessionIn) -> ReviewView:
    """A review of the staff's access, whole."""
    return await show_review(session, await find_review(session, None, access_review_id))


@router.post("/v1/staff/access-reviews/{access_review_id}/items/{access_review_item_id}/decision")
@access(_SECURITY_STEPPED_UP, *_DECIDING)
async def decide_staff_item(
    access_review_id: str,
    access_review_item_id: str,
    request: DecisionRequest,
    staff: StaffIn,
    parts: PartsIn,
    making: MakingIn,
) -> ReviewView:
    """Confirms somebody's roles, or ends their access to the staff's side at once."""
    reviewer = _reviewer(staff, access_review_id, making)
    return await decide(parts, reviewer, access_review_item_id, request.decision)


@router.post("/v1/staff/access-reviews/{access_review_id}/sign-off")
@access(_SECURITY_STEPPED_UP, *_SIGNING)
async def sign_off_staff_review(
    access_review_id: str, staff: StaffIn, parts: PartsIn, making: MakingIn
) -> ReviewView:
    """Signs the review of the staff's access off."""
    return await sign_off(parts, _reviewer(staff, access_review_id, making))
