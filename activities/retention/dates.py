"""When the data of a blocked business is destroyed, as holds and the calendar say now (contract S17, S18)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.retention.messages import RetentionPlan, StagePlan
from models import Business, LegalHold, Retention, Subscription
from models.database import Database
from terms.retention import LegalHold as Hold
from terms.retention import PurgeStage, purge_due
from terms.subscription import SubscriptionState

ROUND = 500
"""Businesses whose retention one round begins at most."""
OVERDUE = timedelta(days=1)
"""A stage that should have been destroyed so long ago has lost its workflow."""
BLOCKED = SubscriptionState.BLOCKED.value


class RetentionDates:
    """Reads and writes the dates. `zone` is the holder's (contract C1)."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Read retention")
    async def read(self, business_id: str) -> RetentionPlan:
        """The dates as they follow from blocking and holds, written down for the database to go by.

        A business that is not blocked (any more) loses those that nothing has followed from.
        """
        async with self._database.transaction() as session:
            rows = await _rows(session, business_id)
            business = await session.get(Business, business_id, with_for_update={"read": True})
            if business is not None and business.standing != BLOCKED:
                await _forget(session, business_id)
                return RetentionPlan(business_id, blocked=False, held=False, zone=self._zone)
            if business is None and not rows:
                return RetentionPlan(business_id, blocked=False, held=False, zone=self._zone)
            if business is not None:
                await self._write(session, business, rows)
            stages = [_plan(row) for row in await _rows(session, business_id)]
            held = any(hold.released_at is None for hold in await holds_of(session, business_id))
            return RetentionPlan(business_id, blocked=True, held=held, zone=self._zone, stages=stages)

    @activity.defn(name="Find retentions to begin")
    async def to_begin(self) -> list[str]:
        """Blocked businesses without dates, those of which something is overdue, and those held no more."""
        begun = exists().where(Retention.business_id == Business.id)
        overdue = exists().where(
            Retention.business_id == Business.id,
            Retention.purged_at.is_(None),
            Retention.due_at < func.now() - OVERDUE,
        )
        undated = exists().where(
            Retention.business_id == Business.id, Retention.purged_at.is_(None), Retention.due_at.is_(None)
        )
        held = exists().where(LegalHold.business_id == Business.id, LegalHold.released_at.is_(None))
        wanted = or_(~begun, overdue, and_(undated, ~held))
        query = select(Business.id).where(Business.standing == BLOCKED, wanted)
        async with self._database.transaction() as session:
            return list(await session.scalars(query.order_by(Business.id).limit(ROUND)))

    async def _write(self, session: AsyncSession, business: Business, rows: Sequence[Retention]) -> None:
        """Dates already written keep the instant of blocking; what was destroyed keeps its date."""
        blocked_at = rows[0].blocked_at if rows else await _blocked_at(session, business)
        holds = await holds_of(session, business.id)
        held = any(hold.released_at is None for hold in holds)
        for stage in PurgeStage:
            due = None if held else purge_due(stage.data_class, blocked_at, holds, self._zone)
            await session.execute(
                insert(Retention)
                .values(business_id=business.id, stage=stage.value, blocked_at=blocked_at, due_at=due)
                .on_conflict_do_update(
                    index_elements=[Retention.business_id, Retention.stage],
                    set_={"due_at": due},
                    where=Retention.purged_at.is_(None),
                )
            )


async def holds_of(session: AsyncSession, business_id: str) -> list[Hold]:
    """The legal holds of a business, in order, as `terms` knows them."""
    rows = await session.scalars(
        select(LegalHold).where(LegalHold.business_id == business_id).order_by(LegalHold.placed_at)
    )
    return [Hold(row.placed_at, row.released_at) for row in rows]


async def _rows(session: AsyncSession, business_id: str) -> list[Retention]:
    rows = await session.scalars(
        select(Retention)
        .where(Retention.business_id == business_id)
        .execution_options(populate_existing=True)
    )
    order = list(PurgeStage)
    return sorted(rows, key=lambda row: order.index(PurgeStage(row.stage)))


async def _blocked_at(session: AsyncSession, business: Business) -> datetime:
    """The contract's own instant of blocking; without a contract, when the business was blocked."""
    by_contract = await session.scalar(
        select(func.max(Subscription.blocked_at)).where(
            Subscription.business_id == business.id, Subscription.state == BLOCKED
        )
    )
    known = [instant for instant in (by_contract, business.standing_since) if instant is not None]
    return min(known, default=datetime.now(UTC))


async def _forget(session: AsyncSession, business_id: str) -> None:
    await session.execute(
        delete(Retention).where(Retention.business_id == business_id, Retention.begun_at.is_(None))
    )


def _plan(row: Retention) -> StagePlan:
    return StagePlan(PurgeStage(row.stage), row.due_at, row.purged_at is not None)
