"""Receipts of what was declared of the contract: listed, and downloaded as PDF (contract S10, S14)."""

from fastapi import APIRouter
from starlette.responses import Response

from api.access.rules import access, member
from api.frame.file_answers import PDF
from api.frame.inputs import MemberIn, PartsIn, SessionIn
from api.frame.route import Route
from api.reading.receipts import receipt_file, receipts_of
from api.schemas.receipts import ReceiptList
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["subscriptions"])


@router.get("/v1/subscription/receipts")
@access(member(Permission.PLAN_READ))
async def read_receipts(member: MemberIn, session: SessionIn) -> ReceiptList:
    """Receipts of cancellations and withdrawals, newest first; each some seconds after its declaration."""
    return await receipts_of(session, member.business_id)


@router.get("/v1/subscription/receipts/{receipt_id}/pdf", response_class=Response, responses=PDF)
@access(member(Permission.PLAN_READ))
async def download_receipt(receipt_id: str, member: MemberIn, parts: PartsIn, session: SessionIn) -> Response:
    """The receipt as PDF/A, sealed and time-stamped."""
    return await receipt_file(parts, session, member.business_id, receipt_id)
