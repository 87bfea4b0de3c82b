"""The lists of an archive: its manifest, and the hashes as `sha256sum` reads them (contract S16).

Made from measured members alone, so that made again they are the same.
"""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from activities.export.own_objects import LISTS, SUMS
from activities.export.tables import EXPORTED, LEFT_OUT
from models import Export, ExportMember
from models.database import Database

FORMAT = "rubrica-export-1"
AT_ONCE = 1000


class Lists:
    """Writes lists of any length, a page of members in memory at a time."""

    def __init__(self, database: Database, export: Export) -> None:
        self._database = database
        self._export = export

    async def manifest(self) -> AsyncIterator[bytes]:
        """JSON: what the export is, then each file on a line of its own, then what could not be read."""
        yield json.dumps(self._head(), ensure_ascii=False, indent=1).encode().removesuffix(b"\n}")
        yield b',\n "files": ['
        async for piece in self._lines(of_trouble=False):
            yield piece
        yield b'\n ],\n "unreadable": ['
        async for piece in self._lines(of_trouble=True):
            yield piece
        yield b"\n ]\n}\n"

    async def sums(self) -> AsyncIterator[bytes]:
        """A line for each file of the archive but this list itself."""
        async for members in self._pages(but=(SUMS,)):
            yield b"".join(
                f"{member.sha256}  {member.path}\n".encode() for member in members if member.trouble is None
            )

    def _head(self) -> dict[str, object]:
        export = self._export
        return {
            "format": FORMAT,
            "export_id": export.id,
            "business_id": export.business_id,
            "requested_by": export.requested_by,
            "requested_at": _instant(export.requested_at),
            "made_at": _instant(export.made_at),
            "left_out": {
                "tables": dict(LEFT_OUT),
                "columns": {one.name: dict(one.without) for one in EXPORTED if one.without},
            },
        }

    async def _lines(self, *, of_trouble: bool) -> AsyncIterator[bytes]:
        separator = b"\n  "
        async for members in self._pages():
            for member in members:
                if (member.trouble is not None) is of_trouble:
                    yield separator + json.dumps(_described(member), ensure_ascii=False).encode()
                    separator = b",\n  "

    async def _pages(self, *, but: Sequence[str] = LISTS) -> AsyncIterator[Sequence[ExportMember]]:
        number = 0
        while True:
            async with self._database.transaction() as session:
                found = await session.scalars(
                    select(ExportMember)
                    .where(ExportMember.export_id == self._export.id, ExportMember.number >= number)
                    .order_by(ExportMember.number)
                    .limit(AT_ONCE)
                )
                members = found.all()
            if not members:
                return
            yield [member for member in members if member.path not in but]
            number = members[-1].number + 1


def _described(member: ExportMember) -> dict[str, object]:
    if member.trouble is not None:
        return {"path": member.path, "trouble": member.trouble}
    described: dict[str, object] = {"path": member.path, "size": member.size, "sha256": member.sha256}
    return described if member.rows is None else described | {"rows": member.rows}


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
