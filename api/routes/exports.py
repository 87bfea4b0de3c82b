"""Exports of everything of a business: asked for, listed, and fetched as one archive (contract S16)."""

from typing import Any

from fastapi import APIRouter, Request, status
from starlette.responses import Response

from api.access.rules import access, member
from api.acting.exports import ask_for_export, measured_export
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.exports import MEDIA_TYPE, archive_response, list_exports, owned_export, show_export
from api.schemas.common import Page
from api.schemas.exports import ExportView
from models.identifiers import Prefix
from terms.exports import FETCHES_PER_BUSINESS
from terms.roles import Permission

_CONTENT = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
ZIP: dict[int | str, dict[str, Any]] = {200: _CONTENT, 206: {"description": "The part wanted"} | _CONTENT}
_REFUSALS = (
    Kind.EXPORT_NOT_READY,
    Kind.EXPORT_LAPSED,
    Kind.EXPORT_GONE,
    Kind.RANGE_NOT_SATISFIABLE,
)
router = APIRouter(route_class=Route, tags=["exports"])


@router.post("/v1/exports", status_code=status.HTTP_201_CREATED)
@access(member(Permission.BUSINESS_EXPORT, step_up=True))
async def start_export(member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn) -> ExportView:
    """Begins an export of everything of the business; while one is being made, that one is given again.

    A mail tells the owner when it can be fetched.
    """
    export_id, at = making.id(Prefix.EXPORT), now()
    await ask_for_export(parts, member, export_id, at)
    return show_export(await measured_export(session, member.business_id, export_id), at)


@router.get("/v1/exports")
@access(member(Permission.BUSINESS_EXPORT))
async def read_exports(
    member: MemberIn,
    session: SessionIn,
    after: After = None,
    limit: Limit = 50,
) -> Page[ExportView]:
    """Exports of the business, newest first."""
    return await list_exports(session, member.business_id, now(), after, limit)


@router.get("/v1/exports/{export_id}")
@access(member(Permission.BUSINESS_EXPORT))
async def read_export(export_id: str, member: MemberIn, session: SessionIn) -> ExportView:
    """One export: how far it is, and until when it can be fetched."""
    return show_export(await owned_export(session, member.business_id, export_id), now())


@router.get("/v1/exports/{export_id}/content", response_class=Response, responses=ZIP)
@access(member(Permission.BUSINESS_EXPORT), *_REFUSALS)
async def download_export(
    export_id: str, request: Request, member: MemberIn, parts: PartsIn, session: SessionIn
) -> Response:
    """The archive, a zip. `Range` with `If-Range` takes a download up again at any byte."""
    at = now()
    export = await owned_export(session, member.business_id, export_id)
    await parts.throttles.attempt(FETCHES_PER_BUSINESS, "export-fetches", member.business_id, now=at)
    return await archive_response(request, parts, member, export, at)


@router.head("/v1/exports/{export_id}/content", response_class=Response, responses={200: _CONTENT})
@access(member(Permission.BUSINESS_EXPORT), Kind.EXPORT_NOT_READY, Kind.EXPORT_LAPSED)
async def look_at_export(
    export_id: str, request: Request, member: MemberIn, parts: PartsIn, session: SessionIn
) -> Response:
    """Length and entity tag of the archive."""
    export = await owned_export(session, member.business_id, export_id)
    return await archive_response(request, parts, member, export, now())
