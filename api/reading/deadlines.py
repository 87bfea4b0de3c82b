"""Legal clocks as they are listed (contract P)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.reading.cursors import cursor_after, position_of
from api.schemas.common import Page
from api.schemas.deadlines import DeadlineView
from models import Deadline
from terms.deadlines import DeadlineKind


async def list_deadlines(
    session: AsyncSession,
    business_id: str | None,
    kind: DeadlineKind | None,
    running: bool | None,
    due_before: datetime | None,
    limit: int,
    after: str | None,
) -> Page[DeadlineView]:
    """One page of those that the caller may see, newest first. Raises 422 for a cursor we did not make."""
    query = select(Deadline).order_by(Deadline.id.desc()).limit(limit + 1)
    if business_id is not None:
        query = query.where(Deadline.business_id == business_id)
    if kind is not None:
        query = query.where(Deadline.kind == kind.value)
    if running is not None:
        query = query.where(Deadline.outcome.is_(None) if running else Deadline.outcome.is_not(None))
    if due_before is not None:
        query = query.where(Deadline.due_at < due_before)
    if after is not None:
        query = query.where(Deadline.id < position_of(after))
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    items = [DeadlineView.model_validate(row, from_attributes=True) for row in shown]
    return Page[DeadlineView](items=items, next=cursor_after(shown[-1].id) if len(rows) > limit else None)
