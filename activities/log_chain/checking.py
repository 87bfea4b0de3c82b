"""Recomputes segments of the log's chain, over what is left of their entries (contract M7, S18)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.evidence.chain_stamp import TokenRefused, verified_token
from activities.log_chain.sealing import covered_stamps, passed_over
from models import Activity, LogLeaf, LogSegment, MeasureRecord, PurgeStep
from terms.log_chain import (
    COLUMNS,
    COVERS_STAMPS,
    GENESIS,
    STAMPED_WITHIN,
    Broken,
    Segment,
    entry_digest,
    leaf_digest,
    purge_step,
    root,
)
from terms.measures import Measure, Outcome


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
        found += await _stamps(session, row)
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


async def contradicted(session: AsyncSession) -> list[Break]:
    """Segments that the records of the sealing name and that are not there as they were, whatever the chain
    itself says: somebody who wrote it anew with new timestamps had to leave them out.
    """
    number = MeasureRecord.figures["newest"].as_integer()
    as_it_was = select(LogSegment.number).where(
        LogSegment.number == number, LogSegment.sha256 == MeasureRecord.figures["sha256"].as_string()
    )
    numbers = await session.scalars(
        select(number)
        .where(
            MeasureRecord.measure == Measure.LOG_SEAL.value,
            MeasureRecord.outcome == Outcome.DONE.value,
            number > 0,
            ~as_it_was.exists(),
        )
        .distinct()
        .order_by(number)
    )
    return [Break(named, Broken.RECORDED) for named in numbers]


async def not_as_noted(session: AsyncSession, noted: Mapping[int, str]) -> list[Break]:
    """Segments that are not those whose digests somebody noted elsewhere."""
    rows = await session.execute(
        select(LogSegment.number, LogSegment.sha256).where(LogSegment.number.in_(noted))
    )
    there = {row.number: row.sha256 for row in rows}
    return [Break(number, Broken.RECORDED) for number in sorted(noted) if there.get(number) != noted[number]]


async def _chained(session: AsyncSession, row: LogSegment) -> list[Break]:
    before = await session.get(LogSegment, row.number - 1) if row.number > 1 else None
    expected = GENESIS if row.number == 1 else before.sha256 if before else None
    return [] if row.previous == expected else [Break(row.number, Broken.CHAIN)]


async def _stamps(session: AsyncSession, row: LogSegment) -> list[Break]:
    """Whether the timestamps before it are those that it covers."""
    if row.form < COVERS_STAMPS or row.stamps == await covered_stamps(session, row.number):
        return []
    return [Break(row.number, Broken.TIMESTAMP)]


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
    missing = await _unexcused(
        session, [leaf for leaf, entry in pairs if entry is None and leaf.keep_until > at]
    )
    if changed:
        found.append(Break(row.number, Broken.CHANGED, changed))
    if missing:
        found.append(Break(row.number, Broken.REMOVED, missing))
    return found


def _same(leaf: LogLeaf, entry: Activity) -> bool:
    facts = {column: getattr(entry, column) for column in COLUMNS}
    return entry_digest(facts, leaf.salt) == leaf.digest


async def _unexcused(session: AsyncSession, missing: Sequence[LogLeaf]) -> tuple[str, ...]:
    """Entries that are gone too early, but for as many as purges say they took of this segment (S18)."""
    by_step: defaultdict[str, list[str]] = defaultdict(list)
    for leaf in missing:
        by_step[purge_step(leaf.segment, leaf.keep_until)].append(leaf.entry_id)
    rows = await session.execute(
        select(PurgeStep.step, func.sum(PurgeStep.count))
        .where(PurgeStep.step.in_(by_step))
        .group_by(PurgeStep.step)
    )
    taken = {step: int(count) for step, count in rows}
    return tuple(
        entry_id
        for step, entry_ids in by_step.items()
        if len(entry_ids) > taken.get(step, 0)
        for entry_id in entry_ids
    )


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
        stamps=row.stamps,
        form=row.form,
    )


async def check_all(session: AsyncSession, checker: LogChecker, at: datetime) -> Sequence[Break]:
    """Every segment, from the first on, and whether all are there that the sealing's records name."""
    found: list[Break] = []
    for number in range(1, await newest_number(session) + 1):
        found += await checker.check(session, number, at)
    return [*found, *await contradicted(session)]
