"""Lists of envelopes: filtered, newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Member
from api.reading.cursors import cursor_after, position_of
from api.schemas.common import Page
from api.schemas.envelopes import EnvelopeSummary
from models import Envelope, Signer
from terms.envelope import EnvelopeState, SignerState


@dataclass(frozen=True)
class EnvelopeFilter:
    """What to list. Ranges include their beginning and exclude their end; `text` is looked for anywhere."""

    states: Sequence[EnvelopeState] = ()
    created_from: datetime | None = None
    created_to: datetime | None = None
    sent_from: datetime | None = None
    sent_to: datetime | None = None
    external_id: str | None = None
    text: str | None = None
    test: bool | None = None
    """`None`: the mode of the request."""


async def list_envelopes(
    session: AsyncSession, member: Member, wanted: EnvelopeFilter, limit: int, after: str | None
) -> Page[EnvelopeSummary]:
    """One page of a business's envelopes of one mode. Raises 422 for a cursor we did not make."""
    test = member.test if wanted.test is None or member.api_key_id else wanted.test
    query = (
        select(Envelope)
        .where(Envelope.business_id == member.business_id, Envelope.test.is_(test), *_conditions(wanted))
        .order_by(Envelope.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(Envelope.id < position_of(after))
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    counts = await _signer_counts(session, [row.id for row in shown])
    return Page[EnvelopeSummary](
        items=[_summary(row, *counts.get(row.id, (0, 0))) for row in shown],
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


def _conditions(wanted: EnvelopeFilter) -> list[ColumnElement[bool]]:
    ranges: list[tuple[Any, datetime | None, datetime | None]] = [
        (Envelope.created_at, wanted.created_from, wanted.created_to),
        (Envelope.sent_at, wanted.sent_from, wanted.sent_to),
    ]
    conditions: list[ColumnElement[bool]] = []
    for column, begin, end in ranges:
        if begin is not None:
            conditions.append(column >= begin)
        if end is not None:
            conditions.append(column < end)
    if wanted.states:
        conditions.append(Envelope.state.in_([state.value for state in wanted.states]))
    if wanted.external_id is not None:
        conditions.append(Envelope.external_id == wanted.external_id)
    if wanted.text:
        conditions.append(_mentions(wanted.text))
    return conditions


def _mentions(text: str) -> ColumnElement[bool]:
    """Title, external id, or a signer's name or address contains the text, in any case."""
    signers = select(Signer.envelope_id).where(
        or_(Signer.name.icontains(text, autoescape=True), Signer.email.icontains(text, autoescape=True))
    )
    return or_(
        Envelope.title.icontains(text, autoescape=True),
        Envelope.external_id.icontains(text, autoescape=True),
        Envelope.id.in_(signers),
    )


async def _signer_counts(session: AsyncSession, envelope_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    signed = func.sum(case((Signer.state == SignerState.SIGNED.value, 1), else_=0))
    rows = await session.execute(
        select(Signer.envelope_id, func.count().label("total"), signed.label("signed"))
        .where(Signer.envelope_id.in_(envelope_ids))
        .group_by(Signer.envelope_id)
    )
    return {row.envelope_id: (row.total, int(row.signed)) for row in rows}


def _summary(row: Envelope, total: int, signed: int) -> EnvelopeSummary:
    return EnvelopeSummary(
        id=row.id,
        title=row.title,
        state=EnvelopeState(row.state),
        external_id=row.external_id,
        test=row.test,
        signers_total=total,
        signers_signed=signed,
        expires_at=row.expires_at,
        created_at=row.created_at,
        sent_at=row.sent_at,
        finished_at=row.finished_at,
    )
