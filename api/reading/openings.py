"""Openings of documents as they are shown, and the pages of an open one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.archive.renewal import ARCHIVE
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.documents import StoredFile
from api.reading.envelopes import SEAL_KEY
from api.reading.staff import people
from api.schemas.openings import OpenedVersion, OpeningOfOwnDocument, OpeningView, PageLook
from models import (
    Certificate,
    Document,
    DocumentOpening,
    DocumentOpeningView,
    InvoiceDocument,
    MisuseReport,
    Revision,
)
from terms.openings import OpeningState, state_at
from terms.roles import StaffRole


async def show_openings(
    session: AsyncSession, rows: Sequence[DocumentOpening], at: datetime
) -> list[OpeningView]:
    """Openings for staff; the number of pages only while one is open to whoever asks."""
    names = await people(session, (person for row in rows for person in (row.opened_by, row.decided_by)))
    looks = await _looks(session, rows)
    pages = await session.execute(
        select(Document.id, Document.page_count).where(Document.id.in_([row.document_id for row in rows]))
    )
    counts: dict[str | None, int] = {row.id: row.page_count for row in pages}
    return [
        OpeningView(
            id=row.id,
            business_id=row.business_id,
            subject_id=subject_of(row),
            document_id=row.document_id,
            page_count=(row.page_count or counts.get(row.document_id)) if is_open(row, at) else None,
            version=show_version(await newest_version(session, row)) if is_open(row, at) else None,
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
            silence_reason=row.silence_reason,
            lifted_at=row.lifted_at,
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
            subject_id=subject_of(row),
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


def subject_of(row: DocumentOpening) -> str:
    """What it opens: the id of a document, an invoice or an envelope."""
    return row.document_id or row.invoice_id or row.envelope_id or ""


async def opened_paper(session: AsyncSession, row: DocumentOpening) -> StoredFile | None:
    """The invoice or certificate of evidence that is open; nothing where it is a document.

    Pages are pictures, on which renewed timestamps show nothing: it is the one that was sealed.
    """
    if row.invoice_id is not None:
        found = await session.execute(
            select(InvoiceDocument).where(
                InvoiceDocument.invoice_id == row.invoice_id, InvoiceDocument.format == "pdf"
            )
        )
        paper = found.scalar_one_or_none()
        if paper is None:
            raise Problem(Kind.NOT_FOUND)
        return StoredFile(paper.business_id, paper.object_key, paper.sha256, 0, row.invoice_id)
    if row.envelope_id is not None:
        certificate = await session.get(Certificate, row.envelope_id)
        if certificate is None:
            raise Problem(Kind.NOT_FOUND)
        return StoredFile(
            row.business_id,
            certificate.object_key,
            certificate.sha256,
            certificate.size,
            row.envelope_id,
        )
    return None


async def newest_version(session: AsyncSession, row: DocumentOpening) -> Revision | None:
    """The newest signed version of an open document, of the reported envelope where one is reported.

    Renewed timestamps show nothing: the version with the seal is the last.
    """
    if row.document_id is None:
        return None
    query = select(Revision).where(
        Revision.document_id == row.document_id, Revision.key.not_like(f"{ARCHIVE}:%")
    )
    if row.role == StaffRole.REVIEWER.value:
        reported = select(MisuseReport.envelope_id).where(MisuseReport.id == row.case_id)
        query = query.where(Revision.envelope_id == reported.scalar_subquery())
    newest = query.order_by(Revision.created_at.desc(), Revision.number.desc()).limit(1)
    return await session.scalar(newest)


def show_version(revision: Revision | None) -> OpenedVersion | None:
    """Which signed version it is."""
    if revision is None:
        return None
    return OpenedVersion(
        number=revision.number,
        sealed=revision.key == SEAL_KEY,
        sha256=revision.sha256,
        signed_at=revision.signed_at,
    )


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
        found[view.document_opening_id].append(
            PageLook(page=view.page, version=view.revision_number, at=view.at)
        )
    return found
