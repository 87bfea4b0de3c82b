"""Security measures and their records as staff see them (contract M9)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.measure_records import judged_from
from api.reading.cursors import cursor_after, position_of
from api.schemas.common import Page
from api.schemas.measures import MeasureRecordView, MeasureStanding, MeasureStandings
from models import MeasureRecord
from terms.measures import RHYTHMS, Measure, Outcome, standing


async def measure_standings(session: AsyncSession, now: datetime, zone: str) -> MeasureStandings:
    """Every measure with its newest records. None counts as missed before it is judged (`judged_from`)."""
    return MeasureStandings(items=[await _standing(session, one, now, zone) for one in Measure])


async def list_measure_records(
    session: AsyncSession, measure: Measure | None, outcome: Outcome | None, limit: int, after: str | None
) -> Page[MeasureRecordView]:
    """One page, newest first. Raises 422 for a cursor we did not make."""
    query = select(MeasureRecord).order_by(MeasureRecord.id.desc()).limit(limit + 1)
    if measure is not None:
        query = query.where(MeasureRecord.measure == measure.value)
    if outcome is not None:
        query = query.where(MeasureRecord.outcome == outcome.value)
    if after is not None:
        query = query.where(MeasureRecord.id < position_of(after))
    rows = (await session.scalars(query)).all()
    items = [_view(row) for row in rows[:limit]]
    return Page[MeasureRecordView](
        items=items, next=cursor_after(items[-1].id) if len(rows) > limit else None
    )


async def _standing(session: AsyncSession, measure: Measure, now: datetime, zone: str) -> MeasureStanding:
    newest = await _newest(session, measure)
    done = newest
    if newest is not None and newest.outcome != Outcome.DONE.value:
        done = await _newest(session, measure, Outcome.DONE)
    recorded = newest.due_at if newest else None
    since = recorded or await judged_from(session, measure, now)
    stands = standing(measure, since, recorded, now, zone)
    return MeasureStanding(
        measure=measure,
        rule=RHYTHMS[measure].rule,
        next_due_at=stands.next_due_at,
        missed_at=stands.missed_at,
        newest=_view(newest) if newest else None,
        newest_done=_view(done) if done else None,
    )


async def _newest(
    session: AsyncSession, measure: Measure, outcome: Outcome | None = None
) -> MeasureRecord | None:
    query = select(MeasureRecord).where(MeasureRecord.measure == measure.value)
    if outcome is not None:
        query = query.where(MeasureRecord.outcome == outcome.value)
    row: MeasureRecord | None = await session.scalar(query.order_by(MeasureRecord.due_at.desc()).limit(1))
    return row


def _view(row: MeasureRecord) -> MeasureRecordView:
    return MeasureRecordView.model_validate(row, from_attributes=True)
