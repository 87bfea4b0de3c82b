"""Recomputes segments of the log's chain, over what is left of their entries (contract M7, S18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.evidence.chain_stamp import TokenRefused, verified_token
from activities.log_chain.sealing import passed_over
from models import Activity, LogLeaf, LogSegment, MeasureRecord, PurgeStep
from terms.log_chain import (
    COLUMNS,
    GENESIS,
    STAMPED_WITHIN,
    Broken,
    Segment,
    entry_digest,
    leaf_digest,
    root,
)
from terms.measures import Measure, Outcome

_OF_LOG = f"table:{Activity.__tablename__}"


@dataclass(frozen=True)
class Break:
    """A segment that does not hold, why, and entries that show it."""

    number: int
    broken: Broken
    entry_ids: tuple[str, ...] = ()


class LogChecker:
    """Checks segments against the entries that are left and the trust anchors of the timestamps."""

    def __init__(self, anchors_pem: bytes) -> None:
        self._anchors = anchors_pem

    async def check(self, session: AsyncSession, number: int, at: datetime) -> list[Break]:
        """What is wrong with one segment; nothing, as a rule."""
        row = await session.get(LogSegment, number)
        if row is None:
            return [Break(number, Broken.CHAIN)]
        found = await _chained(session, row)
        found += [] if _facts(row).sha256 == row.sha256 else [Break(number, Broken.DIGEST)]
        found += await self._stamped(row)
        found += await _recorded(session, row)
        found += await _entries(session, row, at)
        return found + await _added(session, row)

    async def _stamped(self, row: LogSegment) -> list[Break]:
        try:
            stamped = await verified_token(row.token, bytes.fromhex(row.sha256), self._anchors)
        except TokenRefused:
            return [Break(row.number, Broken.TIMESTAMP)]
        if abs(stamped - row.sealed_at) > STAMPED_WITHIN:
            return [Break(row.number, Broken.TIMESTAMP)]
        return []


async def newest_number(session: AsyncSession) -> int:
    """The last segment's; 0 before the first."""
    return await session.scalar(select(func.max(LogSegment.number))) or 0


async def _recorded(session: AsyncSession, row: LogSegment) -> list[Break]:
    """Whether it is the one of that number that the sealing's own records name."""
    named = await session.scalars(
        select(MeasureRecord.figures["sha256"].as_string()).where(
            MeasureRecord.measure == Measure.LOG_SEAL.value,
            MeasureRecord.outcome == Outcome.DONE.value,
            MeasureRecord.figures["newest"].as_integer() == row.number,
        )
    )
    return [] if set(named) <= {row.sha256} else [Break(row.number, Broken.CHAIN)]


async def ends_as_recorded(session: AsyncSession) -> bool:
    """Whether the segment that the last sealing left as the newest is there, as it was."""
    figures = await session.scalar(
        select(MeasureRecord.figures)
        .where(MeasureRecord.measure == Measure.LOG_SEAL.value, MeasureRecord.outcome == Outcome.DONE.value)
        .order_by(MeasureRecord.due_at.desc())
        .limit(1)
    )
    if not figures or not figures.get("newest"):
        return True
    row = await session.get(LogSegment, figures["newest"])
    return row is not None and row.sha256 == figures["sha256"]


async def _chained(session: AsyncSession, row: LogSegment) -> list[Break]:
    before = await session.get(LogSegment, row.number - 1) if row.number > 1 else None
    expected = GENESIS if row.number == 1 else before.sha256 if before else None
    return [] if row.previous == expected else [Break(row.number, Broken.CHAIN)]


async def _entries(session: AsyncSession, row: LogSegment, at: datetime) -> list[Break]:
    rows = await session.execute(
        select(LogLeaf, Activity)
        .outerjoin(Activity, Activity.id == LogLeaf.entry_id)
        .where(LogLeaf.segment == row.number)
        .order_by(LogLeaf.position)
    )
    pairs: list[tuple[LogLeaf, Activity | None]] = [(row[0], row[1]) for row in rows]
    if not pairs:
        return [] if row.keep_until <= at else [Break(row.number, Broken.LEAVES)]
    digests = [leaf_digest(leaf.entry_id, leaf.keep_until, leaf.digest) for leaf, _ in pairs]
    found = [] if root(digests) == row.root else [Break(row.number, Broken.LEAVES)]
    changed = tuple(leaf.entry_id for leaf, entry in pairs if entry is not None and not _same(leaf, entry))
    missing = tuple(leaf.entry_id for leaf, entry in pairs if entry is None and leaf.keep_until > at)
    if changed:
        found.append(Break(row.number, Broken.CHANGED, changed))
    if missing and not await _purged(session, at):
        found.append(Break(row.number, Broken.REMOVED, missing))
    return found


def _same(leaf: LogLeaf, entry: Activity) -> bool:
    facts = {column: getattr(entry, column) for column in COLUMNS}
    return entry_digest(facts, leaf.salt) == leaf.digest


async def _purged(session: AsyncSession, at: datetime) -> bool:
    """Whether purges destroyed as many entries early as are missing in all (contract S18)."""
    there = select(Activity.id).where(Activity.id == LogLeaf.entry_id).exists()
    missing = await session.scalar(
        select(func.count()).select_from(LogLeaf).where(LogLeaf.keep_until > at, ~there)
    )
    destroyed = await session.scalar(select(func.sum(PurgeStep.count)).where(PurgeStep.step == _OF_LOG))
    return (missing or 0) <= (destroyed or 0)


async def _added(session: AsyncSession, row: LogSegment) -> list[Break]:
    """Entries since the segments before, to the end of this one, that sealing can no longer come to."""
    newest = await session.get_one(LogSegment, await newest_number(session))
    before = await session.scalar(select(func.max(LogSegment.last_id)).where(LogSegment.number < row.number))
    has_leaf = select(LogLeaf.entry_id).where(LogLeaf.entry_id == Activity.id).exists()
    found = await session.scalars(
        select(Activity.id)
        .where(
            Activity.id >= min(row.first_id, before or ""),
            Activity.id <= row.last_id,
            Activity.id < passed_over(newest),
            Activity.keep_until > newest.sealed_at,
            ~has_leaf,
        )
        .limit(100)
    )
    added = tuple(found)
    return [Break(row.number, Broken.ADDED, added)] if added else []


def _facts(row: LogSegment) -> Segment:
    return Segment(
        number=row.number,
        previous=row.previous,
        first_id=row.first_id,
        last_id=row.last_id,
        entries=row.entries,
        keep_until=row.keep_until,
        root=row.root,
        sealed_at=row.sealed_at,
        form=row.form,
    )


async def check_all(session: AsyncSession, checker: LogChecker, at: datetime) -> Sequence[Break]:
    """Every segment, from the first on, and whether any are gone at the end."""
    found: list[Break] = []
    newest = await newest_number(session)
    for number in range(1, newest + 1):
        found += await checker.check(session, number, at)
    return found if await ends_as_recorded(session) else [*found, Break(newest + 1, Broken.CHAIN)]
