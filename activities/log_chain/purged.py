"""What a purge leaves of the chain over the log: which segments lack how much, and no salts (M7, S18)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import LogLeaf
from terms.log_chain import purge_step

_LOCK = func.hashtextextended("leaves of the log", 0)


async def hold_log(session: AsyncSession) -> None:
    """Sealing and purging wait for each other: an entry has its leaf before it is destroyed, or never."""
    await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def forget_leaves(session: AsyncSession, entry_ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Empties the salts of entries that were just destroyed; step → those that were to be kept longer."""
    emptied = await session.execute(
        update(LogLeaf)
        .where(LogLeaf.entry_id.in_(entry_ids))
        .values(salt=b"")
        .returning(LogLeaf.entry_id, LogLeaf.segment, LogLeaf.keep_until, LogLeaf.keep_until > func.now())
    )
    early: defaultdict[str, list[str]] = defaultdict(list)
    for entry_id, segment, keep_until, is_early in emptied:
        if is_early:
            early[purge_step(segment, keep_until)].append(entry_id)
    return early
