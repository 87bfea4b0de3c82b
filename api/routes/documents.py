"""Uploading documents and looking at them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response, UploadFile, status

from api.access.rules import access, member
from api.access.scopes import scope_of
from api.acting.uploading import take_in
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.documents import original_file, owned_document, readable_document, show_document
from api.reading.downloads import not_modified, picture_response, picture_tag
from api.reading.pages import offered_width
from api.schemas.documents import DocumentView
from models.identifiers import Prefix
from terms.roles import Permission
from terms.uploads import RefusalCause

router = APIRouter(route_class=Route, tags=["documents"])
REFUSALS = tuple(Kind.of(cause.value) for cause in RefusalCause)
PageNumber = Annotated[int, Path(ge=1, le=100_000, description="From 1.")]
Width = Annotated[int, Query(ge=100, le=2400, description="Pixels wanted; rounded up to a multiple of 200.")]
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The picture the browser has is current."},
}


@router.post("/v1/documents", status_code=status.HTTP_201_CREATED)
@access(member(Permission.DOCUMENTS_UPLOAD), Kind.PLAN_LIMIT_REACHED, *REFUSALS)
async def upload_document(
    file: UploadFile, member: MemberIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> DocumentView:
    """Takes in a PDF. It is examined, repaired where that is needed, and refused with the cause."""
    data = await file.read()
    document_id = making.id(Prefix.DOCUMENT)
    document = await take_in(parts, session, member, document_id, file.filename or "", data, now())
    return show_document(document)


@router.get("/v1/documents/{document_id}")
@access(member(Permission.DOCUMENTS_READ))
async def read_document(document_id: str, member: MemberIn, session: SessionIn) -> DocumentView:
    """A document of the business."""
    return show_document(await owned_document(session, member, document_id))


@router.get("/v1/documents/{document_id}/pages/{number}.png", response_class=Response, responses=PICTURE)
@access(member(Permission.DOCUMENTS_READ), Kind.ENVELOPE_RESTRICTED)
async def read_document_page(
    document_id: str,
    number: PageNumber,
    request: Request,
    member: MemberIn,
    parts: PartsIn,
    width: Width = 800,
) -> Response:
    """A page of the document as it was sent, as a picture."""
    async with parts.database.transaction(scope_of(member)) as session:
        file = original_file(await readable_document(session, member, document_id))
    pixels = offered_width(width)
    tag = picture_tag(file, number, pixels)
    return not_modified(request, tag) or picture_response(
        await parts.pages.picture(file, number, pixels), tag
    )
