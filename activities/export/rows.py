"""Rows of a table as lines of JSON, one after the other as they come from PostgreSQL."""

import base64
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.export.whose import ExportedTable

AT_ONCE = 500
"""Rows in memory at a time."""


class RowLines:
    """The rows of one table of one business; `count` grows as they are read."""

    def __init__(self, exported: ExportedTable, business_id: str) -> None:
        self._exported = exported
        self._business_id = business_id
        self.count = 0

    async def read(self, session: AsyncSession) -> AsyncIterator[bytes]:
        """JSON lines in UTF-8, some hundreds at a time; nothing when there are no rows."""
        found = await session.stream(
            self._exported.rows(self._business_id), execution_options={"yield_per": AT_ONCE}
        )
        names = [column.name for column in self._exported.columns]
        async for rows in found.partitions(AT_ONCE):
            self.count += len(rows)
            yield b"".join(json_line(dict(zip(names, row, strict=True))) for row in rows)


def json_line(values: dict[str, Any]) -> bytes:
    """One line. Instants are RFC 3339 in UTC, money is decimal text, bytes are base64."""
    return json.dumps(values, ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: object) -> object:
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"an export cannot hold a {type(value).__name__}")


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


_WRITERS: tuple[tuple[type, Callable[[Any], object]], ...] = (
    (datetime, _instant),
    (date, date.isoformat),
    (Decimal, str),
    (bytes, lambda value: base64.b64encode(value).decode()),
)
