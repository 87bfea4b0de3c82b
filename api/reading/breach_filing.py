"""The notification to the authority as it stands now, and the register of breaches as a file (P8)."""

import asyncio
import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from activities.breaches.form import AuthorityForm, ConcernedController
from activities.breaches.pdf import form_pdf
from activities.processing.holder import processor_before
from api.frame.language import LANGUAGES
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.breaches import show_breach
from api.reading.downloads import content_disposition
from api.reading.incidents import tame
from api.schemas.breaches import BreachDetail
from models import Breach, BreachAssessment, BreachController, Incident
from terms.breaches import AuthorityFacts, filing_kind, missing_facts
from terms.calendar import local_date
from terms.deadlines import DeadlineKind, due_at
from terms.security_measures import version_on

RegisterFormat = Literal["csv", "json"]
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_TEXTS = ("nature", "people", "records", "consequences", "measures")
_COLUMNS = (
    "breach", "incident", "drill", "state", "aware_at", "registered_at", "responsible", "substitute",
    "controllers", "people_count", "record_count", "controllers_due_at", "first_told_at", "told_at",
    "unreached", "authority_due_at", "authority_filed_at", "authority_reference", "unlikely_reason",
    "unlikely_by", "unlikely_approved_by", *_TEXTS, "assessments", "closed_at",
)  # fmt: skip
_FACTS = TypeAdapter(AuthorityFacts)


async def authority_form(session: AsyncSession, breach_id: str, now: datetime, zone: str) -> AuthorityForm:
    """The notification as it would be filed now. Raises 404."""
    breach = await session.get(Breach, breach_id)
    if breach is None:
        raise Problem(Kind.NOT_FOUND)
    incident = await session.get_one(Incident, breach.incident_id)
    newest = await _newest(session, breach_id)
    processor = await processor_before(session, now)
    if processor is None:
        raise Problem(Kind.NOT_FOUND)
    due = due_at(DeadlineKind.BREACH_TO_AUTHORITY, breach.aware_at)
    late = (breach.authority_filed_at or now) >= due
    facts = _FACTS.validate_python(breach.authority_facts)
    missing = missing_facts(facts, assessed=newest is not None, late=late)
    controllers = await _controllers(session, breach_id)
    return AuthorityForm(
        breach_id=breach.id,
        incident_id=incident.id,
        kind=filing_kind(breach.authority_reference, missing),
        reference=breach.authority_reference,
        drill=breach.drill,
        made_at=now,
        aware_at=breach.aware_at,
        due_at=due,
        late=late,
        incident_kind=incident.kind,
        incident_source=incident.source,
        notifier=processor,
        people_count=sum(one.people for one in controllers),
        record_count=sum(one.records for one in controllers),
        controllers=tuple(controllers),
        facts=facts,
        contract_version=version_on(local_date(breach.aware_at, zone).isoformat()),
        missing=missing,
        **{name: getattr(newest, name) if newest else {} for name in _TEXTS},
    )


async def form_file(form: AuthorityForm, language: str | None, zone: str) -> Response:
    """The notification as a file; Spanish, the authority's language, unless another of ours is asked for."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    pdf = await asyncio.to_thread(form_pdf, form, chosen, zone)
    headers = {"Content-Disposition": content_disposition(f"authority-form-{form.breach_id}.pdf")}
    return Response(pdf, media_type="application/pdf", headers=headers)


async def register_file(session: AsyncSession, form: RegisterFormat) -> Response:
    """The register with everything known, oldest first."""
    ids = (await session.scalars(select(Breach.id).order_by(Breach.id))).all()
    breaches = [await show_breach(session, breach_id) for breach_id in ids]
    content = _csv(breaches) if form == "csv" else _json(breaches)
    headers = {"Content-Disposition": content_disposition(f"breaches.{form}")}
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


async def _newest(session: AsyncSession, breach_id: str) -> BreachAssessment | None:
    return await session.scalar(
        select(BreachAssessment)
        .where(BreachAssessment.breach_id == breach_id)
        .order_by(BreachAssessment.number.desc())
        .limit(1)
    )


async def _controllers(session: AsyncSession, breach_id: str) -> Sequence[ConcernedController]:
    rows = await session.scalars(
        select(BreachController)
        .where(BreachController.breach_id == breach_id)
        .order_by(BreachController.business_id)
    )
    return [ConcernedController(row.business_id, row.people, row.records, row.first_told_at) for row in rows]


def _json(breaches: Sequence[BreachDetail]) -> bytes:
    items = [breach.model_dump(mode="json") for breach in breaches]
    return json.dumps({"items": items}, ensure_ascii=False, indent=2).encode()


def _csv(breaches: Sequence[BreachDetail]) -> bytes:
    """Lines of RFC 4180; texts are those of the newest assessment, in Spanish."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for breach in breaches:
        writer.writerow([tame(value) for value in _line(breach)])
    return out.getvalue().encode()


def _line(breach: BreachDetail) -> Sequence[str | int | None]:
    told = [one.first_told_at for one in breach.controllers if one.first_told_at]
    newest = breach.assessments[-1] if breach.assessments else None
    unlikely_by, approved_by = breach.unlikely_by, breach.unlikely_approved_by
    return [
        breach.id,
        breach.incident_id,
        str(breach.drill).lower(),
        breach.state.value,
        _text(breach.aware_at),
        _text(breach.registered_at),
        breach.responsible.id,
        breach.substitute.id,
        len(breach.controllers),
        sum(one.people for one in breach.controllers),
        sum(one.records for one in breach.controllers),
        _text(breach.controllers_due_at),
        _text(min(told, default=None)),
        _text(max(told, default=None)),
        sum(one.refused_at is not None and one.contact is None for one in breach.controllers),
        _text(breach.authority_due_at),
        _text(breach.authority_filed_at),
        breach.authority_reference,
        breach.unlikely_reason,
        unlikely_by.id if unlikely_by else None,
        approved_by.id if approved_by else None,
        *(getattr(newest, name).es if newest else None for name in _TEXTS),
        len(breach.assessments),
        _text(breach.closed_at),
    ]


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
