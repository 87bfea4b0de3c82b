"""Plans on offer as the tables have them, and what one of them would come to for a business (S1, S2)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.buyers import buyer_of
from models import Business, PlanPromotion, PlanVersion, Subscription
from terms.calendar import local_date
from terms.catalogue import ContractedPlan, Offer, contracted_plan
from terms.plans import Allowance, Plan, PlanKind, Promotion
from terms.subscription_change_quote import ChangeQuote, quote_change
from terms.subscription_choice import Quote, quote
from terms.subscription_facts import Facts


def offer_of(row: PlanVersion) -> Offer:
    """The version's price and contents."""
    plan = Plan(PlanKind(row.kind), row.fee, row.months, row.monthly_fee)
    allowance = Allowance(row.envelopes, row.extra_envelope, row.members, row.businesses, row.storage_bytes)
    return Offer(plan, allowance)


def is_offered(row: PlanVersion, at: datetime) -> bool:
    """Whether it is on offer at an instant."""
    return row.offered_from <= at and (row.offered_until is None or at < row.offered_until)


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


async def change_quote_for(
    session: AsyncSession, row: Subscription, facts: Facts, wanted: PlanVersion, at: datetime
) -> ChangeQuote:
    """What changing to a plan at an instant would come to (contract S15).

    No promotion makes a plan cheaper for who has it already. Raises `ValueError` for a business whose VAT
    cannot be told.
    """
    business = await session.get_one(Business, row.business_id)
    running = await session.get_one(PlanVersion, row.plan_version_id)
    promotions = [] if running.code == wanted.code else await promotions_now(session)
    contracted = contracted_by(wanted, promotions, local_date(at, facts.zone))
    has_card = row.payment_method is not None
    return quote_change(facts, contracted, buyer_of(business), at, has_card=has_card)
