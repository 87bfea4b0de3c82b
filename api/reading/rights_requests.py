"""Data subjects' requests as controllers and the dpo see them (contract P6, P7)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.messages import Purpose
from activities.records.rights_request_messages import mail_key
from activities.subjects.finding import of_person
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from api.reading.incidents import staff_names
from api.schemas.common import Page
from api.schemas.deadlines import DeadlineView
from api.schemas.rights_requests import (
    ConcernedEnvelope,
    OwnRightsRequest,
    OwnRightsRequestDetail,
    RightsPartView,
    RightsRequestDetail,
    RightsRequestView,
)
from models import Deadline, Envelope, Mail, RightsPart, RightsRequest, Signer
from terms.rights_requests import ARTICLES, ENDED, RequestState, Right, dates_of
from terms.working_days import WorkingCalendar

ENVELOPES_SHOWN = 100
_OWN = (
    "id", "name", "email", "words", "language", "identity", "received_at", "passed_at", "answer_due_at",
    "envelopes", "outcome", "answer", "resolved_at", "person_told_at", "person_unreached_at",
)  # fmt: skip
_PART = (
    "business_id", "envelopes", "passed_at", "unreached_at", "outcome", "answer", "resolved_at",
    "person_told_at", "person_unreached_at",
)  # fmt: skip
_REQUEST = (
    "words", "language", "registered_at", "confirm_until", "identity_at", "identity_reason", "withdrawn_at",
    "extended_at", "extension_reason", "extension_told_at", "extension_unreached_at",
)  # fmt: skip


async def list_own_requests(
    session: AsyncSession, business_id: str, limit: int, after: str | None
) -> Page[OwnRightsRequest]:
    """What was passed on to a controller, newest first. Raises 422 for a cursor we did not make."""
    query = select(RightsPart).where(RightsPart.business_id == business_id, RightsPart.passed_at.is_not(None))
    if after is not None:
        query = query.where(RightsPart.id < position_of(after))
    rows = (await session.scalars(query.order_by(RightsPart.id.desc()).limit(limit + 1))).all()
    shown = rows[:limit]
    return Page[OwnRightsRequest](
        items=[OwnRightsRequest.model_validate(_own(row)) for row in shown],
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


async def show_own_request(session: AsyncSession, business_id: str, part_id: str) -> OwnRightsRequestDetail:
    """One, with the envelopes concerned. Raises 404."""
    row = await session.get(RightsPart, part_id, populate_existing=True)
    if row is None or row.business_id != business_id or row.passed_at is None:
        raise Problem(Kind.NOT_FOUND)
    envelopes = await session.execute(
        select(Envelope.id, Envelope.title)
        .join(Signer, Signer.envelope_id == Envelope.id)
        .where(Envelope.business_id == business_id, of_person(row.email or "", business_id))
        .distinct()
        .order_by(Envelope.id.desc())
        .limit(ENVELOPES_SHOWN)
    )
    concerned = [ConcernedEnvelope(id=envelope_id, title=title) for envelope_id, title in envelopes]
    return OwnRightsRequestDetail.model_validate(_own(row) | {"concerned": concerned})


async def list_requests(
    session: AsyncSession, parts: Parts, running: bool | None, limit: int, after: str | None
) -> Page[RightsRequestView]:
    """One page of all requests, newest first. Raises 422 for a cursor we did not make."""
    query = select(RightsRequest).order_by(RightsRequest.id.desc()).limit(limit + 1)
    if running is not None:
        ended = RightsRequest.state.in_([state.value for state in ENDED])
        query = query.where(~ended if running else ended)
    if after is not None:
        query = query.where(RightsRequest.id < position_of(after))
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    found = await _parts_of(session, [row.id for row in shown])
    return Page[RightsRequestView](
        items=[RightsRequestView.model_validate(_facts(row, found[row.id], parts)) for row in shown],
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


async def show_request(session: AsyncSession, parts: Parts, request_id: str) -> RightsRequestDetail:
    """One, with who was told, the answers, and the clocks. Raises 404."""
    row = await session.get(RightsRequest, request_id, populate_existing=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    found = (await _parts_of(session, [row.id]))[row.id]
    names = await staff_names(session, (row.registered_by, row.identity_by, row.extended_by))
    deliveries = await _deliveries(session, found)
    clocks = await session.scalars(
        select(Deadline).where(Deadline.subject_id == row.id).order_by(Deadline.id)
    )
    return RightsRequestDetail.model_validate(
        _facts(row, found, parts)
        | {name: getattr(row, name) for name in _REQUEST}
        | {
            "article": ARTICLES[Right(row.kind)],
            "registered_by": names.get(row.registered_by or ""),
            "identity_by": names.get(row.identity_by or ""),
            "extended_by": names.get(row.extended_by or ""),
            "parts": [_part(part, deliveries.get(part.id)) for part in found],
            "clocks": [DeadlineView.model_validate(clock, from_attributes=True) for clock in clocks],
        }
    )


async def _parts_of(session: AsyncSession, request_ids: Sequence[str]) -> Mapping[str, list[RightsPart]]:
    found: dict[str, list[RightsPart]] = defaultdict(list)
    rows = await session.scalars(
        select(RightsPart)
        .where(RightsPart.request_id.in_(request_ids))
        .order_by(RightsPart.id)
        .execution_options(populate_existing=True)
    )
    for row in rows:
        found[row.request_id].append(row)
    return found


async def _deliveries(session: AsyncSession, parts: Sequence[RightsPart]) -> Mapping[str, str]:
    """Part → what became of its notice's mail."""
    keys = {
        mail_key(part.business_id, part.id, Purpose.RIGHTS_NOTICE): part.id
        for part in parts
        if part.business_id is not None
    }
    rows = await session.execute(select(Mail.key, Mail.state).where(Mail.key.in_(keys)))
    return {keys[key]: state for key, state in rows}


def _own(row: RightsPart) -> dict[str, Any]:
    right = Right(row.kind)
    return {name: getattr(row, name) for name in _OWN} | {
        "reference": row.request_id,
        "right": right,
        "article": ARTICLES[right],
        "measure_reference": row.reference,
    }


def _part(row: RightsPart, delivery: str | None) -> RightsPartView:
    values = {name: getattr(row, name) for name in _PART}
    return RightsPartView.model_validate(values | {"measure_reference": row.reference, "delivery": delivery})


def _facts(row: RightsRequest, found: Sequence[RightsPart], parts: Parts) -> dict[str, Any]:
    calendar = WorkingCalendar(extra=parts.settings.holder_holidays)
    dates = dates_of(row.received_at, calendar, parts.settings.holder_zone)
    own = [part for part in found if part.business_id is None and part.outcome is None]
    others = [part for part in found if part.business_id is not None]
    return {
        "id": row.id,
        "right": Right(row.kind),
        "name": row.name,
        "email": row.email,
        "channel": row.channel,
        "state": RequestState(row.state),
        "identity": row.identity,
        "received_at": row.received_at,
        "pass_on_due_at": dates.pass_on_due,
        "passed_on_at": row.passed_on_at,
        "own_due_at": own[0].answer_due_at if own else None,
        "controllers": len(others),
        "unanswered": sum(part.outcome is None for part in others),
        "unreached": sum(part.unreached_at is not None for part in others),
        "ended_at": row.ended_at,
    }
