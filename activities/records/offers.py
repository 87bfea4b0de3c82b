"""Plans on offer as the tables have them, and what one of them would come to for a business (S1, S2)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.buyers import buyer_of
from models import Business, PlanPromotion, PlanVersion
from terms.calendar import local_date
from terms.catalogue import ContractedPlan, Offer, contracted_plan
from terms.plans import Allowance, Plan, PlanKind, Promotion
from terms.subscription_choice import Quote, quote


def offer_of(row: PlanVersion) -> Offer:
    """The version's price and contents."""
    plan = Plan(PlanKind(row.kind), row.fee, row.months, row.monthly_fee)
    allowance = Allowance(row.envelopes, row.extra_envelope, row.members, row.businesses, row.storage_bytes)
    return Offer(plan, allowance)


async def promotions_now(session: AsyncSession) -> Sequence[PlanPromotion]:
    """Every promotion that was not withdrawn, of whatever days."""
    rows = await session.scalars(select(PlanPromotion).where(PlanPromotion.withdrawn_at.is_(None)))
    return rows.all()


def contracted_by(row: PlanVersion, promotions: Sequence[PlanPromotion], on: date) -> ContractedPlan:
    """What a contract made on a day of the holder's zone would keep."""
    applying = (
        Promotion(one.percent, one.first_day, one.last_day)
        for one in promotions
        if one.plan_code in (None, row.code)
    )
    return contracted_plan(offer_of(row), applying, on)


async def contracted_on(session: AsyncSession, row: PlanVersion, day: date) -> ContractedPlan:
    """What a contract made on a day of the holder's zone would keep."""
    return contracted_by(row, await promotions_now(session), day)


async def quote_for(
    session: AsyncSession, business: Business, row: PlanVersion, at: datetime, zone: str
) -> Quote:
    """What choosing the plan at an instant would come to.

    Raises `ValueError` for a business whose VAT cannot be told.
    """
    contracted = await contracted_on(session, row, local_date(at, zone))
    return quote(contracted, buyer_of(business), at, zone)
