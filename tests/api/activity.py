"""Reading the log in tests."""

from collections.abc import Sequence
from datetime import UTC, datetime

from fastapi import FastAPI
from sqlalchemy import select

from activities.records.activity_log import settle_begun
from models import Activity, ActivityBegun
from tests.api.calling import Caller, all_seeing


async def entries(app: FastAPI, caller: Caller, action: str | None = None) -> Sequence[Activity]:
    """What the log says came from the caller's address, oldest first."""
    query = select(Activity).where(Activity.ip == caller.ip).order_by(Activity.id)
    if action:
        query = query.where(Activity.action == action)
    async with all_seeing(app).transaction() as session:
        return (await session.scalars(query)).all()


async def begun(app: FastAPI, caller: Caller) -> Sequence[ActivityBegun]:
    """The caller's changes without an outcome."""
    async with all_seeing(app).transaction() as session:
        await settle_begun(session, datetime.now(UTC))
        rows = await session.scalars(select(ActivityBegun))
        return [row for row in rows if row.entry.get("ip") == caller.ip]
