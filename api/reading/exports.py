"""Exports as they are listed, and their archives as answers (contract S16)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from activities.export.archive import Archive, ExportGone
from api.access.callers import Member
from api.access.scopes import scope_of
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from api.reading.downloads import content_disposition
from api.reading.ranges import wanted_part
from api.schemas.common import Page
from api.schemas.exports import ExportView
from models import Export
from terms.exports import ExportState, archive_name, refuse_fetch

MEDIA_TYPE = "application/zip"


async def list_exports(
    session: AsyncSession, business_id: str, at: datetime, after: str | None, limit: int
) -> Page[ExportView]:
    """Exports of the business, newest first."""
    query = select(Export).where(Export.business_id == business_id).order_by(Export.id.desc())
    if after is not None:
        query = query.where(Export.id < position_of(after))
    rows = (await session.scalars(query.limit(limit + 1))).all()
    more = cursor_after(rows[limit - 1].id) if len(rows) > limit else None
    return Page[ExportView](items=[show_export(row, at) for row in rows[:limit]], next=more)


async def owned_export(session: AsyncSession, business_id: str, export_id: str) -> Export:
    """One export. Raises 404 for another business's."""
    export = await session.get(Export, export_id)
    if export is None or export.business_id != business_id:
        raise Problem(Kind.NOT_FOUND)
    return export


def show_export(row: Export, at: datetime) -> ExportView:
    """An export as it stands at an instant: one whose time is over has lapsed, whoever has noted it."""
    state = ExportState(row.state)
    is_over = row.fetch_until is not None and at >= row.fetch_until
    return ExportView(
        id=row.id,
        state=ExportState.LAPSED if is_over else state,
        requested_at=row.requested_at,
        files=row.files,
        unreadable=row.measured - row.files,
        made_at=row.made_at,
        size=row.size,
        ready_at=row.ready_at,
        fetch_until=row.fetch_until,
    )


async def archive_response(
    request: Request, parts: Parts, member: Member, export: Export, at: datetime
) -> Response:
    """The archive, or the part of it that is wanted; of a HEAD the headers alone.

    Raises 409 before it is ready, 410 once it has lapsed or is no longer what was measured, 416.
    """
    refused = refuse_fetch(ExportState(export.state), export.fetch_until, at)
    if refused is not None:
        raise Problem(Kind.of(refused.value))
    archive = Archive(parts.database, parts.vault, export, scope_of(member))
    tag = f'"{export.id}-{export.sha256}"'
    part = wanted_part(request, archive.size, tag)
    name = archive_name(export.made_at or at, parts.settings.holder_zone)
    headers = {"Content-Disposition": content_disposition(name), "ETag": tag} | part.headers
    if request.method == "HEAD":
        return Response(media_type=MEDIA_TYPE, headers=headers)
    try:
        content = await archive.open(part.begin, part.end)
    except ExportGone as error:
        raise Problem(Kind.EXPORT_GONE) from error
    return StreamingResponse(content, part.status, headers, MEDIA_TYPE)
