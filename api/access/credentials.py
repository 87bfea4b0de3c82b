"""What a user has to prove who they are with, and whether they work for the holder."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Session, StaffMember, User
from terms.sessions import Proof, SessionLives, Standing, session_is_live, standing


@dataclass(frozen=True)
class Credentials:
    """As they are now, not as they were when the session began: changes take hold of open sessions too."""

    is_staff: bool
    factors: frozenset[Proof]
    password_changed_at: datetime

    def standing_of(self, row: Session) -> Standing:
        """What the session is good for (contract M3). Staff are held to a factor once one can be enrolled."""
        return standing(
            factor_given=row.second_factor_at is not None,
            has_factor=bool(self.factors),
            is_staff=False,
            password_expired=False,
        )

    def is_live(self, row: Session, now: datetime, lives: SessionLives) -> bool:
        """Whether the session goes on: staff's close sooner (contract M4)."""
        return session_is_live(row.created_at, row.last_seen_at, now, lives.of(is_staff=self.is_staff))


async def read_credentials(session: AsyncSession, user_id: str) -> Credentials:
    """Reads them in the user's own scope. Raises `NoResultFound` for nobody."""
    works_here = exists().where(StaffMember.user_id == user_id, StaffMember.left_at.is_(None))
    found = await session.execute(select(User.password_changed_at, works_here).where(User.id == user_id))
    changed_at, is_staff = found.one()
    return Credentials(is_staff, frozenset(), changed_at)
