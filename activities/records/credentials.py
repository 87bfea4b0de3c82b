"""Ending what a user has open, as API and activities do it (contract A7, M3)."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Device, Session


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
