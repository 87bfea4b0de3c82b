"""Requests of data subjects as the holder's dpo keeps them (contract P6, P7)."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from api.access.rules import access, staff
from api.acting.rights_extensions import extend_answer
from api.acting.rights_requests import answer_own, decide_identity, register_request
from api.frame.context import now
from api.frame.inputs import MakingIn, PartsIn, SessionIn, StaffIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.rights_requests import list_requests, show_request
from api.schemas.common import Page
from api.schemas.rights_requests import (
    IdentityDecision,
    RightsExtension,
    RightsRequestDetail,
    RightsRequestView,
    RightsResolution,
    StaffRightsRequestDraft,
)
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
Running = Annotated[bool | None, Query(description="Only those that run, or only those that ended.")]
_DPO = staff(Permission.PRIVACY_CHANGE)


@router.get("/v1/staff/rights-requests")
@access(_DPO)
async def read_rights_requests(
    parts: PartsIn,
    session: SessionIn,
    running: Running = None,
    limit: Limit = 20,
    after: After = None,
) -> Page[RightsRequestView]:
    """All requests with their dates, newest first."""
    return await list_requests(session, parts, running, limit, after)


@router.post("/v1/staff/rights-requests", status_code=status.HTTP_201_CREATED)
@access(_DPO)
async def register_rights_request(
    draft: StaffRightsRequestDraft, caller: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> RightsRequestDetail:
    """Enters a request that came another way; its periods count from its receipt."""
    request_id = making.id(Prefix.RIGHTS_REQUEST)
    await register_request(parts, caller, draft, request_id, now())
    return await show_request(session, parts, request_id)


@router.get("/v1/staff/rights-requests/{request_id}")
@access(_DPO)
async def read_rights_request(request_id: str, parts: PartsIn, session: SessionIn) -> RightsRequestDetail:
    """A request with its clocks, who was told, and what each answered."""
    return await show_request(session, parts, request_id)


@router.post("/v1/staff/rights-requests/{request_id}/identity")
@access(_DPO, Kind.RIGHTS_REQUEST_ENDED, Kind.RIGHTS_IDENTITY_DECIDED)
async def identify_person(
    request_id: str, decision: IdentityDecision, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> RightsRequestDetail:
    """Decides on documents, with the reason, whether the request is the person's; it is passed on at once."""
    await decide_identity(parts, caller, request_id, decision, now())
    return await show_request(session, parts, request_id)


@router.post("/v1/staff/rights-requests/{request_id}/extend")
@access(_DPO, Kind.RIGHTS_NOT_OURS, Kind.RIGHTS_NO_EXTENSION)
async def extend_rights_request(
    request_id: str, extension: RightsExtension, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> RightsRequestDetail:
    """Takes two months more for the holder's own answer, once; the person is told why."""
    await extend_answer(parts, caller, request_id, extension.reason, now())
    return await show_request(session, parts, request_id)


@router.post("/v1/staff/rights-requests/{request_id}/resolve")
@access(
    _DPO,
    Kind.RIGHTS_NOT_OURS,
    Kind.RIGHTS_IDENTITY_OPEN,
    Kind.RIGHTS_ANSWERED,
    Kind.RIGHTS_REQUEST_ENDED,
)
async def resolve_rights_request(
    request_id: str, resolution: RightsResolution, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> RightsRequestDetail:
    """Answers where the holder itself is the controller. The person is told once, in these words; anew only
    where that did not arrive.
    """
    await answer_own(parts, caller, request_id, resolution, now())
    return await show_request(session, parts, request_id)
