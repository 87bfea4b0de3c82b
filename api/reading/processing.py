"""Records of processing for an owner, and for the DPO whole or of one controller (contract P2)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from activities.processing.facts import ControllerRecord, ProcessingRecord
from activities.processing.pdf import record_pdf
from activities.processing.record import controller_record, end_of, record_frame
from api.access.callers import Staff
from api.access.scopes import owner_scope
from api.frame.language import LANGUAGES
from api.parts import Parts
from api.problems.future import refuse_future
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.downloads import content_disposition
from terms.calendar import local_date

_CONTROLLERS = text("SELECT controllers_before(:until, :after_id, :at_most)")


async def own_record(
    session: AsyncSession, business_id: str, on: date | None, now: datetime, zone: str
) -> ProcessingRecord:
    """The record of one controller. Raises 404 for a day on which it was none, 422 for one to come."""
    frame = await _frame(session, on, now, zone)
    found = await controller_record(session, business_id, frame.as_of)
    if found is None:
        raise Problem(Kind.NOT_FOUND)
    return replace(frame, controllers=(found,))


async def record_of_one(
    parts: Parts, caller: Staff, business_id: str, on: date | None, now: datetime
) -> ProcessingRecord:
    """The same for the DPO, who sees no business: read as its owner would, and nothing else of it."""
    async with parts.database.transaction(owner_scope(business_id, caller.user_id)) as session:
        return await own_record(session, business_id, on, now, parts.settings.holder_zone)


async def whole_record(
    parts: Parts,
    session: AsyncSession,
    caller: Staff,
    on: date | None,
    now: datetime,
    after: str | None,
    limit: int,
) -> ProcessingRecord:
    """A part of the whole record, by the controllers' ids. Raises 404 and 422 as `own_record`."""
    frame = await _frame(session, on, now, parts.settings.holder_zone)
    rows = await session.scalars(
        _CONTROLLERS, {"until": frame.as_of, "after_id": after, "at_most": limit + 1}
    )
    ids = rows.all()
    controllers = await _each(parts, caller, ids[:limit], frame.as_of)
    return replace(frame, controllers=tuple(controllers), next=ids[limit - 1] if len(ids) > limit else None)


async def as_pdf(parts: Parts, record: ProcessingRecord, language: str | None, now: datetime) -> Response:
    """A record as a file; Spanish for who asks for no language of ours."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    pdf = await asyncio.to_thread(record_pdf, record, chosen, parts.settings.holder_zone, now)
    headers = {"Content-Disposition": content_disposition(f"processing-record-{record.on.isoformat()}.pdf")}
    return Response(pdf, media_type="application/pdf", headers=headers)


async def _frame(session: AsyncSession, on: date | None, now: datetime, zone: str) -> ProcessingRecord:
    today = local_date(now, zone)
    day = on or today
    refuse_future(day, today, "/on", "Records tell of days that have come.")
    frame = await record_frame(session, day, end_of(day, now, zone))
    if frame is None:
        raise Problem(Kind.NOT_FOUND)
    return frame


async def _each(
    parts: Parts, caller: Staff, business_ids: Sequence[str], before: datetime
) -> list[ControllerRecord]:
    found = []
    for business_id in business_ids:
        async with parts.database.transaction(owner_scope(business_id, caller.user_id)) as session:
            record = await controller_record(session, business_id, before)
        if record is not None:
            found.append(record)
    return found
