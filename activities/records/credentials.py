"""Ending what a user has open, and what a report ended, as API and activities see to it (A7, M3, W3)."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, false, func, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from models import Device, Membership, Passkey, RecoveryCode, Session, TotpFactor, User


def only_within(business_id: InstrumentedAttribute[str], within: str | None) -> ColumnElement[bool]:
    """What is of the one business that a report is about; everything where it is about none."""
    return business_id == within if within else true()


def is_held() -> ColumnElement[bool]:
    """Whether a member whose device was reported stolen does nothing in the business (`Membership.held_at`):
    they have not reset their password by mail since.
    """
    reset_since = func.coalesce(User.password_reset_at > Membership.held_at, false())
    return and_(Membership.held_at.is_not(None), ~reset_since)


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
