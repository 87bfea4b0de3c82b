"""Blocked data: legal holds, when it is destroyed, and the certificates that it was (contract S17, S18)."""

from fastapi import APIRouter, Response, status
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.rules import access, staff
from api.acting.legal_holds import ask_release, place_hold, refuse_release, release_hold
from api.frame.context import now
from api.frame.file_answers import PDF
from api.frame.inputs import MakingIn, PartsIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.retention import certificate_of, retention_of, show_certificate, show_holds, soonest
from api.schemas.common import Page
from api.schemas.legal_holds import LegalHoldDraft, LegalHoldView, PurgeCertificateView, RetentionView
from api.schemas.staff import ReasonGiven
from models import LegalHold
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["retention"])
_READ = staff(Permission.LEGAL_HOLDS_READ)
_CHANGE = staff(Permission.LEGAL_HOLDS_CHANGE, step_up=True)
_RELEASE = staff(Permission.LEGAL_HOLDS_RELEASE, step_up=True)
_RETENTION = staff(Permission.RETENTION_READ)


@router.post("/v1/staff/legal-holds", status_code=status.HTTP_201_CREATED)
@access(_CHANGE)
async def place_legal_hold(
    draft: LegalHoldDraft, caller: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> LegalHoldView:
    """Stops the destruction of a business's data, blocked or not, at once."""
    hold_id = making.id(Prefix.LEGAL_HOLD)
    await place_hold(parts, caller, draft, hold_id, now())
    return await _shown(session, await session.get_one(LegalHold, hold_id))


@router.get("/v1/staff/legal-holds")
@access(_READ)
async def list_legal_holds(session: SessionIn) -> Page[LegalHoldView]:
    """All of them, those in force first, then the newest; one page."""
    rows = await session.scalars(
        select(LegalHold).order_by(LegalHold.released_at.is_not(None), LegalHold.id.desc())
    )
    return Page[LegalHoldView](items=await show_holds(session, rows.all()))


@router.post("/v1/staff/legal-holds/{hold_id}/release")
@access(_CHANGE, Kind.DECISION_ENDED)
async def ask_to_lift_legal_hold(
    hold_id: str, given: ReasonGiven, caller: StaffIn, session: SessionIn
) -> LegalHoldView:
    """Asks to lift a hold; a second person of another role decides within three days."""
    return await _shown(session, await ask_release(session, caller, hold_id, given.reason, now()))


@router.post("/v1/staff/legal-holds/{hold_id}/release/approve")
@access(_RELEASE, Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED)
async def lift_legal_hold(hold_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn) -> LegalHoldView:
    """The second person agrees: the days of the hold are added to each date, and the clock goes on."""
    await release_hold(parts, caller, hold_id, now())
    return await _shown(session, await session.get_one(LegalHold, hold_id))


@router.post("/v1/staff/legal-holds/{hold_id}/release/refuse")
@access(_RELEASE, Kind.DECISION_ENDED)
async def keep_legal_hold(
    hold_id: str,
    parts: PartsIn,
    session: SessionIn,
) -> LegalHoldView:
    """The second person does not agree: the hold stays in force."""
    return await _shown(session, await refuse_release(session, hold_id, now(), parts.settings.holder_zone))


@router.get("/v1/staff/retentions")
@access(_RETENTION)
async def list_retentions(session: SessionIn) -> Page[RetentionView]:
    """What is destroyed next, soonest first; one page."""
    return Page[RetentionView](items=await soonest(session))


@router.get("/v1/staff/retentions/{business_id}")
@access(_RETENTION)
async def read_retention(business_id: str, session: SessionIn) -> RetentionView:
    """When the data of one business is destroyed, and what has been."""
    return await retention_of(session, business_id)


@router.get("/v1/staff/purge-certificates/{certificate_id}")
@access(_RETENTION)
async def read_purge_certificate(
    certificate_id: str,
    session: SessionIn,
) -> PurgeCertificateView:
    """What was destroyed, by which rule, and the digest of the list."""
    return show_certificate(await certificate_of(session, certificate_id))


@router.get("/v1/staff/purge-certificates/{certificate_id}/file", response_class=Response, responses=PDF)
@access(_RETENTION)
async def download_purge_certificate(
    certificate_id: str,
    session: SessionIn,
) -> Response:
    """The same as a PDF under the organisation's seal."""
    row = await certificate_of(session, certificate_id)
    headers = {"Content-Disposition": f'attachment; filename="{row.id}.pdf"'}
    return Response(row.pdf, media_type="application/pdf", headers=headers)


async def _shown(session: AsyncSession, row: LegalHold) -> LegalHoldView:
    return (await show_holds(session, [row]))[0]
