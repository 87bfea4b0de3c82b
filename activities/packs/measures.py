"""Dated evidence that security measures are kept, as far as a controller may know (contract M, P9)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import AccessReviewRecord, Breach, MeasureRecord, PurgeCertificate
from terms.measures import RHYTHMS, Measure

RECORDS_MAX = 2000


async def measures_evidence(session: AsyncSession, business_id: str) -> Mapping[str, Any]:
    """Each time a measure was carried out or failed (M9), reviews of access (M2), drills of breaches (M7),
    purges of this business (P11).

    Of the holder's staff it tells that and when something was done, never by whom.
    """
    return {
        "measures": await _carried_out(session),
        "M2_access_reviews": await _reviews(session, business_id),
        "M7_breach_drills": await _drills(session),
        "P11_purges": await _purges(session, business_id),
    }


async def _carried_out(session: AsyncSession) -> list[Mapping[str, Any]]:
    """By the digest of its figures, which the DPO keeps."""
    rows = await session.scalars(
        select(MeasureRecord).order_by(MeasureRecord.ended_at.desc()).limit(RECORDS_MAX)
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
