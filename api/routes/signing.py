"""The signer's side, by the token of the link in their mail."""

from typing import Any

from fastapi import APIRouter, Request, Response, status

from api.access.rules import LINK, LINK_EVEN_EXPIRED, access
from api.access.scopes import scope_of
from api.acting.links import renew_link
from api.acting.signing import decline, note_view, sign
from api.acting.traces import trace_document_view, trace_download
from api.frame.context import now
from api.frame.file_answers import PDF
from api.frame.inputs import LinkHolderIn, MakingIn, OriginIn, PartsIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.copies import finished_files, zipped
from api.reading.documents import current_file
from api.reading.downloads import download, not_modified, picture_response, picture_tag, stream
from api.reading.envelopes import document_of
from api.reading.pages import offered_width
from api.reading.signing import show_signing
from api.reading.signing_words import masked
from api.routes.documents import PICTURE, PageNumber, Width
from api.routes.envelope_acts import NOT_UNDER_WAY
from api.schemas.signing import (
    DeclineRequest,
    LinkRenewal,
    SignatureAnswer,
    SignatureRequest,
    SigningView,
)
from models.identifiers import Prefix
from terms.envelope import SignerState

router = APIRouter(route_class=Route, tags=["signing"])
TURN = (
    *NOT_UNDER_WAY,
    Kind.NOT_YOUR_TURN,
    Kind.ALREADY_SIGNED,
    Kind.ENVELOPE_BEING_SEALED,
    Kind.SENDER_SERVICE_INTERRUPTED,
    Kind.UNKNOWN_SIGNER,
)
COPY: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
        }
    }
}
FIRST_PAGE = 1


@router.get("/v1/signing/{token}")
@access(LINK)
async def read_signing(
    holder: LinkHolderIn, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> SigningView:
    """Who asks, for what, the texts to accept, and the fields to fill."""
    async with parts.database.transaction(scope_of(holder)) as session:
        view = await show_signing(session, parts.texts, holder, parts.channels)
    if holder.signer.viewed_at is None and holder.signer.state == SignerState.NOTIFIED.value:
        await note_view(parts, holder, making.id(Prefix.ACT), origin, now())
    return view


@router.get(
    "/v1/signing/{token}/documents/{document_id}/pages/{number}.png",
    response_class=Response,
    responses=PICTURE,
)
@access(LINK, Kind.NOT_FOUND)
async def read_signing_page(
    document_id: str,
    number: PageNumber,
    request: Request,
    holder: LinkHolderIn,
    parts: PartsIn,
    origin: OriginIn,
    width: Width = 800,
) -> Response:
    """A page as a picture, with the signatures applied so far."""
    async with parts.database.transaction(scope_of(holder)) as session:
        document = await document_of(session, holder.envelope.id, document_id)
        file = await current_file(session, holder.envelope.id, document)
    pixels = offered_width(width)
    tag = picture_tag(file, number, pixels)
    unchanged = not_modified(request, tag)
    if unchanged is not None:
        return unchanged
    picture = await parts.pages.picture(file, number, pixels)
    if number == FIRST_PAGE:
        await trace_document_view(parts.database, holder, document_id, file.sha256, origin, now())
    return picture_response(picture, tag)


@router.get("/v1/signing/{token}/documents/{document_id}/content", response_class=Response, responses=PDF)
@access(LINK, Kind.NOT_FOUND)
async def read_signing_document(
    document_id: str, holder: LinkHolderIn, parts: PartsIn, origin: OriginIn
) -> Response:
    """The document itself, with the signatures so far: for screen readers, and to keep."""
    async with parts.database.transaction(scope_of(holder)) as session:
        document = await document_of(session, holder.envelope.id, document_id)
        file = await current_file(session, holder.envelope.id, document)
    await trace_document_view(parts.database, holder, document_id, file.sha256, origin, now())
    return await download(parts.vault, file)


@router.post("/v1/signing/{token}/signature")
@access(LINK, *TURN, Kind.CONSENT_OUTDATED)
async def give_signature(
    request: SignatureRequest,
    holder: LinkHolderIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
) -> SignatureAnswer:
    """Signs. Accepted once, whatever happens to the connection: repeat it with the same key."""
    at = now()
    signer = await sign(parts, holder, request, making.id(Prefix.SUBMISSION), origin, at)
    return SignatureAnswer(status="signed", signed_at=signer.acted_at or at)


@router.post("/v1/signing/{token}/decline", status_code=status.HTTP_204_NO_CONTENT)
@access(LINK, *TURN)
async def give_refusal(
    request: DeclineRequest,
    holder: LinkHolderIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
) -> None:
    """Declines to sign, with a reason; all who were invited are told."""
    await decline(parts, holder, request.reason, making.id(Prefix.ACT), origin, now())


@router.get("/v1/signing/{token}/copy", response_class=Response, responses=COPY)
@access(LINK, Kind.COPY_NOT_READY)
async def download_copy(holder: LinkHolderIn, parts: PartsIn, origin: OriginIn) -> Response:
    """The finished copy: the sealed PDF, or a zip when the envelope has several documents."""
    async with parts.database.transaction(scope_of(holder)) as session:
        files = await finished_files(session, holder.envelope)
    sha256 = files[0].sha256 if len(files) == 1 else None
    await trace_download(parts.database, holder, sha256, origin, now())
    if len(files) == 1:
        return await download(parts.vault, files[0])
    return stream(zipped(parts.vault, files), f"{holder.envelope.title}.zip", "application/zip")


@router.post("/v1/signing/{token}/link", status_code=status.HTTP_202_ACCEPTED)
@access(
    LINK_EVEN_EXPIRED,
    Kind.ENVELOPE_DECLINED,
    Kind.ENVELOPE_EXPIRED,
    Kind.ENVELOPE_VOIDED,
)
async def send_new_link(
    holder: LinkHolderIn, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> LinkRenewal:
    """Mails a new link to the signer's own address. The only thing an expired link is good for."""
    await renew_link(parts, holder, making.id(Prefix.ACT), origin, now())
    return LinkRenewal(sent_to=masked(holder.signer.email))
