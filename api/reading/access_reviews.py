"""Reviews of access as the responsible see them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.access_reviews import (
    ReviewDetails,
    ReviewEntry,
    ReviewRecord,
    ReviewSubject,
    ReviewSummary,
    ReviewView,
)
from models import AccessReview, AccessReviewDecision, AccessReviewItem, AccessReviewRecord, KnownPerson
from terms.access_review import Decision, ItemKind, ReviewState


async def list_reviews(session: AsyncSession, business_id: str | None) -> list[ReviewSummary]:
    """The reviews of a business, or without one those of the holder's staff; newest first."""
    rows = await session.scalars(
        select(AccessReview)
        .where(AccessReview.business_id.is_not_distinct_from(business_id))
        .order_by(AccessReview.quarter.desc())
    )
    reviews = rows.all()
    counts = await _decided(session, [review.id for review in reviews])
    return [_summary(review, counts.get(review.id, 0)) for review in reviews]


async def find_review(session: AsyncSession, business_id: str | None, review_id: str) -> AccessReview:
    """The review; raises 404 for another business's."""
    review: AccessReview | None = await session.scalar(
        select(AccessReview).where(
            AccessReview.id == review_id, AccessReview.business_id.is_not_distinct_from(business_id)
        )
    )
    if review is None:
        raise Problem(Kind.NOT_FOUND)
    return review


async def require_item(session: AsyncSession, review: AccessReview, item_id: str) -> None:
    """Raises 404 unless the item is the review's."""
    item = await session.get(AccessReviewItem, item_id)
    if item is None or item.review_id != review.id:
        raise Problem(Kind.NOT_FOUND)


async def show_review(session: AsyncSession, review: AccessReview) -> ReviewView:
    """The review, whole."""
    items = (
        await session.scalars(
            select(AccessReviewItem)
            .where(AccessReviewItem.review_id == review.id)
            .order_by(AccessReviewItem.id)
        )
    ).all()
    decisions = {
        row.item_id: row
        for row in await session.scalars(
            select(AccessReviewDecision).where(AccessReviewDecision.review_id == review.id)
        )
    }
    users = {
        user.id: user
        for user in await session.scalars(
            select(KnownPerson).where(KnownPerson.id.in_([item.user_id for item in items]))
        )
    }
    record = await session.get(AccessReviewRecord, review.id)
    return ReviewView(
        **_summary(review, len(decisions)).model_dump(),
        entries=[_entry(item, users.get(item.user_id), decisions.get(item.id)) for item in items],
        record=_record(record) if record else None,
    )


async def _decided(session: AsyncSession, review_ids: Sequence[str]) -> dict[str, int]:
    rows = await session.execute(
        select(AccessReviewDecision.review_id, func.count())
        .where(AccessReviewDecision.review_id.in_(review_ids))
        .group_by(AccessReviewDecision.review_id)
    )
    return {row[0]: row[1] for row in rows}


def _summary(review: AccessReview, decided: int) -> ReviewSummary:
    state = ReviewState(review.state)
    return ReviewSummary(
        id=review.id,
        quarter=review.quarter,
        state=state,
        opened_at=review.opened_at,
        due_at=review.due_at,
        signed_at=review.ended_at if state is ReviewState.SIGNED else None,
        items=review.items,
        undecided=review.items - decided,
    )


def _entry(
    item: AccessReviewItem, user: KnownPerson | None, decided: AccessReviewDecision | None
) -> ReviewEntry:
    kind = ItemKind(item.kind)
    name = item.details["name"] if kind is ItemKind.API_KEY else user.name if user else None
    return ReviewEntry(
        id=item.id,
        kind=kind,
        subject=ReviewSubject(id=item.subject_id, name=name, email=user.email if user else None),
        details=ReviewDetails.model_validate(
            {key: value for key, value in item.details.items() if key in ReviewDetails.model_fields}
        ),
        decision=Decision(decided.decision) if decided else None,
        decided_by=decided.decided_by if decided else None,
        decided_at=decided.decided_at if decided else None,
    )


def _record(record: AccessReviewRecord) -> ReviewRecord:
    return ReviewRecord(signed_by=record.signed_by, signed_at=record.signed_at, sha256=record.sha256)
