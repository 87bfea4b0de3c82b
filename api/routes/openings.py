"""Opening customers' documents: the only way in which staff see a page; the owner sees that (A8, S17)."""

import asyncio

from fastapi import APIRouter, Response, status
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.documents.name_mark import with_name_mark
from api.access.rules import access, member, staff
from api.access.scopes import scope_of
from api.acting.opening import (
    ask_to_open_blocked,
    begin_opening,
    close_opening,
    decide_opening,
    lift_silence,
    look_at_page,
    open_reported,
)
from api.frame.context import now
from api.frame.inputs import LettersIn, MakingIn, MemberIn, PartsIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.openings import openings_of_business, show_openings
from api.reading.pages import offered_width
from api.reading.staff import people
from api.routes.documents import PICTURE, PageNumber, Width
from api.schemas.common import Page
from api.schemas.openings import (
    BlockedOpeningDraft,
    OpeningOfOwnDocument,
    OpeningView,
    ReportedOpeningDraft,
)
from api.schemas.staff import ReasonGiven
from models import DocumentOpening
from models.identifiers import Prefix
from terms.openings import OpeningState
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["openings"])
_REPORTED = staff(Permission.REPORTED_DOCUMENTS_OPEN, step_up=True)
_BLOCKED = staff(Permission.BLOCKED_DOCUMENTS_OPEN, step_up=True)
_VIEW = staff(Permission.OPENED_DOCUMENTS_VIEW)
_APPROVE = staff(Permission.OPENINGS_APPROVE, step_up=True)


@router.post("/v1/staff/document-openings/reported", status_code=status.HTTP_201_CREATED)
@access(_REPORTED, Kind.REPORT_NOT_CLAIMED, Kind.SERVICE_BLOCKED)
async def open_reported_document(
    draft: ReportedOpeningDraft, caller: StaffIn, session: SessionIn, making: MakingIn
) -> OpeningView:
    """Opens a document of a report that one has claimed, for minutes; the owner is shown that, and why."""
    row = await open_reported(session, caller, draft, making.id(Prefix.OPENING), now())
    return await _shown(session, row)


@router.post("/v1/staff/document-openings/blocked", status_code=status.HTTP_201_CREATED)
@access(_BLOCKED, Kind.BUSINESS_NOT_BLOCKED)
async def ask_to_open_blocked_document(
    draft: BlockedOpeningDraft, caller: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> OpeningView:
    """Asks to open a document, invoice or certificate of evidence of a blocked business.

    It begins with a second person's approval.
    """
    opening_id = making.id(Prefix.OPENING)
    await ask_to_open_blocked(parts, caller, draft, opening_id, now())
    return await _shown(session, await session.get_one(DocumentOpening, opening_id))


@router.get("/v1/staff/document-openings")
@access(_VIEW)
async def list_own_openings(caller: StaffIn, session: SessionIn) -> Page[OpeningView]:
    """One's own openings, and those of which the law still forbids telling, newest first; one page."""
    silent = DocumentOpening.silence_reason.is_not(None) & DocumentOpening.lifted_at.is_(None)
    rows = await session.scalars(
        select(DocumentOpening)
        .where((DocumentOpening.opened_by == caller.user_id) | silent)
        .order_by(DocumentOpening.id.desc())
    )
    return Page[OpeningView](items=await show_openings(session, rows.all(), now()))


@router.get("/v1/staff/document-openings/awaiting")
@access(staff(Permission.OPENINGS_APPROVE))
async def list_awaiting_openings(session: SessionIn) -> Page[OpeningView]:
    """Openings that wait for a second person, oldest first; one page."""
    at = now()
    rows = await session.scalars(
        select(DocumentOpening)
        .where(DocumentOpening.state == OpeningState.AWAITING_APPROVAL.value, DocumentOpening.expires_at > at)
        .order_by(DocumentOpening.id)
    )
    return Page[OpeningView](items=await show_openings(session, rows.all(), at))


@router.post("/v1/staff/document-openings/{document_opening_id}/approve")
@access(_APPROVE, Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED)
async def approve_opening(
    document_opening_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> OpeningView:
    """The second person agrees: it can begin within a day. Whoever approves sees nothing of the document."""
    await decide_opening(parts, caller, document_opening_id, None, now())
    return await _shown(session, await session.get_one(DocumentOpening, document_opening_id))


@router.post("/v1/staff/document-openings/{document_opening_id}/refuse")
@access(_APPROVE, Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED)
async def refuse_opening(
    document_opening_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> OpeningView:
    """The second person does not agree: nothing is opened."""
    await decide_opening(parts, caller, document_opening_id, given.reason, now())
    return await _shown(session, await session.get_one(DocumentOpening, document_opening_id))


@router.post("/v1/staff/document-openings/{document_opening_id}/start")
@access(_BLOCKED, Kind.OPENING_NOT_OPEN, Kind.BUSINESS_NOT_BLOCKED)
async def start_opening(
    document_opening_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn, letters: LettersIn
) -> OpeningView:
    """Begins an approved opening of one's own: its minutes count from now, and its owner is mailed unless the
    law forbids that.
    """
    row = await begin_opening(parts, session, letters, caller, document_opening_id, now())
    return await _shown(session, row)


@router.post("/v1/staff/document-openings/{document_opening_id}/close")
@access(_VIEW)
async def end_opening(document_opening_id: str, caller: StaffIn, session: SessionIn) -> OpeningView:
    """Ends an opening of one's own before its time."""
    return await _shown(session, await close_opening(session, caller, document_opening_id, now()))


@router.post("/v1/staff/document-openings/{document_opening_id}/lift-silence")
@access(_BLOCKED, Kind.DISCLOSURE_SILENCE)
async def lift_opening_silence(
    document_opening_id: str, caller: StaffIn, session: SessionIn, letters: LettersIn
) -> OpeningView:
    """The law no longer forbids telling the owner, who is mailed now and shown the opening from then on."""
    row = await lift_silence(session, letters, caller, document_opening_id, now())
    return await _shown(session, row)


@router.get(
    "/v1/staff/document-openings/{document_opening_id}/pages/{number}.png",
    response_class=Response,
    responses={200: PICTURE[200]},
)
@access(
    _VIEW, Kind.OPENING_NOT_OPEN, Kind.REPORT_NOT_CLAIMED, Kind.BUSINESS_NOT_BLOCKED, Kind.SERVICE_BLOCKED
)
async def read_opened_page(
    document_opening_id: str,
    number: PageNumber,
    caller: StaffIn,
    parts: PartsIn,
    width: Width = 800,
) -> Response:
    """A page of an open document, with the name of whoever looks across it. Each look is recorded first."""
    at = now()
    async with parts.database.transaction(scope_of(caller)) as session:
        file = await look_at_page(session, caller, document_opening_id, number, at)
        name = (await people(session, [caller.user_id]))[caller.user_id].name
    picture = await parts.pages.picture(file, number, offered_width(width))
    words = f"{name} · {document_opening_id} · {at:%Y-%m-%d %H:%M} UTC"
    marked = await asyncio.to_thread(with_name_mark, picture, words)
    return Response(marked, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.get("/v1/document-openings")
@access(member(Permission.ACTIVITY_READ, in_person=True))
async def list_openings_of_own_documents(member: MemberIn, session: SessionIn) -> Page[OpeningOfOwnDocument]:
    """Every time the holder's staff opened a document of the business: which, why, and which pages."""
    return Page[OpeningOfOwnDocument](items=await openings_of_business(session, member.business_id, now()))


async def _shown(session: AsyncSession, row: DocumentOpening) -> OpeningView:
    return (await show_openings(session, [row], now()))[0]
