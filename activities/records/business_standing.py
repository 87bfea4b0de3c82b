"""How a business stands, by its contract and the sanctions against it together (contract S16, S17, A8)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Business, MisuseDecision, Subscription
from models.accounts import standing_of
from terms.misuse import DecisionState, Verdict, standing_under
from terms.subscription import ACTIVE, NOT_BEGUN, SUCCEEDED, Standing, stricter


async def stand(session: AsyncSession, business_id: str) -> Standing:
    """Writes the standing that follows from what the tables say now, and answers it.

    The business is locked first, after any bill, attempt or subscription: of two writers the later one sees
    what both have written.
    """
    business = await session.get_one(
        Business, business_id, with_for_update={"key_share": True}, populate_existing=True
    )
    sanctions = _standing_by_sanctions(await decisions_in_force(session, business_id))
    standing = stricter(await _standing_by_contract(session, business_id), sanctions)
    if business.current_standing != standing:
        business.standing = standing.state.value
        business.standing_reason = standing.reason.value if standing.reason else None
        business.standing_since = datetime.now(UTC)
        await session.flush()
    return standing


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


async def _standing_by_contract(session: AsyncSession, business_id: str) -> Standing:
    """What the newest contract that began makes of it; a business without one is limited by nothing."""
    found = await session.execute(
        select(Subscription.state, Subscription.reason)
        .where(Subscription.business_id == business_id, Subscription.state.not_in(NOT_BEGUN | {SUCCEEDED}))
        .order_by(Subscription.selected_at.desc())
        .limit(1)
    )
    row = found.first()
    return standing_of(row.state, row.reason) if row else ACTIVE
