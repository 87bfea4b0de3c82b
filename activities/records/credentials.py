"""Ending what a user has open, as API and activities do it (contract A7, M3)."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Device, Passkey, RecoveryCode, Session, TotpFactor


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
