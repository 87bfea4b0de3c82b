"""How a business stands, by its contract, its deletion and sanctions together (contract S16, S17, A8)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models import Business, BusinessDeletion, MisuseDecision, PlanShare, Subscription
from models.accounts import standing_of
from terms.deletion import DeletionState
from terms.misuse import DecisionState, Verdict, standing_under
from terms.subscription import (
    ACTIVE,
    BLOCKED,
    NOT_BEGUN,
    SUCCEEDED,
    DownloadReason,
    Standing,
    SubscriptionState,
    stricter,
)


async def stand(session: AsyncSession, business_id: str, at: datetime) -> Standing:
    """Writes the standing that follows from what the tables say now, and answers it; it began at `at`.

    The business is locked first, after any bill, attempt or subscription: of two writers the later one sees
    what both have written.
    """
    business = await session.get_one(
        Business, business_id, with_for_update={"key_share": True}, populate_existing=True
    )
    sanctions = _standing_by_sanctions(await decisions_in_force(session, business_id))
    own = stricter(
        await _standing_by_contract(session, business_id), await _standing_by_deletion(session, business)
    )
    standing = stricter(own, sanctions)
    if business.current_standing != standing:
        business.standing = standing.state.value
        business.standing_reason = standing.reason.value if standing.reason else None
        business.standing_since = at
        await session.flush()
    return standing


async def sharing_businesses(session: AsyncSession, payer_id: str) -> Sequence[str]:
    """The businesses that share a payer's plan: those that still have its owner."""
    payer = aliased(Business)
    rows = await session.scalars(
        select(PlanShare.business_id)
        .join(Business, Business.id == PlanShare.business_id)
        .join(payer, payer.id == PlanShare.payer_id)
        .where(PlanShare.payer_id == payer_id, payer.owner_id == Business.owner_id)
        .order_by(PlanShare.business_id)
    )
    return rows.all()


async def decisions_in_force(session: AsyncSession, business_id: str) -> Sequence[MisuseDecision]:
    """Decisions that bind now; an expulsion that has run its course binds for ever."""
    binding = (DecisionState.IN_FORCE.value, DecisionState.ENDED.value)
    rows = await session.scalars(
        select(MisuseDecision).where(
            MisuseDecision.business_id == business_id, MisuseDecision.state.in_(binding)
        )
    )
    return rows.all()


def _standing_by_sanctions(in_force: Sequence[MisuseDecision]) -> Standing:
    """What the sanctions alone would make of a business (contract A8)."""
    closed = any(row.state == DecisionState.ENDED.value for row in in_force)
    return standing_under(frozenset(Verdict(row.verdict) for row in in_force), blocked=closed)


async def _standing_by_deletion(session: AsyncSession, business: Business) -> Standing:
    """What its owner's request to delete it makes of a business: blocked once that is carried out.

    Until then a service that ends with the request is limited to downloads (contract S16).
    """
    rows = await session.execute(
        select(BusinessDeletion.state, BusinessDeletion.subscription_id).where(
            BusinessDeletion.business_id == business.id,
            BusinessDeletion.state != DeletionState.TAKEN_BACK.value,
        )
    )
    found = {(row.state, row.subscription_id is None) for row in rows}
    if any(state == DeletionState.DONE.value for state, _ in found):
        return BLOCKED
    ends_with_it = (DeletionState.WAITING.value, True) in found
    in_force = ends_with_it and business.deletion_requested_at is not None
    return Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.CANCELLED) if in_force else ACTIVE


async def _standing_by_contract(session: AsyncSession, business_id: str) -> Standing:
    """What the newest contract that began makes of it, or that of whose plan it shares (contract A4).

    One without any stands active: it can do everything but send, which takes a plan (`api/access/limits.py`).
    """
    paying = await session.scalar(select(func.plan_payer(business_id)))
    found = await session.execute(
        select(Subscription.state, Subscription.reason)
        .where(Subscription.business_id == paying, Subscription.state.not_in(NOT_BEGUN | {SUCCEEDED}))
        .order_by(Subscription.selected_at.desc())
        .limit(1)
    )
    row = found.first()
    return standing_of(row.state, row.reason) if row else ACTIVE
