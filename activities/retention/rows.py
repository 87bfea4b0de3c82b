"""Destroys rows in batches, each with its record in the same transaction (contract S18)."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.exceptions import ApplicationError

from activities.log_chain.purged import forget_leaves, hold_log
from activities.retention.messages import NOT_DUE, PurgeOrder
from models import Activity, Base, PurgeStep
from models.database import Database
from models.kept import KEPT, TOGETHER, Kept, condition
from models.scope import Scope
from terms.retention import PurgeStage

_LOG = Activity.__tablename__
BATCH = 2000
"""Rows destroyed in one transaction."""


class RowDestruction:
    """Works in the retention's role: the database lets it destroy what is due and nothing else."""

    def __init__(self, retention: Database, batch: int = BATCH) -> None:
        self._retention = retention
        self._batch = batch

    async def destroy(self, order: PurgeOrder) -> None:
        """Everything that the tables hold of a stage, children before parents.

        Raises `ApplicationError` of type `PurgeNotDue`. Repeated, it goes on where it was.
        """
        for table, kept in portions_of(order.stage):
            if table not in TOGETHER:
                while await self._batch_of(order, table, kept):
                    continue
        if order.stage is PurgeStage.PEOPLE:
            await self._last(order)

    async def note(self, order: PurgeOrder, step: str, lines: Iterable[str]) -> None:
        """Records another step, before it is carried out; one that was recorded stays as it was."""
        async with self._retention.transaction(Scope.of_purge(order.business_id)) as session:
            await require_due(session, order)
            await _record(session, order, step, 1, list(lines))

    async def _batch_of(self, order: PurgeOrder, table: str, kept: Kept) -> int:
        async with self._retention.transaction(Scope.of_purge(order.business_id)) as session:
            await require_due(session, order)
            if table == _LOG:
                await hold_log(session)
            gone = await _delete(session, order, table, kept, self._batch)
            if gone:
                await _record_next(session, order, f"table:{table}", gone)
            if table == _LOG:
                for step, entry_ids in (await forget_leaves(session, gone)).items():
                    await _record_next(session, order, step, entry_ids)
            return len(gone)

    async def _last(self, order: PurgeOrder) -> None:
        """The business itself and its people, all at once."""
        async with self._retention.transaction(Scope.of_purge(order.business_id)) as session:
            await require_due(session, order)
            for table, kept in portions_of(order.stage):
                if table in TOGETHER and (gone := await _delete(session, order, table, kept, None)):
                    await _record(session, order, f"table:{table}", 1, gone)


def portions_of(stage: PurgeStage) -> list[tuple[str, Kept]]:
    """Tables with rows of a stage, in the order in which they go."""
    return [(table, kept) for table, portions in KEPT.items() for kept in portions if kept.stage is stage]


async def require_due(session: AsyncSession, order: PurgeOrder) -> None:
    """Keeps new legal holds waiting until the transaction ends. Raises `ApplicationError`: not due."""
    key = f"purge {order.business_id}"
    await session.execute(select(func.pg_advisory_xact_lock_shared(func.hashtextextended(key, 0))))
    due = await session.scalar(select(func.to_purge(order.stage.value)))
    if due != order.business_id:
        raise ApplicationError(
            f"{order.business_id}: {order.stage} is not due", type=NOT_DUE, non_retryable=True
        )


async def _delete(
    session: AsyncSession, order: PurgeOrder, table: str, kept: Kept, limit: int | None
) -> list[str]:
    """Deletes the newest first: what rectifies goes before what it rectifies. A line for each row."""
    keys = [column.name for column in Base.metadata.tables[table].primary_key.columns]
    content = ["sha256"] if "sha256" in Base.metadata.tables[table].columns and "sha256" not in keys else []
    names = ", ".join(keys)
    newest = ", ".join(f"{key} DESC" for key in keys)
    statement = (
        f"DELETE FROM {table} WHERE ({names}) IN (SELECT {names} FROM {table}"  # noqa: S608 - names of our tables
        f" WHERE {condition(kept, ':business')} ORDER BY {newest} LIMIT :limit)"
        f" RETURNING {', '.join([*keys, *content])}"
    )
    rows = await session.execute(text(statement), {"business": order.business_id, "limit": limit})
    return ["/".join(str(value) for value in row) for row in rows]


async def _next_batch(session: AsyncSession, order: PurgeOrder, step: str) -> int:
    last: int | None = await session.scalar(
        select(func.max(PurgeStep.batch)).where(
            PurgeStep.business_id == order.business_id,
            PurgeStep.stage == order.stage.value,
            PurgeStep.step == step,
        )
    )
    return (last or 0) + 1


async def _record_next(session: AsyncSession, order: PurgeOrder, step: str, lines: Sequence[str]) -> None:
    await _record(session, order, step, await _next_batch(session, order, step), lines)


async def _record(
    session: AsyncSession, order: PurgeOrder, step: str, batch: int, lines: Sequence[str]
) -> None:
    statement = insert(PurgeStep).values(
        business_id=order.business_id,
        stage=order.stage.value,
        step=step,
        batch=batch,
        count=len(lines),
        digest=digest_of(lines),
        at=datetime.now(UTC),
    )
    in_batches = step.startswith(("table:", "log-segment:"))
    unless_there = statement if in_batches else statement.on_conflict_do_nothing()
    await session.execute(unless_there)


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 (hex) of the sorted lines, each ended by a line feed."""
    return hashlib.sha256("".join(f"{line}\n" for line in sorted(lines)).encode()).hexdigest()
