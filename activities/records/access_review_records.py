"""Access reviews in PostgreSQL as their workflow opens, decides and closes them (contract M2)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.records.access_decisions import decide, review_figures, sign_off
from activities.records.access_review_messages import (
    DecisionOrder,
    DecisionOutcome,
    ReviewChange,
    ReviewOpening,
    ReviewPlan,
    SignOffOrder,
)
from activities.records.access_snapshot import businesses_with_access, snapshot
from activities.records.activity_log import Entry, note
from activities.records.staff_at_work import at_work
from models import AccessReview, Business, StaffMember
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.access_review import (
    ENDED_REVIEWS,
    RESPONSIBLE_ROLES,
    SECOND_ROLES,
    ReviewRefusal,
    ReviewState,
    review_due,
)
from terms.activity import Actor

PAGE = 200
"""Businesses whose reviews are opened in one go."""


class AccessReviewRecords:
    """Opens reviews with what is to be reviewed, takes decisions, and keeps what was signed off."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="List businesses to review")
    async def businesses(self, after: str) -> list[str]:
        """The next businesses, in order of their ids, in which there is access to review."""
        async with self._database.transaction() as session:
            return await businesses_with_access(session, after, PAGE, now())

    @activity.defn(name="Open access review")
    async def open(self, opening: ReviewOpening) -> ReviewPlan | None:
        """Notes all access there is, once; `None` where there is none."""
        async with self._database.transaction() as session:
            found = await _found(session, opening)
            if found is None:
                found = await _opened(session, opening)
            return ReviewPlan(found.id, found.opened_at) if found else None

    @activity.defn(name="Find who reviews access")
    async def responsible(self, review_id: str, overdue: bool) -> list[str]:
        """Ids of the users who are asked; of the staff's review a second person too once it is overdue."""
        async with self._database.transaction() as session:
            review = await session.get_one(AccessReview, review_id)
            if review.business_id is not None:
                return [(await session.get_one(Business, review.business_id)).owned_by]
            wanted = SECOND_ROLES if overdue else RESPONSIBLE_ROLES
            rows = await session.scalars(
                select(StaffMember).where(*at_work(now())).order_by(StaffMember.user_id)
            )
            return [row.user_id for row in rows if wanted & set(row.roles)]

    @activity.defn(name="Decide about access")
    async def decide(self, order: DecisionOrder) -> DecisionOutcome:
        """Confirms or removes one access, at once; a repeated decision finds the first one."""
        async with self._database.transaction() as session:
            return await decide(session, order, self._zone)

    @activity.defn(name="Sign off access review")
    async def sign_off(self, order: SignOffOrder) -> ReviewRefusal | None:
        """Closes the review with its record; says why not."""
        async with self._database.transaction() as session:
            return await sign_off(session, order)

    @activity.defn(name="Count access review")
    async def figures(self, review_id: str) -> dict[str, Any]:
        """How many accesses were reviewed and what was decided, and the digest of the signed record."""
        async with self._database.transaction() as session:
            review = await session.get_one(AccessReview, review_id)
            return await review_figures(session, review)

    @activity.defn(name="Note state of access review")
    async def change(self, change: ReviewChange) -> None:
        """Writes what time has changed, unless the review has ended."""
        async with self._database.transaction() as session:
            review = await session.get_one(AccessReview, change.review_id, with_for_update=True)
            if ReviewState(review.state) in ENDED_REVIEWS or review.state == change.state.value:
                return
            review.state = change.state.value
            if change.state is ReviewState.OVERDUE:
                review.escalated_at = change.at
            else:
                review.ended_at = change.at
            await note_review(session, review, change.state.value, change.at)


async def _found(session: AsyncSession, opening: ReviewOpening) -> AccessReview | None:
    review: AccessReview | None = await session.scalar(
        select(AccessReview).where(
            AccessReview.quarter == opening.quarter,
            AccessReview.business_id.is_not_distinct_from(opening.business_id),
        )
    )
    return review


async def _opened(session: AsyncSession, opening: ReviewOpening) -> AccessReview | None:
    review_id = new_id(Prefix.ACCESS_REVIEW)
    items = await snapshot(session, review_id, opening.business_id, opening.opened_at)
    if not items:
        return None
    made = await session.execute(
        insert(AccessReview)
        .values(
            id=review_id,
            quarter=opening.quarter,
            business_id=opening.business_id,
            state=ReviewState.OPEN.value,
            items=len(items),
            opened_at=opening.opened_at,
            due_at=review_due(opening.opened_at, opening.zone),
        )
        .on_conflict_do_nothing()
        .returning(AccessReview.id)
    )
    if made.first() is None:
        return await _found(session, opening)
    session.add_all(items)
    review = await session.get_one(AccessReview, review_id)
    await note_review(session, review, "opened", opening.opened_at)
    return review


async def note_review(session: AsyncSession, review: AccessReview, what: str, at: datetime) -> None:
    """What becomes of the review by itself is in the log."""
    entry = Entry(
        f"workflow:access-reviews:{what}",
        Actor.SERVICE,
        business_id=review.business_id,
        objects=[review.id],
    )
    await note(session, entry, at=at)
