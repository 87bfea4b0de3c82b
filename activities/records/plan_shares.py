"""Who shares whose plan (contract A4): businesses of one owner, as far as the plan allows it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.business_standing import sharing_businesses, stand
from activities.records.contracted_plans import allowance_of
from activities.records.subscription_choices import refuse_choice
from models import Business, PlanShare, Subscription
from models.database import Database
from terms.plan_limits import refuse_business
from terms.subscription_refusals import SubscriptionRefusal


@dataclass(frozen=True)
class ShareOrder:
    """A business is to share a subscription's plan, or to share it no more."""

    subscription_id: str
    business_id: str
    user_id: str
    at: datetime


class PlanShares:
    """Adds and ends shares; how the business stands follows in the same transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Share plan")
    async def share(self, order: ShareOrder) -> str | None:
        """Lets the business share the plan, or says why not; a repeated order changes nothing."""
        async with self._database.transaction() as session:
            row = await session.get_one(Subscription, order.subscription_id)
            payer = await session.get_one(Business, row.business_id, with_for_update=True)
            business = await session.get(Business, order.business_id, with_for_update=True)
            if business is None or business.owner_id != payer.owner_id or business.id == payer.id:
                return SubscriptionRefusal.UNKNOWN_BUSINESS.value
            sharing = await sharing_businesses(session, payer.id)
            if business.id in sharing:
                return None
            if await refuse_choice(session, business.id) is not None:
                return SubscriptionRefusal.ALREADY_SUBSCRIBED.value
            if refuse_business(allowance_of(row.allowance), 1 + len(sharing)) is not None:
                return SubscriptionRefusal.PLAN_LIMIT.value
            await _forget(session, business.id)
            session.add(
                PlanShare(
                    business_id=business.id, payer_id=payer.id, added_by=order.user_id, added_at=order.at
                )
            )
            await session.flush()
            await stand(session, business.id, order.at)
            return None

    @activity.defn(name="End sharing of plan")
    async def unshare(self, order: ShareOrder) -> None:
        """The business shares the plan no more."""
        async with self._database.transaction() as session:
            row = await session.get_one(Subscription, order.subscription_id)
            share = await session.get(PlanShare, order.business_id, with_for_update=True)
            if share is None or share.payer_id != row.business_id:
                return
            await session.delete(share)
            await session.flush()
            await stand(session, order.business_id, order.at)


async def _forget(session: AsyncSession, business_id: str) -> None:
    """A share of another owner's time holds no more, and gives way."""
    left = await session.get(PlanShare, business_id)
    if left is not None:
        await session.delete(left)
        await session.flush()
