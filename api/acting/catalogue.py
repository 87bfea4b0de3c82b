"""Publishing plans and promotions (contract S1): new versions, never changes of what was contracted."""

from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.plans import PlanDraft, PromotionDraft
from models import PlanPromotion, PlanVersion

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('plan:' || :code, 0))")


async def publish_plan(
    session: AsyncSession, draft: PlanDraft, plan_id: str, staff_id: str, now: datetime
) -> PlanVersion:
    """Offers a version under its code from now on, in the place of the one before."""
    await session.execute(_ONE_AT_A_TIME, {"code": draft.code})
    newest = await session.scalar(select(func.max(PlanVersion.version)).where(PlanVersion.code == draft.code))
    await _end_offer(session, draft.code, now)
    row = PlanVersion(
        id=plan_id,
        code=draft.code,
        version=(newest or 0) + 1,
        names=draft.names.model_dump(),
        kind=draft.kind.value,
        fee=draft.fee,
        months=draft.months,
        monthly_fee=draft.monthly_fee,
        **draft.includes.model_dump(),
        offered_from=now,
        published_by=staff_id,
    )
    session.add(row)
    await session.flush()
    return row


async def withdraw_plan(session: AsyncSession, code: str, now: datetime) -> None:
    """Offers the plan no longer; contracts made keep it. Raises 404 when it is not on offer."""
    await session.execute(_ONE_AT_A_TIME, {"code": code})
    if not await _end_offer(session, code, now):
        raise Problem(Kind.NOT_FOUND)


async def publish_promotion(
    session: AsyncSession, draft: PromotionDraft, promotion_id: str, staff_id: str, now: datetime
) -> PlanPromotion:
    """A discount for contracts made in its days. Raises 422 for a plan that there never was."""
    if draft.plan_code is not None:
        known = await session.scalar(
            select(PlanVersion.id).where(PlanVersion.code == draft.plan_code).limit(1)
        )
        if known is None:
            error = {"pointer": "/plan_code", "code": "unknown", "detail": "There is no such plan."}
            raise Problem(Kind.VALIDATION, errors=[error])
    row = PlanPromotion(
        id=promotion_id,
        **(draft.model_dump() | {"names": draft.names.model_dump()}),
        published_at=now,
        published_by=staff_id,
    )
    session.add(row)
    await session.flush()
    return row


async def withdraw_promotion(session: AsyncSession, promotion_id: str, now: datetime) -> None:
    """Ends a promotion for contracts not made yet. Raises 404 when there is none to end."""
    ended = await session.execute(
        update(PlanPromotion)
        .where(PlanPromotion.id == promotion_id, PlanPromotion.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(PlanPromotion.id)
    )
    if ended.first() is None:
        raise Problem(Kind.NOT_FOUND)


async def _end_offer(session: AsyncSession, code: str, now: datetime) -> bool:
    ended = await session.execute(
        update(PlanVersion)
        .where(PlanVersion.code == code, PlanVersion.offered_until.is_(None))
        .values(offered_until=now)
        .returning(PlanVersion.id)
    )
    return ended.first() is not None
