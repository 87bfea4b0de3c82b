"""The record of processing activities, as of any day (contract P2, GDPR art. 30.2)."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from activities.processing.facts import ProcessingRecord
from api.access.rules import access, member, staff
from api.frame.context import now
from api.frame.file_answers import PDF
from api.frame.inputs import MemberIn, PartsIn, SessionIn, StaffIn
from api.frame.language import PreferredLanguage
from api.frame.route import Route
from api.reading.processing import as_pdf, own_record, record_of_one, whole_record
from api.schemas.common import Language
from api.schemas.processing import ProcessingRecordView
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
_OWNER = member(Permission.DATA_PROTECTION_CHANGE, in_person=True)
_DPO = staff(Permission.PROCESSING_RECORD_READ)
On = Annotated[
    datetime.date | None, Query(description="The day whose end it tells of, in the holder's zone; today.")
]
After = Annotated[str | None, Query(pattern="^biz_[0-9A-Z]{26}$", description="`next` of the part before.")]
Limit = Annotated[int, Query(ge=1, le=200, description="So many controllers at most.")]
InLanguage = Annotated[Language | None, Query(description="Of the file; else by `Accept-Language`.")]


@router.get("/v1/processing-record")
@access(_OWNER)
async def read_processing_record(
    member: MemberIn, parts: PartsIn, session: SessionIn, on: On = None
) -> ProcessingRecordView:
    """What is processed on behalf of the business: by whom, which data, where to, how protected."""
    return _shown(await own_record(session, member.business_id, on, now(), parts.settings.holder_zone))


@router.get("/v1/processing-record.pdf", response_class=Response, responses=PDF)
@access(_OWNER)
async def download_processing_record(
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    preferred: PreferredLanguage,
    on: On = None,
    language: InLanguage = None,
) -> Response:
    """The same as PDF/A."""
    record = await own_record(session, member.business_id, on, now(), parts.settings.holder_zone)
    return await as_pdf(parts, record, language or preferred, now())


@router.get("/v1/staff/processing-record")
@access(_DPO)
async def read_whole_record(
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    on: On = None,
    after: After = None,
    limit: Limit = 100,
) -> ProcessingRecordView:
    """The record of all controllers, in parts. Businesses whose data was destroyed are no longer in it."""
    return _shown(await whole_record(parts, session, caller, on, now(), after, limit))


@router.get("/v1/staff/processing-record.pdf", response_class=Response, responses=PDF)
@access(_DPO)
async def download_whole_record(
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    preferred: PreferredLanguage,
    on: On = None,
    after: After = None,
    limit: Limit = 100,
    language: InLanguage = None,
) -> Response:
    """The same as PDF/A."""
    record = await whole_record(parts, session, caller, on, now(), after, limit)
    return await as_pdf(parts, record, language or preferred, now())


@router.get(
    "/v1/staff/controllers/{business_id}/processing-record.pdf", response_class=Response, responses=PDF
)
@access(_DPO)
async def download_record_of_controller(
    business_id: str,
    caller: StaffIn,
    parts: PartsIn,
    preferred: PreferredLanguage,
    on: On = None,
    language: InLanguage = None,
) -> Response:
    """The record of one controller as PDF/A."""
    record = await record_of_one(parts, caller, business_id, on, now())
    return await as_pdf(parts, record, language or preferred, now())


@router.get("/v1/staff/controllers/{business_id}/processing-record")
@access(_DPO)
async def read_record_of_controller(
    business_id: str, caller: StaffIn, parts: PartsIn, on: On = None
) -> ProcessingRecordView:
    """The record of one controller."""
    return _shown(await record_of_one(parts, caller, business_id, on, now()))


def _shown(record: ProcessingRecord) -> ProcessingRecordView:
    return ProcessingRecordView.model_validate(record.as_json())
