"""The catalogue as it is read: plans with today's price, and promotions."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.offers import contracted_by, promotions_now
from api.schemas.plans import AllowanceView, Names, PlanView, PromotionView
from models import PlanPromotion, PlanVersion
from terms.catalogue import ContractedPlan
from terms.plans import Allowance, PlanKind


async def list_plans(session: AsyncSession, on: date, *, offered: bool) -> list[PlanView]:
    """The plans on offer, cheapest a month first; else all versions there ever were, newest first."""
    promotions = await promotions_now(session)
    query = select(PlanVersion).order_by(PlanVersion.id.desc())
    if offered:
        query = query.where(PlanVersion.offered_until.is_(None))
    shown = [show_plan(row, contracted_by(row, promotions, on)) for row in await session.scalars(query)]
    return sorted(shown, key=lambda plan: plan.fee / plan.months) if offered else shown


def show_plan(row: PlanVersion, contracted: ContractedPlan) -> PlanView:
    """A version, with the price of a contract made today."""
    return PlanView(
        id=row.id,
        code=row.code,
        version=row.version,
        names=Names(**row.names),
        kind=PlanKind(row.kind),
        fee=row.fee,
        months=row.months,
        monthly_fee=row.monthly_fee,
        includes=show_allowance(contracted.allowance),
        offered_from=row.offered_from,
        offered_until=row.offered_until,
        price=contracted.plan.fee,
        discount=contracted.discount,
    )


def show_allowance(allowance: Allowance) -> AllowanceView:
    """What a plan includes."""
    return AllowanceView(
        envelopes=allowance.envelopes,
        extra_envelope=allowance.extra_envelope,
        members=allowance.members,
        businesses=allowance.businesses,
        storage_bytes=allowance.storage_bytes,
    )


async def list_promotions(session: AsyncSession) -> list[PromotionView]:
    """All promotions, newest first."""
    rows = await session.scalars(select(PlanPromotion).order_by(PlanPromotion.id.desc()))
    return [show_promotion(row) for row in rows]


def show_promotion(row: PlanPromotion) -> PromotionView:
    """A promotion."""
    return PromotionView(
        id=row.id,
        plan_code=row.plan_code,
        names=Names(**row.names),
        percent=row.percent,
        first_day=row.first_day,
        last_day=row.last_day,
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
    )
