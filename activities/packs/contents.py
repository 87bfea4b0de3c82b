"""What a pack of evidence holds, file by file, from a session that sees the controller's rows (P9)."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.packs.instructions import disclosures_made, instructions_told
from activities.processing.facts import ProcessingRecord
from activities.processing.pdf import record_pdf
from activities.processing.record import controller_record, record_frame
from activities.records.breach_telling import shown_to
from models import Acceptance, BreachAssessment, BreachContact, BreachController, ShownText, Subprocessor
from terms.calendar import local_date

File = tuple[str, bytes]
_TEXTS = ("nature", "people", "records", "consequences", "measures")
_PUBLISHED = (
    "id", "name", "purpose", "data", "country", "safeguards", "contact", "state", "announced_at",
    "effective_at", "ended_at",
)  # fmt: skip


async def contents(
    session: AsyncSession, business_id: str, at: datetime, language: str, zone: str
) -> AsyncIterator[File]:
    """The files in the order of the archive. Raises `LookupError` for a controller that is gone."""
    record = await _record(session, business_id, at, zone)
    async for file in _contracts(session, business_id):
        yield file
    yield "processing-record/record.json", as_json(record.as_json())
    pdf = await asyncio.to_thread(record_pdf, record, language, zone, at)
    yield f"processing-record/record-{language}.pdf", pdf
    yield "dpo.json", as_json(record.as_json()["processor"])
    yield "subprocessors.json", as_json(await _subprocessors(session))
    yield "breaches.json", as_json(await _breaches(session, business_id))
    yield "instructions.json", as_json(await instructions_told(session, business_id))
    yield "disclosures.json", as_json(await disclosures_made(session, business_id))


def as_json(value: Any) -> bytes:
    """Readable JSON; instants by ISO 8601."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain).encode() + b"\n"


async def _record(session: AsyncSession, business_id: str, at: datetime, zone: str) -> ProcessingRecord:
    frame = await record_frame(session, local_date(at, zone), at)
    own = await controller_record(session, business_id, at)
    if frame is None or own is None:
        raise LookupError(f"{business_id} is no controller")
    return replace(frame, controllers=(own,))


async def _contracts(session: AsyncSession, business_id: str) -> AsyncIterator[File]:
    """Every acceptance for the business, and each text exactly as it was shown."""
    rows = (
        await session.execute(
            select(Acceptance, ShownText)
            .outerjoin(ShownText, ShownText.sha256 == Acceptance.sha256)
            .where(Acceptance.business_id == business_id)
            .order_by(Acceptance.accepted_at, Acceptance.id)
        )
    ).all()
    accepted = [
        {
            "document": row.document,
            "version": row.version,
            "language": row.language,
            "sha256": row.sha256,
            "accepted_at": row.accepted_at,
            "accepted_by": row.user_id,
            "ip": row.ip,
            "user_agent": row.user_agent,
        }
        for row, _ in rows
    ]
    yield "contracts/acceptances.json", as_json(accepted)
    shown = {text.sha256: text for _, text in rows if text is not None}
    for text in shown.values():
        name = f"contracts/{text.kind}-{text.version}-{text.language}-{text.sha256[:12]}.md"
        yield name, text.markdown.encode()


async def _subprocessors(session: AsyncSession) -> list[Mapping[str, Any]]:
    """The whole register, as published."""
    rows = await session.scalars(select(Subprocessor).order_by(Subprocessor.id))
    return [{name: getattr(row, name) for name in _PUBLISHED} for row in rows]


async def _breaches(session: AsyncSession, business_id: str) -> list[Mapping[str, Any]]:
    """Breaches that concerned it, with what it was told, and how."""
    rows = await session.scalars(
        select(BreachController).where(shown_to(business_id)).order_by(BreachController.breach_id)
    )
    return [await _breach(session, row) for row in rows.all()]


async def _breach(session: AsyncSession, row: BreachController) -> Mapping[str, Any]:
    told = await session.scalars(
        select(BreachAssessment)
        .where(BreachAssessment.breach_id == row.breach_id, BreachAssessment.number <= (row.told or 0))
        .order_by(BreachAssessment.number)
    )
    calls = await session.scalars(
        select(BreachContact)
        .where(BreachContact.breach_id == row.breach_id, BreachContact.business_id == row.business_id)
        .order_by(BreachContact.assessment)
    )
    return {
        "id": row.breach_id,
        "people": row.people,
        "records": row.records,
        "first_told_at": row.first_told_at,
        "told_at": row.told_at,
        "told_another_way": [
            {"assessment": one.assessment, "at": one.at, "words": one.words} for one in calls
        ],
        "assessments": [
            {"number": one.number, "at": one.at} | {name: getattr(one, name) for name in _TEXTS}
            for one in told
        ],
    }


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
