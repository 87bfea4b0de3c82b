"""Who has access now (contract M2): the holder's staff, or a business's guests and keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.staff_duties import done_columns
from models import AccessReviewItem, ApiKey, Membership, Session, StaffMember
from models.identifiers import Prefix, new_id
from terms.access_review import ItemKind
from terms.evidence import instant_text
from terms.people import Done
from terms.roles import BusinessRole

_GUESTS = (Membership.role == BusinessRole.GUEST.value, Membership.revoked_at.is_(None))
"""Who was shut out for misuse keeps the place, but has no access (A8)."""


async def snapshot(
    session: AsyncSession, review_id: str, business_id: str | None, now: datetime
) -> Sequence[AccessReviewItem]:
    """All access, as items of a review."""
    if business_id is None:
        return await _staff(session, review_id, now)
    guests = await _guests(session, review_id, business_id)
    return [*guests, *await _keys(session, review_id, business_id, now)]


async def businesses_with_access(session: AsyncSession, after: str, limit: int, now: datetime) -> list[str]:
    """Ids of businesses, in order, in which at `now` somebody but the owner has access, or a program."""
    guests = select(Membership.business_id).where(*_GUESTS)
    keys = select(ApiKey.business_id).where(*_working(now))
    either = guests.union(keys).subquery()
    rows = await session.scalars(
        select(either.c.business_id)
        .where(either.c.business_id > after)
        .order_by(either.c.business_id)
        .limit(limit)
    )
    return list(rows)


async def _staff(session: AsyncSession, review_id: str, now: datetime) -> list[AccessReviewItem]:
    last_seen = (
        select(func.max(Session.last_seen_at))
        .where(Session.user_id == StaffMember.user_id)
        .correlate(StaffMember)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(StaffMember, last_seen, *done_columns()).where(StaffMember.left_at.is_(None))
    )
    return [
        _item(
            review_id,
            None,
            ItemKind.STAFF,
            member.user_id,
            member.user_id,
            roles=sorted(member.roles),
            granted_at=instant_text(member.joined_at),
            last_used_at=_text(seen),
            commitment_until=_text(done[0]),
            training_until=_text(done[1]),
            missing=sorted(duty.value for duty in Done(*done).lacks(now)),
        )
        for member, seen, *done in rows
    ]


async def _guests(session: AsyncSession, review_id: str, business_id: str) -> list[AccessReviewItem]:
    rows = await session.scalars(select(Membership).where(Membership.business_id == business_id, *_GUESTS))
    return [
        _item(
            review_id,
            business_id,
            ItemKind.GUEST,
            row.user_id,
            row.user_id,
            granted_at=instant_text(row.created_at),
        )
        for row in rows
    ]


async def _keys(
    session: AsyncSession, review_id: str, business_id: str, now: datetime
) -> list[AccessReviewItem]:
    rows = await session.scalars(select(ApiKey).where(ApiKey.business_id == business_id, *_working(now)))
    return [
        _item(
            review_id,
            business_id,
            ItemKind.API_KEY,
            row.id,
            row.created_by,
            name=row.name,
            mode=row.mode,
            scopes=sorted(row.scopes),
            granted_at=instant_text(row.created_at),
            expires_at=_text(row.expires_at),
            last_used_at=_text(row.last_used_at),
        )
        for row in rows
    ]


def _working(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return ApiKey.revoked_at.is_(None), or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > at)


def _item(
    review_id: str, business_id: str | None, kind: ItemKind, subject_id: str, user_id: str, **details: Any
) -> AccessReviewItem:
    return AccessReviewItem(
        id=new_id(Prefix.ACCESS_REVIEW_ITEM),
        review_id=review_id,
        business_id=business_id,
        kind=kind.value,
        subject_id=subject_id,
        user_id=user_id,
        details={name: value for name, value in details.items() if value is not None},
    )


def _text(at: datetime | None) -> str | None:
    return instant_text(at) if at else None
