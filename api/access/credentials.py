"""What a user has to prove who they are with, and whether they work for the holder."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Passkey, RecoveryCode, Session, StaffMember, TotpFactor, User
from terms.sessions import Proof, SessionLives, Standing, session_is_live, standing
from terms.staff import password_expired


@dataclass(frozen=True)
class Credentials:
    """As they are now, not as they were when the session began: changes take hold of open sessions too."""

    is_staff: bool
    factors: frozenset[Proof]
    """Second factors that can be given, recovery codes among them."""
    password_changed_at: datetime

    @property
    def has_factor(self) -> bool:
        """Whether a second factor is enrolled."""
        return not self.factors.isdisjoint((Proof.TOTP, Proof.PASSKEY))

    def standing_of(self, row: Session, now: datetime, zone: str) -> Standing:
        """What the session is good for; `zone` is the holder's (contract M3, C1)."""
        return standing(
            factor_given=row.second_factor_at is not None,
            has_factor=self.has_factor,
            is_staff=self.is_staff,
            password_expired=password_expired(self.password_changed_at, now, zone),
        )

    def is_live(self, row: Session, now: datetime, lives: SessionLives) -> bool:
        """Whether the session goes on: staff's close sooner (contract M4)."""
        return session_is_live(row.created_at, row.last_seen_at, now, lives.of(is_staff=self.is_staff))


async def read_credentials(session: AsyncSession, user_id: str) -> Credentials:
    """Reads them in the user's own scope. Raises `NoResultFound` for nobody."""
    kept = {
        Proof.TOTP: exists().where(TotpFactor.user_id == user_id, TotpFactor.confirmed_at.is_not(None)),
        Proof.PASSKEY: exists().where(Passkey.user_id == user_id),
        Proof.RECOVERY_CODE: exists().where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)),
    }
    works_here = exists().where(StaffMember.user_id == user_id, StaffMember.left_at.is_(None))
    found = await session.execute(
        select(User.password_changed_at, works_here, *kept.values()).where(User.id == user_id)
    )
    changed_at, is_staff, *has = found.one()
    factors = frozenset(proof for proof, is_there in zip(kept, has, strict=True) if is_there)
    return Credentials(is_staff, factors, changed_at)
