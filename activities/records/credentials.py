"""Ending what a user has open, and what a report ended, as API and activities see to it (A7, M3, W3)."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from models import Device, Membership, Passkey, RecoveryCode, Session, TotpFactor, User


def only_within(business_id: InstrumentedAttribute[str], within: str | None) -> ColumnElement[bool]:
    """What is of the one business that a report is about; everything where it is about none."""
    return business_id == within if within else true()


def is_held(*proofs: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    """Whether a member whose device was reported stolen does nothing in the business (`Membership.held_at`):
    their password is the one of then, or one of these proofs of who they are is no newer.
    """
    dates = (User.password_changed_at, *proofs)
    return and_(Membership.held_at.is_not(None), or_(*(at <= Membership.held_at for at in dates)))


async def end_sessions(session: AsyncSession, user_id: str, now: datetime, *, but: str | None = None) -> None:
    """Ends all sessions of a user, except the one named `but`."""
    await session.execute(
        update(Session)
        .where(Session.user_id == user_id, Session.ended_at.is_(None), Session.id != (but or ""))
        .values(ended_at=now)
    )


async def forget_devices(session: AsyncSession, user_id: str) -> None:
    """No browser is known to be the user's any more."""
    await session.execute(delete(Device).where(Device.user_id == user_id))


async def drop_factors(session: AsyncSession, user_id: str) -> None:
    """Removes all second factors of a user, with the recovery codes that belong to them."""
    for table in (TotpFactor, Passkey, RecoveryCode):
        await session.execute(delete(table).where(table.user_id == user_id))
