"""The catalogue: read by anybody, edited by the billing role (contract S1)."""

from datetime import date

from fastapi import APIRouter, Response, status

from activities.records.offers import contracted_on
from api.access.rules import OPEN, access, staff
from api.acting.catalogue import publish_plan, publish_promotion, withdraw_plan, withdraw_promotion
from api.frame.context import now
from api.frame.inputs import MakingIn, PartsIn, SessionIn, StaffIn
from api.frame.route import Route
from api.parts import Parts
from api.reading.catalogue import (
    list_plans,
    list_promotions,
    show_plan,
    show_promotion,
)
from api.schemas.plans import (
    PlanDraft,
    PlanList,
    PlanView,
    PromotionDraft,
    PromotionList,
    PromotionView,
)
from models.identifiers import Prefix
from terms.calendar import local_date
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["plans"])


@router.get("/v1/plans")
@access(OPEN)
async def read_plans(parts: PartsIn, session: SessionIn, response: Response) -> PlanList:
    """The plans on offer with their prices without VAT, cheapest a month first."""
    response.headers["Cache-Control"] = "public, max-age=60"
    return PlanList(items=await list_plans(session, _today(parts), offered=True))


@router.get("/v1/staff/plans")
@access(staff(Permission.CATALOGUE_CHANGE))
async def read_all_plans(parts: PartsIn, session: SessionIn) -> PlanList:
    """Every version there ever was, newest first."""
    return PlanList(items=await list_plans(session, _today(parts), offered=False))


@router.post("/v1/staff/plans", status_code=status.HTTP_201_CREATED)
@access(staff(Permission.CATALOGUE_CHANGE, step_up=True))
async def create_plan(
    draft: PlanDraft, member: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> PlanView:
    """Publishes a version: from now on it is what is offered under its code. Contracts made keep theirs."""
    row = await publish_plan(session, draft, making.id(Prefix.PLAN), member.user_id, now())
    return show_plan(row, await contracted_on(session, row, _today(parts)))


@router.delete("/v1/staff/plans/{code}", status_code=status.HTTP_204_NO_CONTENT)
@access(staff(Permission.CATALOGUE_CHANGE, step_up=True))
async def end_plan(code: str, session: SessionIn) -> None:
    """Offers a plan no longer. Contracts made keep it."""
    await withdraw_plan(session, code, now())


@router.get("/v1/staff/promotions")
@access(staff(Permission.CATALOGUE_CHANGE))
async def read_promotions(session: SessionIn) -> PromotionList:
    """Every promotion, newest first."""
    return PromotionList(items=await list_promotions(session))


@router.post("/v1/staff/promotions", status_code=status.HTTP_201_CREATED)
@access(staff(Permission.CATALOGUE_CHANGE, step_up=True))
async def create_promotion(
    draft: PromotionDraft, member: StaffIn, session: SessionIn, making: MakingIn
) -> PromotionView:
    """Publishes a discount for contracts made in its days; it never changes a price contracted."""
    return show_promotion(
        await publish_promotion(session, draft, making.id(Prefix.PROMOTION), member.user_id, now())
    )


@router.delete("/v1/staff/promotions/{promotion_id}", status_code=status.HTTP_204_NO_CONTENT)
@access(staff(Permission.CATALOGUE_CHANGE, step_up=True))
async def end_promotion(promotion_id: str, session: SessionIn) -> None:
    """Ends a promotion for contracts not made yet."""
    await withdraw_promotion(session, promotion_id, now())


def _today(parts: Parts) -> date:
    return local_date(now(), parts.settings.holder_zone)
