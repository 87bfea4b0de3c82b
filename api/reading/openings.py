"""Openings of documents as they are shown, and the pages of an open one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.reading.staff import people
from api.schemas.openings import OpeningOfOwnDocument, OpeningView, PageLook
from models import Document, DocumentOpening, DocumentOpeningView
from terms.openings import OpeningState, state_at


async def show_openings(
    session: AsyncSession, rows: Sequence[DocumentOpening], at: datetime
) -> list[OpeningView]:
    """Openings for staff; the number of pages only while one is open to whoever asks."""
    names = await people(session, (person for row in rows for person in (row.opened_by, row.decided_by)))
    looks = await _looks(session, rows)
    pages = await session.execute(
        select(Document.id, Document.page_count).where(Document.id.in_([row.document_id for row in rows]))
    )
    counts = {row.id: row.page_count for row in pages}
    return [
        OpeningView(
            id=row.id,
            business_id=row.business_id,
            document_id=row.document_id,
            page_count=counts.get(row.document_id) if is_open(row, at) else None,
            role="dpo" if row.role == "dpo" else "reviewer",
            opened_by=names[row.opened_by],
            reason=row.reason,
            legal_ground=row.legal_ground,
            case_id=row.case_id,
            state=current_state(row, at),
            asked_at=row.asked_at,
            expires_at=row.expires_at,
            decided_by=names.get(row.decided_by or ""),
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            opened_at=row.opened_at,
            ended_at=_ended_at(row, at),
            views=looks[row.id],
        )
        for row in rows
    ]


async def openings_of_business(
    session: AsyncSession, business_id: str, at: datetime
) -> list[OpeningOfOwnDocument]:
    """Every opening of a document of the business, newest first: who, why, and which pages were looked at."""
    rows = (
        await session.scalars(
            select(DocumentOpening)
            .where(DocumentOpening.business_id == business_id)
            .order_by(DocumentOpening.id.desc())
        )
    ).all()
    looks = await _looks(session, rows)
    return [
        OpeningOfOwnDocument(
            id=row.id,
            document_id=row.document_id,
            role="dpo" if row.role == "dpo" else "reviewer",
            reason=row.reason,
            legal_ground=row.legal_ground,
            case_id=row.case_id,
            state=current_state(row, at),
            asked_at=row.asked_at,
            opened_at=row.opened_at,
            ended_at=_ended_at(row, at),
            views=looks[row.id],
        )
        for row in rows
    ]


def current_state(row: DocumentOpening, at: datetime) -> OpeningState:
    """Its state at that instant."""
    return state_at(OpeningState(row.state), row.expires_at, at)


def is_open(row: DocumentOpening, at: datetime) -> bool:
    """Whether its pages can be looked at."""
    return current_state(row, at) is OpeningState.OPEN


def _ended_at(row: DocumentOpening, at: datetime) -> datetime | None:
    return row.expires_at if current_state(row, at) is OpeningState.EXPIRED else row.ended_at


async def _looks(session: AsyncSession, rows: Sequence[DocumentOpening]) -> dict[str, list[PageLook]]:
    found: dict[str, list[PageLook]] = defaultdict(list)
    views = await session.scalars(
        select(DocumentOpeningView)
        .where(DocumentOpeningView.document_opening_id.in_([row.id for row in rows]))
        .order_by(DocumentOpeningView.id)
    )
    for view in views:
        found[view.document_opening_id].append(PageLook(page=view.page, at=view.at))
    return found
