"""What an envelope results in: documents, certificate, evidence."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from activities.evidence.package import EvidenceErased
from activities.subjects.erased import erased_of
from api.access.rules import access, member
from api.access.scopes import scope_of
from api.frame.file_answers import PDF, ZIP
from api.frame.inputs import MemberIn, PartsIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.documents import certificate_file, original_file, signed_file
from api.reading.downloads import download, stream
from api.reading.envelopes import owned_envelope_document, readable_envelope
from terms.envelope import EnvelopeState
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["results"])


@router.get(
    "/v1/envelopes/{envelope_id}/documents/{document_id}/content", response_class=Response, responses=PDF
)
@access(member(Permission.ENVELOPES_READ), Kind.ENVELOPE_RESTRICTED, Kind.ERASED, Kind.VERSION_NOT_FOUND)
async def download_document(
    envelope_id: str,
    document_id: str,
    member: MemberIn,
    parts: PartsIn,
    version: Annotated[Literal["original", "signed"], Query()] = "signed",
) -> Response:
    """A document as it was sent, or its newest signed version; `Repr-Digest` holds its SHA-256."""
    async with parts.database.transaction(scope_of(member)) as session:
        document = await owned_envelope_document(session, member, envelope_id, document_id)
        file = original_file(document)
        if version == "signed":
            if (await erased_of(session, envelope_id)).documents:
                raise Problem(Kind.ERASED)
            signed = await signed_file(session, envelope_id, document)
            if signed is None:
                raise Problem(Kind.VERSION_NOT_FOUND)
            file = signed
    return await download(parts.vault, file)


@router.get("/v1/envelopes/{envelope_id}/certificate", response_class=Response, responses=PDF)
@access(member(Permission.ENVELOPES_READ), Kind.ENVELOPE_RESTRICTED, Kind.ERASED, Kind.CERTIFICATE_NOT_READY)
async def download_certificate(envelope_id: str, member: MemberIn, parts: PartsIn) -> Response:
    """The certificate of evidence, issued for every ending."""
    async with parts.database.transaction(scope_of(member)) as session:
        await readable_envelope(session, member, envelope_id)
        if (await erased_of(session, envelope_id)).certificate:
            raise Problem(Kind.ERASED)
        file = await certificate_file(session, member.business_id, envelope_id)
    if file is None:
        raise Problem(Kind.CERTIFICATE_NOT_READY)
    return await download(parts.vault, file)


@router.get("/v1/envelopes/{envelope_id}/evidence", response_class=Response, responses=ZIP)
@access(member(Permission.ENVELOPES_READ), Kind.ENVELOPE_RESTRICTED, Kind.ERASED, Kind.EVIDENCE_NOT_READY)
async def download_evidence(envelope_id: str, member: MemberIn, parts: PartsIn) -> Response:
    """The package that proves everything without this service: documents, certificate, events, tokens."""
    async with parts.database.transaction(scope_of(member)) as session:
        envelope = await readable_envelope(session, member, envelope_id)
    if envelope.state == EnvelopeState.DRAFT.value:
        raise Problem(Kind.EVIDENCE_NOT_READY)
    try:
        package = await parts.package.build(envelope_id, scope_of(member))
    except EvidenceErased as error:
        raise Problem(Kind.ERASED) from error
    return stream(package, f"evidence {envelope_id}.zip", "application/zip")
