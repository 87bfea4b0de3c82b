"""What counts as use of a plan (contract S6, E5)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Envelope


async def envelopes_sent(
    session: AsyncSession, business_id: str, begin: datetime, end: datetime | None = None
) -> int:
    """Envelopes sent from `begin` until before `end`, each once, by its first sending; no tests."""
    query = (
        select(func.count())
        .select_from(Envelope)
        .where(Envelope.business_id == business_id, Envelope.sent_at >= begin, Envelope.test.is_(False))
    )
    if end is not None:
        query = query.where(Envelope.sent_at < end)
    return await session.scalar(query) or 0
