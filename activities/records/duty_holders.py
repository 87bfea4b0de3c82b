"""Who of the holder's staff has a duty in data protection."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import StaffMember
from terms.roles import StaffRole


async def dpos(session: AsyncSession) -> list[str]:
    """Data protection officers who have not left."""
    rows = await session.scalars(
        select(StaffMember.user_id)
        .where(
            StaffMember.left_at.is_(None),
            StaffMember.roles.contains([StaffRole.DPO.value]),
        )
        .order_by(StaffMember.user_id)
    )
    return list(rows)
