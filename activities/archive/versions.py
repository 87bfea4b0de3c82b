"""The versions of a sealed paper; the newest one is handed out, and begins with all others (contract E4)."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import SealedVersion
from terms.renewal import Paper


async def versions_of(session: AsyncSession, kind: Paper, paper_id: str) -> Sequence[SealedVersion]:
    """All renewals of a paper, oldest first; nothing until the first one."""
    rows = await session.scalars(
        select(SealedVersion)
        .where(SealedVersion.kind == kind.value, SealedVersion.paper_id == paper_id, SealedVersion.number > 0)
        .order_by(SealedVersion.number)
    )
    return rows.all()


async def newest_version(session: AsyncSession, kind: Paper, paper_id: str) -> SealedVersion | None:
    """The last renewal of a paper; `None` while it is as it was sealed."""
    return next(reversed(await versions_of(session, kind, paper_id)), None)


async def forget_versions(session: AsyncSession, kind: Paper, paper_id: str) -> None:
    """Another paper took the place of this one: it is noted anew."""
    await session.execute(
        delete(SealedVersion).where(SealedVersion.kind == kind.value, SealedVersion.paper_id == paper_id)
    )
