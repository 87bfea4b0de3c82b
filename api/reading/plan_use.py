"""Use of a plan and its shares, as they are shown (contract E5, A4)."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.limits import plan_use
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.plan_use import PlanUseView, ShareList, ShareView, UsedView
from models import PlanShare
from terms.calendar import Month, local_date, start_of_day


async def show_plan_use(session: AsyncSession, zone: str, at: datetime) -> PlanUseView:
    """The use of the business's plan now. Raises 404 for one without a plan."""
    use = await plan_use(session, zone, at)
    if use is None:
        raise Problem(Kind.NOT_FOUND)
    allowance = use.allowance
    return PlanUseView(
        payer_id=use.payer_id,
        since=use.since,
        until=start_of_day(Month.of(local_date(at, zone)).plus(1).first_day, zone),
        zone=zone,
        envelopes=UsedView(used=use.envelopes, included=allowance.envelopes),
        extra_envelope=allowance.extra_envelope,
        extra_envelopes=allowance.beyond(use.envelopes),
        extra_so_far=allowance.usage_net(use.envelopes),
        members=UsedView(used=use.members, included=allowance.members),
        storage_bytes=UsedView(used=use.stored, included=allowance.storage_bytes),
        businesses=UsedView(used=use.businesses, included=allowance.businesses),
    )


async def show_shares(session: AsyncSession, business_id: str) -> ShareList:
    """The shares of the business's plan, or the one by which it shares another's."""
    rows = await session.scalars(
        select(PlanShare)
        .where(or_(PlanShare.payer_id == business_id, PlanShare.business_id == business_id))
        .order_by(PlanShare.added_at)
        .execution_options(populate_existing=True)
    )
    return ShareList(
        items=[
            ShareView(business_id=row.business_id, payer_id=row.payer_id, added_at=row.added_at)
            for row in rows
        ]
    )
