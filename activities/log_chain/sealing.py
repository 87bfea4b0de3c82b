"""Seals entries of the log after the fact, a segment at a time, and forgets what is gone (contract M7)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from temporalio import activity
from ulid import ULID

from activities.clock import now
from activities.evidence.chain_stamp import ChainStamper
from activities.log_chain.purged import hold_log
from activities.records.activity_log import settle_begun
from models import Activity, LogLeaf, LogSegment
from models.database import Database
from models.identifiers import Prefix
from terms.log_chain import (
    COLUMNS,
    COVERS_STAMPS,
    FORM,
    GENESIS,
    LOOK_BACK,
    SALT_BYTES,
    SEGMENT,
    Segment,
    entry_digest,
    root,
    stamps,
)
from terms.log_chain import leaf_digest as leaf_digest_of

_FORGOTTEN_AT_ONCE = 5000


@dataclass(frozen=True)
class Sealed:
    """The newest segment, and how many entries were to be sealed just now; none when nothing was left.

    `more` says that others already wait: the segment was full, or was not kept.
    """

    number: int
    sha256: str
    entries: int
    more: bool = False


class LogSealer:
    """Needs nobody to wait: entries that are committed late are sealed with the next ones."""

    def __init__(self, database: Database, stamper: ChainStamper, size: int = SEGMENT) -> None:
        self._database = database
        self._stamper = stamper
        self._size = size

    @activity.defn(name="Seal log segment")
    async def seal(self) -> Sealed:
        """Seals at most one segment.

        What a broken attempt left is nothing, or a whole segment. Of two at once one is the next in the
        chain, and the other leaves nothing.
        """
        at = now()
        async with self._database.transaction() as session:
            # what was broken off is logged under its old id, and must be before its place is passed over
            while await settle_begun(session, at):
                continue
            newest = await _newest(session)
            covered = await covered_stamps(session, newest.number + 1 if newest else 1)
            entries = await _unsealed(session, newest, self._size)
        if not entries:
            return Sealed(newest.number if newest else 0, newest.sha256 if newest else GENESIS, 0)
        leaves = [_leaf(entry, position) for position, entry in enumerate(entries)]
        segment = _segment(newest, leaves, covered, at)
        stamp = await self._stamper.stamp(segment.number, segment.sha256)
        if await self._keep(segment, leaves, stamp.token):
            return Sealed(segment.number, segment.sha256, len(leaves), more=len(leaves) == self._size)
        async with self._database.transaction() as session:
            newest = await _newest(session)
        known = (newest.number, newest.sha256) if newest else (0, GENESIS)
        return Sealed(*known, len(leaves), more=True)

    async def _keep(self, segment: Segment, leaves: Sequence[LogLeaf], token: bytes) -> bool:
        """`False` where another one came first, or a purge destroyed an entry: what is left comes next."""
        async with self._database.transaction() as session:
            await hold_log(session)
            there = select(func.count()).where(Activity.id.in_([leaf.entry_id for leaf in leaves]))
            if await session.scalar(there) != len(leaves):
                return False
            kept = await session.execute(
                insert(LogSegment)
                .values(
                    number=segment.number,
                    form=segment.form,
                    previous=segment.previous,
                    first_id=segment.first_id,
                    last_id=segment.last_id,
                    entries=segment.entries,
                    keep_until=segment.keep_until,
                    root=segment.root,
                    stamps=segment.stamps if segment.form >= COVERS_STAMPS else None,
                    sealed_at=segment.sealed_at,
                    sha256=segment.sha256,
                    token=token,
                )
                .on_conflict_do_nothing()
                .returning(LogSegment.number)
            )
            if kept.first() is None:
                return False
            for leaf in leaves:
                leaf.segment = segment.number
            session.add_all(leaves)
            return True

    @activity.defn(name="Forget sealed entries that are gone")
    async def forget(self) -> int:
        """Empties the salts of entries that are gone, and removes the leaves of segments that are."""
        at = now()
        async with self._database.transaction() as session:
            emptied = await session.execute(
                update(LogLeaf)
                .where(LogLeaf.entry_id.in_(_gone(at)))
                .values(salt=b"")
                .returning(LogLeaf.entry_id)
            )
            await session.execute(delete(LogLeaf).where(LogLeaf.segment.in_(_over(at))))
            return len(emptied.all())


async def _newest(session: AsyncSession) -> LogSegment | None:
    row: LogSegment | None = await session.scalar(
        select(LogSegment).order_by(LogSegment.number.desc()).limit(1)
    )
    return row


async def covered_stamps(session: AsyncSession, number: int) -> str:
    """Digest of the tokens that segment `number` covers: since the last one before it that covers any."""
    last = await session.scalar(
        select(func.max(LogSegment.number)).where(LogSegment.number < number, LogSegment.stamps.is_not(None))
    )
    tokens = await session.scalars(
        select(LogSegment.token)
        .where(LogSegment.number >= (last or 1), LogSegment.number < number)
        .order_by(LogSegment.number)
    )
    return stamps(tokens)


async def _unsealed(session: AsyncSession, newest: LogSegment | None, size: int) -> Sequence[Activity]:
    query = select(Activity).where(~select(LogLeaf.entry_id).where(LogLeaf.entry_id == Activity.id).exists())
    if newest is not None:
        query = query.where(Activity.id >= passed_over(newest))
    rows = await session.scalars(query.order_by(Activity.id).limit(size))
    return rows.all()


def passed_over(newest: LogSegment, look_back: timedelta = LOOK_BACK) -> str:
    """Sealing comes to no smaller id any more. A segment that was full leaves off where it ends."""
    recent = f"{Prefix.ACTIVITY.value}_{str(ULID.from_datetime(newest.sealed_at - look_back))[:10]}"
    return min(recent, newest.last_id)


def _leaf(entry: Activity, position: int) -> LogLeaf:
    salt = secrets.token_bytes(SALT_BYTES)
    digest = entry_digest({column: getattr(entry, column) for column in COLUMNS}, salt)
    return LogLeaf(
        entry_id=entry.id, position=position, keep_until=entry.keep_until, digest=digest, salt=salt
    )


def _segment(newest: LogSegment | None, leaves: Sequence[LogLeaf], covered: str, at: datetime) -> Segment:
    return Segment(
        number=newest.number + 1 if newest else 1,
        previous=newest.sha256 if newest else GENESIS,
        first_id=leaves[0].entry_id,
        last_id=leaves[-1].entry_id,
        entries=len(leaves),
        keep_until=max(leaf.keep_until for leaf in leaves),
        root=root(leaf_digest_of(leaf.entry_id, leaf.keep_until, leaf.digest) for leaf in leaves),
        sealed_at=at,
        stamps=covered,
        form=FORM,
    )


def _gone(at: datetime) -> Select[str]:
    there = select(Activity.id).where(Activity.id == LogLeaf.entry_id).exists()
    return (
        select(LogLeaf.entry_id)
        .where(LogLeaf.keep_until <= at, LogLeaf.salt != b"", ~there)
        .limit(_FORGOTTEN_AT_ONCE)
    )


def _over(at: datetime) -> Select[int]:
    """Segments of which every entry was kept long enough, and none is there any more."""
    leaf = aliased(LogLeaf)
    there = (
        select(leaf.entry_id)
        .join(Activity, Activity.id == leaf.entry_id)
        .where(leaf.segment == LogSegment.number)
        .exists()
    )
    held = select(leaf.entry_id).where(leaf.segment == LogSegment.number).exists()
    return select(LogSegment.number).where(LogSegment.keep_until <= at, held, ~there).limit(10)
