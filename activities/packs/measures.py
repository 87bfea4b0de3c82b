"""Dated evidence that security measures are kept, as far as a controller may know (contract M, P9)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Date, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from models import AccessReviewRecord, Breach, MeasureRecord, PurgeCertificate
from terms.evidence_packs import TOLD_BY_DAY, TOLD_WITH_FIGURES, measures_told_since
from terms.measures import RHYTHMS, Measure, Outcome

_BY_DAY = [measure.value for measure in TOLD_BY_DAY]
_WITH_FIGURES = {measure.value for measure in TOLD_WITH_FIGURES}


async def measures_evidence(
    session: AsyncSession, business_id: str, at: datetime, zone: str
) -> Mapping[str, Any]:
    """Each time a measure was carried out or failed (M9), the look at keys and reviews of access among them
    (M2, M3); signed reviews (M2), drills of breaches (M7), purges of this business (P11). From a session that
    sees what is the holder's own.

    Of the holder's staff it tells that and when something was done, never by whom. `zone` is the holder's, in
    which days are counted (contract C1).
    """
    since = measures_told_since(at, zone)
    return {
        "measures_since": since,
        "measures": await _each(session, since),
        "measures_by_day": await _by_day(session, since, zone),
        "M2_access_reviews": await _reviews(session, business_id),
        "M7_breach_drills": await _drills(session),
        "P11_purges": await _purges(session, business_id),
    }


async def _each(session: AsyncSession, since: datetime) -> Sequence[Mapping[str, Any]]:
    """Every time of the rare ones, and whatever failed, by the digest of figures that the DPO keeps."""
    rows = await session.scalars(
        select(MeasureRecord)
        .where(
            MeasureRecord.due_at >= since,
            or_(MeasureRecord.measure.not_in(_BY_DAY), MeasureRecord.outcome != Outcome.DONE.value),
        )
        .order_by(MeasureRecord.due_at, MeasureRecord.measure)
    )
    return [
        {
            "id": row.id,
            "measure": row.measure,
            "rule": RHYTHMS[Measure(row.measure)].rule,
            "due_at": row.due_at,
            "ended_at": row.ended_at,
            "outcome": row.outcome,
            "figures_sha256": row.figures_sha256,
        }
        | ({"figures": row.figures} if row.measure in _WITH_FIGURES else {})
        for row in rows
    ]


async def _by_day(session: AsyncSession, since: datetime, zone: str) -> Sequence[Mapping[str, Any]]:
    """The frequent ones by local day; the digest is over the digests of the day's figures, in their order."""
    day = cast(func.timezone(zone, MeasureRecord.due_at), Date).label("day")
    in_order: Any = aggregate_order_by(literal_column("''"), MeasureRecord.due_at)
    digests = func.convert_to(func.string_agg(MeasureRecord.figures_sha256, in_order), "UTF8")
    rows = await session.execute(
        select(
            MeasureRecord.measure,
            day,
            func.count().label("times"),
            func.count().filter(MeasureRecord.outcome != Outcome.DONE.value).label("failed"),
            func.min(MeasureRecord.due_at).label("first_due_at"),
            func.max(MeasureRecord.due_at).label("last_due_at"),
            func.encode(func.sha256(digests), "hex").label("figures_sha256"),
        )
        .where(MeasureRecord.due_at >= since, MeasureRecord.measure.in_(_BY_DAY))
        .group_by(MeasureRecord.measure, day)
        .order_by(day, MeasureRecord.measure)
    )
    return [
        {
            "measure": row.measure,
            "rule": RHYTHMS[Measure(row.measure)].rule,
            "day": row.day.isoformat(),
            "times": row.times,
            "failed": row.failed,
            "first_due_at": row.first_due_at,
            "last_due_at": row.last_due_at,
            "figures_sha256": row.figures_sha256,
        }
        for row in rows
    ]


async def _reviews(session: AsyncSession, business_id: str) -> list[Mapping[str, Any]]:
    """Those of the business whole; those of the staff by date and digest."""
    rows = await session.scalars(
        select(AccessReviewRecord)
        .where(or_(AccessReviewRecord.business_id == business_id, AccessReviewRecord.business_id.is_(None)))
        .order_by(AccessReviewRecord.signed_at)
    )
    return [
        {
            "of": "business" if row.business_id else "staff",
            "signed_at": row.signed_at,
            "sha256": row.sha256,
            "record": row.record if row.business_id else None,
        }
        for row in rows
    ]


async def _drills(session: AsyncSession) -> list[Mapping[str, Any]]:
    rows = await session.scalars(select(Breach).where(Breach.drill).order_by(Breach.id))
    return [
        {
            "id": row.id,
            "begun_at": row.registered_at,
            "state": row.state,
            "told_at_assessment": row.told,
            "closed_at": row.closed_at,
        }
        for row in rows
    ]


async def _purges(session: AsyncSession, business_id: str) -> list[Mapping[str, Any]]:
    rows = await session.scalars(
        select(PurgeCertificate)
        .where(PurgeCertificate.business_id == business_id)
        .order_by(PurgeCertificate.issued_at)
    )
    return [
        {"id": row.id, "stage": row.stage, "issued_at": row.issued_at, "digest": row.digest} for row in rows
    ]
