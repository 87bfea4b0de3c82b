"""Businesses whose time has come: blocked years ago, so that the database lets the retention destroy."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from models import Business, Retention
from models.database import Database
from terms.retention import PurgeStage, purge_dates

LONG_AGO = datetime.now(UTC) - timedelta(days=7 * 366)


async def let_come_due(database: Database, business_id: str, blocked_at: datetime = LONG_AGO) -> None:
    """Blocks a business at that instant and writes the dates that follow."""
    dates = purge_dates(blocked_at)
    async with database.transaction() as session:
        await session.execute(
            update(Business)
            .where(Business.id == business_id)
            .values(standing="blocked", standing_reason=None, standing_since=blocked_at)
        )
        for stage in PurgeStage:
            await session.execute(
                insert(Retention).values(
                    business_id=business_id,
                    stage=stage.value,
                    blocked_at=blocked_at,
                    due_at=dates[stage.data_class],
                )
            )
