"""Requests of data subjects: the public form, and the controllers that answer (contract P6, P7)."""

from fastapi import APIRouter, status

from api.access.rules import ANYBODY, ANYBODY_WITH_CAPTCHA, access, member
from api.acting.rights_requests import answer_request, confirm_request, file_request, withdraw_request
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, OriginIn, PartsIn, SessionIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.rights_requests import list_own_requests, show_own_request
from api.schemas.common import Page
from api.schemas.rights_requests import (
    OwnRightsRequest,
    OwnRightsRequestDetail,
    RightsConfirmed,
    RightsRequestAnswer,
    RightsRequestDraft,
    RightsResolution,
    RightsToken,
    RightsWithdrawn,
)
from models.identifiers import Prefix
from terms.access import RIGHTS_REQUEST_PER_ADDRESS, RIGHTS_REQUEST_PER_ORIGIN, VERIFICATION_PER_ORIGIN
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
_OWNER = member(Permission.DATA_PROTECTION_CHANGE, in_person=True)


@router.post("/v1/rights-requests", status_code=status.HTTP_202_ACCEPTED)
@access(ANYBODY_WITH_CAPTCHA, Kind.TOO_MANY_REQUESTS)
async def file_rights_request(
    draft: RightsRequestDraft, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> RightsRequestAnswer:
    """Exercises a right. The answer is the same for every address; its mailbox confirms by a mailed link."""
    at, email = now(), draft.email.lower()
    await parts.throttles.attempt(RIGHTS_REQUEST_PER_ORIGIN, "rights-origin", origin.ip, now=at)
    await parts.throttles.attempt(RIGHTS_REQUEST_PER_ADDRESS, "rights-address", email, now=at)
    confirm_until = await file_request(parts, draft, making.id(Prefix.RIGHTS_REQUEST), origin, at)
    return RightsRequestAnswer(confirm_until=confirm_until)


@router.post("/v1/rights-requests/confirm")
@access(ANYBODY, Kind.RIGHTS_LINK_UNKNOWN, Kind.RIGHTS_LINK_EXPIRED, Kind.TOO_MANY_REQUESTS)
async def confirm_rights_request(request: RightsToken, parts: PartsIn, origin: OriginIn) -> RightsConfirmed:
    """Follows the mailed link: the request goes to every controller that has data of the person."""
    at = now()
    await parts.throttles.attempt(VERIFICATION_PER_ORIGIN, "rights-confirmation", origin.ip, now=at)
    await confirm_request(parts, request.token, at)
    return RightsConfirmed()


@router.post("/v1/rights-requests/withdraw")
@access(
    ANYBODY,
    Kind.RIGHTS_LINK_UNKNOWN,
    Kind.RIGHTS_LINK_EXPIRED,
    Kind.RIGHTS_REQUEST_PASSED_ON,
    Kind.TOO_MANY_REQUESTS,
)
async def withdraw_rights_request(request: RightsToken, parts: PartsIn, origin: OriginIn) -> RightsWithdrawn:
    """Says by the mailed link that the request was somebody else's: nothing comes of it."""
    at = now()
    await parts.throttles.attempt(VERIFICATION_PER_ORIGIN, "rights-confirmation", origin.ip, now=at)
    await withdraw_request(parts, request.token, at)
    return RightsWithdrawn()


@router.get("/v1/rights-requests")
@access(_OWNER)
async def read_own_rights_requests(
    member: MemberIn, session: SessionIn, limit: Limit = 20, after: After = None
) -> Page[OwnRightsRequest]:
    """Requests that were passed on to the business, newest first."""
    return await list_own_requests(session, member.business_id, limit, after)


@router.get("/v1/rights-requests/{part_id}")
@access(_OWNER)
async def read_own_rights_request(
    part_id: str, member: MemberIn, session: SessionIn
) -> OwnRightsRequestDetail:
    """One of them, with the envelopes that name the person."""
    return await show_own_request(session, member.business_id, part_id)


@router.post("/v1/rights-requests/{part_id}/resolve")
@access(_OWNER, Kind.RIGHTS_ANSWERED, Kind.RIGHTS_REQUEST_ENDED)
async def resolve_own_rights_request(
    part_id: str, resolution: RightsResolution, member: MemberIn, parts: PartsIn, session: SessionIn
) -> OwnRightsRequestDetail:
    """Answers for the business. The person is told once, in these words."""
    await answer_request(parts, member, part_id, resolution, now())
    return await show_own_request(session, member.business_id, part_id)
