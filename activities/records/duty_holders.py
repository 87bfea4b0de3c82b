"""Who of the holder's staff has a duty in data protection."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import now
from activities.records.staff_at_work import at_work
from models import StaffMember
from terms.alarms import OFFICER_OR_STAND_IN
from terms.roles import StaffRole


async def dpos_or_stand_ins(session: AsyncSession) -> list[str]:
    """Data protection officers who are at work; while there is none, whoever stands in for them."""
    rows = await session.scalars(select(StaffMember).where(*at_work(now())).order_by(StaffMember.user_id))
    members = rows.all()
    for role in OFFICER_OR_STAND_IN:
        if found := [member.user_id for member in members if role.value in member.roles]:
            return found
    return []


async def stands_in_for_dpo(session: AsyncSession, user_id: str) -> bool:
    """Whether one of those whom `dpos_or_stand_ins` names is no data protection officer."""
    member = await session.get(StaffMember, user_id)
    return member is None or StaffRole.DPO.value not in member.roles
