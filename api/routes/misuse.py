"""Reporting a document, and the owner's side of what was decided (contract A8)."""

from fastapi import APIRouter, status

from api.access.rules import ANYBODY_WITH_CAPTCHA, LINK_IN_CONFIDENCE, access, member
from api.acting.misuse import report_by_anybody, report_by_signer
from api.acting.misuse_appeals import file_appeal
from api.frame.context import now
from api.frame.inputs import LinkHolderIn, MakingIn, MemberIn, OriginIn, PartsIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.misuse import find_appeal, find_decision, show_appeal, show_statements
from api.schemas.common import Page
from api.schemas.misuse import (
    AppealDraft,
    AppealView,
    DocumentReport,
    ReportReceived,
    SignerReport,
    StatementView,
)
from models.identifiers import Prefix
from terms.access import MISUSE_REPORTS_PER_ORIGIN, MISUSE_REPORTS_PER_SIGNER
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["misuse"])


@router.post("/v1/signing/{token}/reports", status_code=status.HTTP_202_ACCEPTED)
@access(LINK_IN_CONFIDENCE)
async def report_as_signer(
    request: SignerReport, holder: LinkHolderIn, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> ReportReceived:
    """Reports what was sent for signing, also by a link that has ended. The sender never learns who did."""
    at = now()
    await parts.throttles.attempt(MISUSE_REPORTS_PER_SIGNER, "misuse-signer", holder.signer.id, now=at)
    await report_by_signer(parts, holder, request, making.id(Prefix.MISUSE_REPORT), origin, at)
    return ReportReceived()


@router.post("/v1/document-reports", status_code=status.HTTP_202_ACCEPTED)
@access(ANYBODY_WITH_CAPTCHA, Kind.TOO_MANY_REQUESTS)
async def report_as_anybody(
    request: DocumentReport, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> ReportReceived:
    """Reports a document by a link to it, its envelope's id or its hash. The answer is always the same."""
    at = now()
    await parts.throttles.attempt(MISUSE_REPORTS_PER_ORIGIN, "misuse-origin", origin.ip, now=at)
    await report_by_anybody(parts, request, making.id(Prefix.MISUSE_REPORT), origin, at)
    return ReportReceived()


@router.get("/v1/misuse-decisions")
@access(member(Permission.MISUSE_APPEAL, in_person=True))
async def list_statements(member: MemberIn, session: SessionIn) -> Page[StatementView]:
    """What was decided against the business, with the reasons, newest first; there are few."""
    return Page[StatementView](items=await show_statements(session, member.business_id))


@router.post("/v1/misuse-decisions/{decision_id}/appeals", status_code=status.HTTP_201_CREATED)
@access(
    member(Permission.MISUSE_APPEAL, in_person=True),
    Kind.ALREADY_APPEALED,
    Kind.APPEAL_TOO_LATE,
    Kind.DECISION_NOT_IN_FORCE,
)
async def appeal(
    decision_id: str,
    draft: AppealDraft,
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> AppealView:
    """Appeals against a sanction, once; a reviewer who had no part in it decides."""
    decision = await find_decision(session, decision_id, member.business_id)
    appeal_id = making.id(Prefix.MISUSE_APPEAL)
    await file_appeal(parts, member, decision, appeal_id, draft.words, now())
    return show_appeal(await find_appeal(session, appeal_id))
