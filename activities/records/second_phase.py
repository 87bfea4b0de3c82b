"""What the second phase of a registration still asks of a user (contract A1, A2)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Membership, User
from terms.accounts import Missing


async def missing_of(session: AsyncSession, user_id: str) -> tuple[Missing, ...]:
    """What is missing, in the order in which it is asked for; empty when the phase is done.

    A business of one's own or of somebody who invited one will do.
    """
    user = await session.get(User, user_id)
    if user is None:
        return ()
    has_place = await session.scalar(select(Membership.user_id).where(Membership.user_id == user_id).limit(1))
    missing = ((Missing.NAME, not user.name), (Missing.BUSINESS, has_place is None))
    return tuple(what for what, is_missing in missing if is_missing)
