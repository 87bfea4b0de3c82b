"""Claims of debts with late interest: made by billing, read by the customer (contract S8, S9)."""

from fastapi import APIRouter, status
from starlette.responses import Response

from api.access.rules import access, member, staff
from api.acting.claims import make_claim
from api.frame.context import now
from api.frame.file_answers import PDF
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.claims import (
    claim_file,
    claim_known,
    claims_of_business,
    claims_of_contract,
    show_claim,
)
from api.reading.staff_subscriptions import subscription_known
from api.schemas.claims import ClaimDraft, ClaimView
from api.schemas.common import Page
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["billing"])


@router.post("/v1/staff/subscriptions/{subscription_id}/claims", status_code=status.HTTP_201_CREATED)
@access(staff(Permission.CUSTOMERS_BILL, step_up=True), Kind.NOTHING_OWED, Kind.INTEREST_RATE_UNKNOWN)
async def claim_debt(
    subscription_id: str,
    draft: ClaimDraft,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> ClaimView:
    """Claims what the contract owes, with late interest through a day, as a PDF for the customer."""
    claim_id = making.id(Prefix.CLAIM)
    await make_claim(parts, caller, subscription_id, draft, claim_id, now())
    return show_claim(await claim_known(session, claim_id))


@router.get("/v1/staff/subscriptions/{subscription_id}/claims")
@access(staff(Permission.CUSTOMERS_BILL))
async def list_contract_claims(subscription_id: str, session: SessionIn) -> Page[ClaimView]:
    """What was claimed of the contract, newest first; one page."""
    row = await subscription_known(session, subscription_id)
    return Page[ClaimView](items=await claims_of_contract(session, row.id))


@router.get("/v1/staff/claims/{claim_id}/pdf", response_class=Response, responses=PDF)
@access(staff(Permission.CUSTOMERS_BILL))
async def download_contract_claim(claim_id: str, parts: PartsIn, session: SessionIn) -> Response:
    """The claim as PDF/A."""
    return await claim_file(parts, await claim_known(session, claim_id))


@router.get("/v1/claims")
@access(member(Permission.PLAN_READ))
async def list_own_claims(member: MemberIn, session: SessionIn) -> Page[ClaimView]:
    """What the holder has claimed of the business, newest first; one page."""
    return Page[ClaimView](items=await claims_of_business(session, member.business_id))


@router.get("/v1/claims/{claim_id}/pdf", response_class=Response, responses=PDF)
@access(member(Permission.PLAN_READ))
async def download_claim(claim_id: str, member: MemberIn, parts: PartsIn, session: SessionIn) -> Response:
    """The claim as PDF/A."""
    return await claim_file(parts, await claim_known(session, claim_id, member.business_id))
