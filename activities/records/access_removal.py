"""Ends an access that a review removed (contract M2): at once, in the transaction of the decision."""

from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.departures import end_access
from activities.records.staff_leaving import Leaving, end_staff
from models import AccessReviewItem, ApiKey, Departure
from models.identifiers import Prefix, new_id
from terms.access_review import ItemKind


async def remove_access(
    session: AsyncSession, item: AccessReviewItem, by: str, at: datetime, zone: str
) -> str | None:
    """Ends the access of an item; returns the id of what people are to be told of: a departure, a leaving.

    What has ended since the review opened is left as it is. Raises `LastAdministrator`.
    """
    match ItemKind(item.kind):
        case ItemKind.GUEST:
            return await _guest(session, item, by, at)
        case ItemKind.API_KEY:
            await _key(session, item, at)
            return None
        case ItemKind.STAFF:
            leaving = Leaving(item.subject_id, at, by, f"access review {item.review_id}", zone)
            return await end_staff(session, leaving)


async def _guest(session: AsyncSession, item: AccessReviewItem, by: str, at: datetime) -> str | None:
    departure = Departure(
        id=new_id(Prefix.DEPARTURE),
        business_id=item.business_id,
        user_id=item.subject_id,
        ended_by=by,
        at=at,
    )
    role = await end_access(session, departure)
    return departure.id if role is not None else None


async def _key(session: AsyncSession, item: AccessReviewItem, at: datetime) -> None:
    await session.execute(
        update(ApiKey)
        .where(ApiKey.id == item.subject_id, or_(ApiKey.revoked_at.is_(None), ApiKey.revoked_at > at))
        .values(revoked_at=at)
    )
