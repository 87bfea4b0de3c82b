"""Who of the holder's staff has a duty in data protection."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import now
from activities.records.staff_at_work import at_work
from models import StaffMember
from terms.roles import StaffRole


async def dpos(session: AsyncSession) -> list[str]:
    """Data protection officers who are at work."""
    rows = await session.scalars(
        select(StaffMember.user_id)
        .where(*at_work(now()), StaffMember.roles.contains([StaffRole.DPO.value]))
        .order_by(StaffMember.user_id)
    )
    return list(rows)
