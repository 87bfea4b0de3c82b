"""Destroys log entries that were kept long enough, and records how many of which class (contract S18)."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.activity_log import settle_begun
from models import Activity, ActivityDestruction
from models.database import Database
from terms.activity import DESTRUCTION_BATCH, EntryClass


@dataclass(frozen=True)
class DestructionOrder:
    """One batch of the run of a day; batches count from 1."""

    run_on: date
    batch: int


@dataclass(frozen=True)
class _Gone:
    entries: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


_NOTHING = _Gone()


class ActivityRetention:
    """What becomes of the log by itself. `retention` connects as the role that may destroy."""

    def __init__(self, service: Database, retention: Database, batch: int = DESTRUCTION_BATCH) -> None:
        self._service = service
        self._retention = retention
        self._batch = batch

    @activity.defn(name="Destroy log entries")
    async def destroy(self, order: DestructionOrder) -> int:
        """Destroys at most one batch of what is due, together with its record; returns how many.

        A batch that was carried out before is not carried out again: its record answers.
        """
        async with self._retention.transaction() as session:
            before = await _recorded(session, order)
            if before is not None:
                return before
            gone = await self._destroyed(session)
            now = datetime.now(UTC)
            rows = [
                {
                    "run_on": order.run_on,
                    "batch": order.batch,
                    "retention": kind.value,
                    "destroyed_at": now,
                }
                | asdict(gone.get(kind.value, _NOTHING))
                for kind in EntryClass
            ]
            await session.execute(insert(ActivityDestruction).values(rows))
            return sum(counts.entries for counts in gone.values())

    async def _destroyed(self, session: AsyncSession) -> dict[str, _Gone]:
        due = (
            select(Activity.id)
            .where(Activity.keep_until <= func.now())
            .order_by(Activity.keep_until)
            .limit(self._batch)
        )
        gone = (
            delete(Activity)
            .where(Activity.id.in_(due), Activity.keep_until <= func.now())
            .returning(Activity.retention, Activity.at)
            .cte("gone")
        )
        counted = select(gone.c.retention, func.count(), func.min(gone.c.at), func.max(gone.c.at)).group_by(
            gone.c.retention
        )
        return {
            kind: _Gone(entries, first, last) for kind, entries, first, last in await session.execute(counted)
        }

    @activity.defn(name="Settle changes under way")
    async def settle(self) -> int:
        """Logs changes that were broken off; returns how many."""
        async with self._service.transaction() as session:
            return await settle_begun(session, datetime.now(UTC))


async def _recorded(session: AsyncSession, order: DestructionOrder) -> int | None:
    entries: int | None = await session.scalar(
        select(func.sum(ActivityDestruction.entries)).where(
            ActivityDestruction.run_on == order.run_on, ActivityDestruction.batch == order.batch
        )
    )
    return entries
