"""Invoices of a business: listed, and downloaded as PDF and XML (contract S19)."""

from fastapi import APIRouter
from starlette.responses import Response

from api.access.rules import access, member
from api.frame.file_answers import PDF, XML
from api.frame.inputs import MemberIn, PartsIn, SessionIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.reading.downloads import KeptPaper, paper
from api.reading.invoices import invoice_document, list_invoices
from api.schemas.common import Page
from api.schemas.invoices import InvoiceView
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["invoices"])


@router.get("/v1/invoices")
@access(member(Permission.PLAN_READ))
async def read_invoices(
    member: MemberIn,
    session: SessionIn,
    after: After = None,
    limit: Limit = 50,
) -> Page[InvoiceView]:
    """Invoices of the business, newest first."""
    return await list_invoices(session, member.business_id, after, limit)


@router.get("/v1/invoices/{invoice_id}/pdf", response_class=Response, responses=PDF)
@access(member(Permission.PLAN_READ))
async def download_invoice(invoice_id: str, member: MemberIn, parts: PartsIn, session: SessionIn) -> Response:
    """The invoice as PDF/A."""
    return await _document(parts, session, member, invoice_id, "pdf", "application/pdf")


@router.get("/v1/invoices/{invoice_id}/xml", response_class=Response, responses=XML)
@access(member(Permission.PLAN_READ))
async def download_invoice_xml(
    invoice_id: str, member: MemberIn, parts: PartsIn, session: SessionIn
) -> Response:
    """The invoice as XML by EN 16931."""
    return await _document(parts, session, member, invoice_id, "xml", "application/xml")


async def _document(
    parts: PartsIn, session: SessionIn, member: MemberIn, invoice_id: str, name: str, media_type: str
) -> Response:
    invoice, document = await invoice_document(session, member.business_id, invoice_id, name)
    kept = KeptPaper(document.business_id, document.object_key, document.sha256)
    return await paper(parts.vault, kept, f"{invoice.number}.{name}".replace("/", "-"), media_type)
