"""Legal holds, dates of destruction and certificates of it."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.staff import people
from api.schemas.legal_holds import (
    LegalHoldView,
    PurgeCertificateView,
    ReleaseAsked,
    RetentionView,
    StageView,
)
from models import LegalHold, PurgeCertificate, Retention
from terms.retention import PurgeStage

SOONEST = 100
"""Businesses on the one page of what is destroyed next."""


async def show_holds(session: AsyncSession, rows: Sequence[LegalHold]) -> list[LegalHoldView]:
    """Holds with the people who placed and lifted them."""
    named = (who for row in rows for who in (row.placed_by, row.release_asked_by, row.released_by))
    names = await people(session, named)
    return [
        LegalHoldView(
            id=row.id,
            business_id=row.business_id,
            reference=row.reference,
            reason=row.reason,
            placed_by=names[row.placed_by],
            placed_at=row.placed_at,
            release_asked=ReleaseAsked(
                by=names[row.release_asked_by], at=row.release_asked_at, reason=row.release_reason or ""
            )
            if row.release_asked_by and row.release_asked_at
            else None,
            released_by=names.get(row.released_by or ""),
            released_at=row.released_at,
        )
        for row in rows
    ]


async def soonest(session: AsyncSession) -> list[RetentionView]:
    """Blocked businesses by what is destroyed next; those on hold come last."""
    left = (
        select(Retention.business_id)
        .where(Retention.purged_at.is_(None))
        .group_by(Retention.business_id)
        .order_by(func.min(Retention.due_at).asc().nulls_last(), Retention.business_id)
        .limit(SOONEST)
    )
    return await _shown(session, (await session.scalars(left)).all())


async def retention_of(session: AsyncSession, business_id: str) -> RetentionView:
    """One business's. Raises 404 where nothing was blocked."""
    found = await _shown(session, [business_id])
    if not found:
        raise Problem(Kind.NOT_FOUND)
    return found[0]


async def _shown(session: AsyncSession, business_ids: Sequence[str]) -> list[RetentionView]:
    rows = await session.scalars(select(Retention).where(Retention.business_id.in_(business_ids)))
    by_business: dict[str, dict[str, Retention]] = defaultdict(dict)
    for row in rows:
        by_business[row.business_id][row.stage] = row
    issued = await session.execute(
        select(PurgeCertificate.business_id, PurgeCertificate.stage, PurgeCertificate.id).where(
            PurgeCertificate.business_id.in_(business_ids)
        )
    )
    certificates = {(row.business_id, row.stage): row.id for row in issued}
    return [
        RetentionView(
            business_id=business_id,
            blocked_at=next(iter(stages.values())).blocked_at,
            stages=[
                _stage(stages[stage.value], certificates.get((business_id, stage.value)))
                for stage in PurgeStage
                if stage.value in stages
            ],
        )
        for business_id in business_ids
        if (stages := by_business.get(business_id))
    ]


def _stage(row: Retention, certificate_id: str | None) -> StageView:
    return StageView(
        stage=PurgeStage(row.stage),
        due_at=row.due_at,
        begun_at=row.begun_at,
        purged_at=row.purged_at,
        certificate_id=certificate_id,
    )


async def certificate_of(session: AsyncSession, certificate_id: str) -> PurgeCertificate:
    """Raises 404."""
    row = await session.get(PurgeCertificate, certificate_id)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row


def show_certificate(row: PurgeCertificate) -> PurgeCertificateView:
    """The certificate as JSON; its PDF bears the seal."""
    return PurgeCertificateView(
        id=row.id,
        business_id=row.business_id,
        stage=PurgeStage(row.stage),
        issued_at=row.issued_at,
        digest=row.digest,
        facts=row.facts,
    )
