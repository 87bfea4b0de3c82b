"""What a controller can do about one data subject, over all envelopes of the business (contract P6, P7)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status
from pydantic import EmailStr, StringConstraints

from api.access.rules import access, member
from api.acting.data_subjects import MeasureAct, ask_for_measure, redact_left, release_restriction
from api.frame.context import now
from api.frame.file_answers import PDF
from api.frame.inputs import JournalIn, MakingIn, MemberIn, PartsIn, SessionIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.data_subjects import (
    MEDIA_TYPE,
    certificate_response,
    exported_file,
    find_places,
    list_measures,
    owned_measure,
    show_measure,
)
from api.reading.downloads import download
from api.schemas.common import Page
from api.schemas.data_subjects import (
    ErasureDraft,
    MeasureView,
    RectificationDraft,
    RedactionDraft,
    ReleaseDraft,
    RestrictionDraft,
    SubjectDraft,
    SubjectPlaceView,
)
from models.identifiers import Prefix
from terms.roles import Permission
from terms.subjects import LEFT_BY, NAME, REDACT_TEXTS, SEARCHES_PER_MEMBER, MeasureKind

router = APIRouter(route_class=Route, tags=["data subjects"])
ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


@router.get("/v1/data-subjects")
@access(member(Permission.DATA_PROTECTION_CHANGE, in_person=True), Kind.SUBJECT_NOT_NAMED)
async def find_data_subject(
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    journal: JournalIn,
    email: Annotated[EmailStr | None, Query(description="The person's address, whole.")] = None,
    name: Annotated[Words | None, Query(description="Part of the person's name.")] = None,
    limit: Limit = 20,
    after: After = None,
) -> Page[SubjectPlaceView]:
    """Where a person is, or was, a signer of the business's envelopes; whose were shown is logged."""
    if email is None and name is None:
        raise Problem(Kind.SUBJECT_NOT_NAMED)
    await parts.throttles.attempt(SEARCHES_PER_MEMBER, "subject-searches", member.user_id, now=now())
    page = await find_places(session, member.business_id, email, name, limit, after)
    journal.shows(item.signer_id for item in page.items)
    return page


@router.post("/v1/data-subjects/exports", status_code=status.HTTP_201_CREATED)
@access(member(Permission.DATA_PROTECTION_CHANGE, step_up=True), Kind.SUBJECT_UNKNOWN, Kind.TOO_MANY_REQUESTS)
async def export_data_subject(
    asked: SubjectDraft, member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> MeasureView:
    """Begins an export of all that the envelopes hold of one person, for access and portability."""
    return await _asked(parts, session, member, making, MeasureKind.EXPORT, asked)


@router.post("/v1/data-subjects/rectifications", status_code=status.HTTP_201_CREATED)
@access(
    member(Permission.DATA_PROTECTION_CHANGE, step_up=True),
    Kind.SUBJECT_UNKNOWN,
    Kind.NOTHING_TO_CORRECT,
    Kind.TOO_MANY_REQUESTS,
)
async def rectify_data_subject(
    asked: RectificationDraft, member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> MeasureView:
    """Corrects the person where they have not signed yet, and notes what is right beside what is signed.

    A signed document cannot change: the note is an event of its evidence, in the certificate if it is issued
    later, and in each package.
    """
    right = {"name": asked.name, "email": asked.new_email, "words": asked.words}
    if asked.name is None and asked.new_email is None:
        raise Problem(Kind.NOTHING_TO_CORRECT)
    details = {name: value for name, value in right.items() if value is not None}
    return await _asked(parts, session, member, making, MeasureKind.RECTIFICATION, asked, details=details)


@router.post("/v1/data-subjects/restrictions", status_code=status.HTTP_201_CREATED)
@access(member(Permission.DATA_PROTECTION_CHANGE, step_up=True), Kind.SUBJECT_UNKNOWN, Kind.TOO_MANY_REQUESTS)
async def restrict_data_subject(
    asked: RestrictionDraft, member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> MeasureView:
    """Stops the processing of every envelope that names the person as a signer, until it is released.

    From the answer on nobody signs, is mailed or reminded, guests, programs and signers download nothing, and
    expiry clocks stop; only the owner reads, voids, and corrects.
    """
    return await _asked(
        parts, session, member, making, MeasureKind.RESTRICTION, asked, ground=asked.ground.value
    )


@router.post("/v1/data-subjects/erasures", status_code=status.HTTP_201_CREATED)
@access(
    member(Permission.DATA_PROTECTION_CHANGE, step_up=True),
    Kind.SUBJECT_UNKNOWN,
    Kind.SUBJECT_UNDER_WAY,
    Kind.TOO_MANY_REQUESTS,
)
async def erase_data_subject(
    asked: ErasureDraft, member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> MeasureView:
    """Destroys what the envelopes hold of one person, and blocks what must be kept until its date.

    Evidence of signing stays verifiable: its events keep their hashes, without what they said of the person.
    What others wrote into the envelopes and names the person is redacted; what cannot be is told with its
    reason in `still_named`, and what is left outside the envelopes in `left_elsewhere`.
    """
    details = {REDACT_TEXTS: True} if asked.redact_texts else None
    return await _asked(
        parts, session, member, making, MeasureKind.ERASURE, asked, ground=asked.ground.value, details=details
    )


@router.post("/v1/data-subjects/measures/{measure_id}/redact-texts", status_code=status.HTTP_201_CREATED)
@access(member(Permission.DATA_PROTECTION_CHANGE, step_up=True), Kind.SUBJECT_UNKNOWN, Kind.TOO_MANY_REQUESTS)
async def redact_left_texts(
    measure_id: str,
    asked: RedactionDraft,
    member: MemberIn,
    parts: PartsIn,
    making: MakingIn,
    session: SessionIn,
) -> MeasureView:
    """Redacts what others wrote about a person and an earlier erasure left on request.

    It is an erasure of its own, with its certificate; evidence stays verifiable as after the first.
    """
    act = MeasureAct(
        member=member,
        measure_id=making.id(Prefix.SUBJECT_MEASURE),
        kind=MeasureKind.ERASURE,
        email=asked.email,
        reference=asked.reference,
        at=now(),
        details={REDACT_TEXTS: True, NAME: asked.name, LEFT_BY: measure_id},
    )
    await redact_left(parts, act, measure_id)
    return await show_measure(session, await owned_measure(session, member.business_id, act.measure_id))


async def _asked(
    parts: PartsIn,
    session: SessionIn,
    member: MemberIn,
    making: MakingIn,
    kind: MeasureKind,
    asked: SubjectDraft,
    *,
    ground: str | None = None,
    details: Mapping[str, object] | None = None,
) -> MeasureView:
    """Asks for a measure about the person of the draft, and shows it as it stands."""
    measure_id = making.id(Prefix.SUBJECT_MEASURE)
    act = MeasureAct(member, measure_id, kind, asked.email, asked.reference, now(), ground, details)
    await ask_for_measure(parts, act)
    return await show_measure(session, await owned_measure(session, member.business_id, measure_id))


@router.post("/v1/data-subjects/measures/{measure_id}/release", status_code=status.HTTP_202_ACCEPTED)
@access(member(Permission.DATA_PROTECTION_CHANGE, step_up=True), Kind.MEASURE_ENDED)
async def release(
    measure_id: str, asked: ReleaseDraft, member: MemberIn, parts: PartsIn, session: SessionIn
) -> MeasureView:
    """Releases a restriction; expiries move by the time it lasted, and what nothing else holds goes on."""
    await release_restriction(parts, member, measure_id, asked.reason, now())
    return await show_measure(session, await owned_measure(session, member.business_id, measure_id))


@router.get("/v1/data-subjects/measures")
@access(member(Permission.DATA_PROTECTION_CHANGE, in_person=True))
async def read_measures(
    member: MemberIn,
    session: SessionIn,
    kind: Annotated[MeasureKind | None, Query(description="Only measures of this kind.")] = None,
    limit: Limit = 20,
    after: After = None,
) -> Page[MeasureView]:
    """What was done about whom, newest first."""
    return await list_measures(session, member.business_id, kind, limit, after)


@router.get("/v1/data-subjects/measures/{measure_id}")
@access(member(Permission.DATA_PROTECTION_CHANGE, in_person=True))
async def read_measure(measure_id: str, member: MemberIn, session: SessionIn) -> MeasureView:
    """One measure, as it stands."""
    return await show_measure(session, await owned_measure(session, member.business_id, measure_id))


@router.get("/v1/data-subjects/measures/{measure_id}/content", response_class=Response, responses=ZIP)
@access(member(Permission.DATA_PROTECTION_CHANGE, in_person=True), Kind.MEASURE_UNDER_WAY, Kind.EXPORT_LAPSED)
async def download_export_of_subject(
    measure_id: str, member: MemberIn, parts: PartsIn, session: SessionIn
) -> Response:
    """The zip of an export: `person.json`, what the person signed, and `manifest.json`."""
    measure = await owned_measure(session, member.business_id, measure_id)
    return await download(parts.vault, exported_file(measure))


@router.get("/v1/data-subjects/measures/{measure_id}/certificate", response_class=Response, responses=PDF)
@access(member(Permission.DATA_PROTECTION_CHANGE, in_person=True), Kind.MEASURE_UNDER_WAY)
async def download_certificate_of_measure(measure_id: str, member: MemberIn, session: SessionIn) -> Response:
    """The certificate of what was done, with the holder's seal; it holds no personal data."""
    return certificate_response(await owned_measure(session, member.business_id, measure_id))
