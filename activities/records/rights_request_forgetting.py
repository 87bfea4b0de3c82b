"""What is not kept of data subjects' requests, and when (contract P7; GDPR art. 5.1.e)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.messages import Purpose
from activities.records.rights_request_messages import mail_key
from models import Mail, RightsPart, RightsRequest
from models.kept import MAIL_SUBJECT


async def forget_nobodys(session: AsyncSession, request_id: str) -> None:
    """Of one that nobody made: that it came stays, but not whose address it named, nor what it said."""
    await session.execute(delete(RightsPart).where(RightsPart.request_id == request_id))
    await _forget(session, [request_id])


async def forget_ended(session: AsyncSession, before: datetime, limit: int) -> int:
    """The same of those that ended before an instant, with what was answered; says of how many."""
    rows = await session.scalars(
        select(RightsRequest.id)
        .where(RightsRequest.ended_at < before, RightsRequest.email.is_not(None))
        .order_by(RightsRequest.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    request_ids = list(rows)
    parts = await session.execute(
        update(RightsPart)
        .where(RightsPart.request_id.in_(request_ids))
        .values(email=None, name=None, words=None, answer=None, answer_email=None)
        .returning(RightsPart.id, RightsPart.business_id, RightsPart.answered_again)
    )
    answered = Purpose.RIGHTS_ANSWERED
    keys = [
        mail_key(business_id, part_id, answered, again)
        for part_id, business_id, times in parts
        if business_id
        for again in range(times + 1)
    ]
    await session.execute(delete(Mail).where(Mail.key.in_(keys)))
    await _forget(session, request_ids)
    return len(request_ids)


async def _forget(session: AsyncSession, request_ids: Sequence[str]) -> None:
    await session.execute(
        update(RightsRequest)
        .where(RightsRequest.id.in_(request_ids))
        .values(email=None, name=None, words=None, ip=None, user_agent=None)
    )
    about = literal_column(MAIL_SUBJECT).in_(request_ids)
    await session.execute(delete(Mail).where(about))
