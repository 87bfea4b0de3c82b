"""Who is in charge of breaches, and who stands in for somebody that is no longer there (contract P8, M2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.records.staff_at_work import at_work
from models import Breach, StaffMember
from models.database import Database
from terms.breaches import ENDED, may_be_in_charge
from terms.roles import StaffRole


@dataclass(frozen=True)
class Charge:
    """Who of those in charge can act no more, and who is warned in their place."""

    gone: Sequence[str]
    stand_ins: Sequence[str]
    """Everybody else who may be in charge; empty while nobody is gone."""


class BreachCharge:
    """Finds breaches by who is in charge of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Find breaches of who acts no more")
    async def find_left(self, user_id: str) -> Sequence[str]:
        """Open breaches in the charge of somebody who may not act upon them any more."""
        async with self._database.transaction() as session:
            if user_id in await _able(session):
                return []
            rows = await session.scalars(
                select(Breach.id)
                .where(
                    or_(Breach.responsible_id == user_id, Breach.substitute_id == user_id),
                    Breach.state.not_in([state.value for state in ENDED]),
                )
                .order_by(Breach.id)
            )
            return rows.all()


async def charge_of(session: AsyncSession, breach: Breach) -> Charge:
    """How a breach's charge stands now."""
    able = await _able(session)
    gone = [one for one in (breach.responsible_id, breach.substitute_id) if one not in able]
    return Charge(gone, able if gone else [])


async def _able(session: AsyncSession) -> list[str]:
    """Who of the staff at work may act upon breaches."""
    rows = await session.scalars(select(StaffMember).where(*at_work(now())).order_by(StaffMember.user_id))
    return [row.user_id for row in rows if may_be_in_charge(StaffRole(role) for role in row.roles)]
