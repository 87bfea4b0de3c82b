"""Decisions about access and their signed-off record (contract M2), within the caller's transaction."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import now
from activities.records.access_removal import remove_access
from activities.records.access_review_messages import DecisionOrder, DecisionOutcome, SignOffOrder
from activities.records.activity_log import Entry, note
from activities.records.staff_at_work import at_work
from activities.records.staff_leaving import LastAdministrator
from models import AccessReview, AccessReviewDecision, AccessReviewItem, AccessReviewRecord, StaffMember
from terms.access_review import (
    ENDED_REVIEWS,
    SECOND_ROLES,
    Decision,
    ItemKind,
    ReviewRefusal,
    ReviewState,
)
from terms.activity import Actor
from terms.evidence import canonical_json, instant_text


async def decide(session: AsyncSession, order: DecisionOrder, zone: str) -> DecisionOutcome:
    """Confirms or removes one access; a decision that was taken before by the same person is found again.

    `zone` is the holder's, in which a leaver's years are counted.
    """
    review = await session.get_one(AccessReview, order.review_id, with_for_update=True)
    item = await session.get(AccessReviewItem, order.item_id)
    earlier = await session.get(AccessReviewDecision, order.item_id)
    if earlier is not None:
        is_same = (earlier.decision, earlier.decided_by) == (order.decision.value, order.user_id)
        refusal = None if is_same else ReviewRefusal.ALREADY_DECIDED
        return DecisionOutcome(refusal) if refusal else _outcome(item, earlier.effect_id)
    if ReviewState(review.state) in ENDED_REVIEWS or item is None or item.review_id != review.id:
        return DecisionOutcome(ReviewRefusal.REVIEW_CLOSED)
    if item.kind == ItemKind.STAFF.value and not await _may_decide(session, item, order.user_id):
        return DecisionOutcome(ReviewRefusal.OWN_ACCESS)
    effect_id = None
    if order.decision is Decision.REMOVED:
        try:
            effect_id = await remove_access(session, item, order.user_id, order.at, zone)
        except LastAdministrator:
            return DecisionOutcome(ReviewRefusal.LAST_ADMINISTRATOR)
    session.add(_decision(item, order, effect_id))
    await _note(session, review, order.user_id, order.decision.value, [item.id, item.subject_id, review.id])
    return _outcome(item, effect_id)


async def sign_off(session: AsyncSession, order: SignOffOrder) -> ReviewRefusal | None:
    """Closes the review with a record that cannot change; once, whoever repeats it."""
    review = await session.get_one(AccessReview, order.review_id, with_for_update=True)
    if review.state == ReviewState.LAPSED.value:
        return ReviewRefusal.REVIEW_CLOSED
    if review.state == ReviewState.SIGNED.value:
        return None
    items = await _items(session, review.id)
    decisions = await _decisions(session, review.id)
    if any(item.id not in decisions for item in items):
        return ReviewRefusal.ITEMS_UNDECIDED
    record = _record(review, items, decisions, order)
    session.add(
        AccessReviewRecord(
            review_id=review.id,
            business_id=review.business_id,
            signed_by=order.user_id,
            signed_at=order.at,
            record=record,
            sha256=hashlib.sha256(canonical_json(record)).hexdigest(),
        )
    )
    review.state, review.ended_at = ReviewState.SIGNED.value, order.at
    await _note(session, review, order.user_id, "signed", [review.id])
    return None


async def review_figures(session: AsyncSession, review: AccessReview) -> dict[str, Any]:
    """How many accesses, how many confirmed and removed, and the digest of the record once it is signed."""
    decisions = Counter(one.decision for one in (await _decisions(session, review.id)).values())
    record = await session.get(AccessReviewRecord, review.id)
    return {
        "quarter": review.quarter,
        "items": review.items,
        "confirmed": decisions[Decision.CONFIRMED.value],
        "removed": decisions[Decision.REMOVED.value],
        "record_sha256": record.sha256 if record else None,
    }


async def _may_decide(session: AsyncSession, item: AccessReviewItem, user_id: str) -> bool:
    """Nobody decides about their own access, unless there is nobody else who could."""
    if item.user_id != user_id:
        return True
    rows = await session.scalars(select(StaffMember).where(*at_work(now()), StaffMember.user_id != user_id))
    return not any(SECOND_ROLES & set(row.roles) for row in rows)


def _outcome(item: AccessReviewItem | None, effect_id: str | None) -> DecisionOutcome:
    """What of the decision people are to be told."""
    if item is None or effect_id is None:
        return DecisionOutcome()
    if item.kind == ItemKind.STAFF.value:
        return DecisionOutcome(leaving_id=effect_id)
    return DecisionOutcome(departure_id=effect_id)


def _decision(item: AccessReviewItem, order: DecisionOrder, effect_id: str | None) -> AccessReviewDecision:
    return AccessReviewDecision(
        item_id=item.id,
        review_id=item.review_id,
        business_id=item.business_id,
        decision=order.decision.value,
        decided_by=order.user_id,
        decided_at=order.at,
        effect_id=effect_id,
    )


async def _items(session: AsyncSession, review_id: str) -> Sequence[AccessReviewItem]:
    rows = await session.scalars(
        select(AccessReviewItem).where(AccessReviewItem.review_id == review_id).order_by(AccessReviewItem.id)
    )
    return rows.all()


async def _decisions(session: AsyncSession, review_id: str) -> dict[str, AccessReviewDecision]:
    rows = await session.scalars(
        select(AccessReviewDecision).where(AccessReviewDecision.review_id == review_id)
    )
    return {row.item_id: row for row in rows}


def _record(
    review: AccessReview,
    items: Sequence[AccessReviewItem],
    decisions: dict[str, AccessReviewDecision],
    order: SignOffOrder,
) -> dict[str, Any]:
    return {
        "review_id": review.id,
        "quarter": review.quarter,
        "business_id": review.business_id,
        "opened_at": instant_text(review.opened_at),
        "signed_by": order.user_id,
        "signed_at": instant_text(order.at),
        "items": [_recorded(item, decisions[item.id]) for item in items],
    }


def _recorded(item: AccessReviewItem, decision: AccessReviewDecision) -> dict[str, Any]:
    return {
        "item_id": item.id,
        "kind": item.kind,
        "subject_id": item.subject_id,
        "user_id": item.user_id,
        "details": item.details,
        "decision": decision.decision,
        "decided_by": decision.decided_by,
        "decided_at": instant_text(decision.decided_at),
    }


async def _note(
    session: AsyncSession, review: AccessReview, user_id: str, what: str, objects: list[str]
) -> None:
    is_staff = review.business_id is None
    entry = Entry(
        f"workflow:access-reviews:{what}",
        Actor.STAFF if is_staff else Actor.USER,
        user_id,
        business_id=review.business_id,
        user_id=user_id,
        objects=objects,
    )
    await note(session, entry)
