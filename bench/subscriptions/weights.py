"""What the stack weighs: bytes in both stores, memory of worker and Temporal server."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from deploy.stack.stack import Stack
from models.database import Database

SETTLING = 5.0
"""Seconds in which the server finishes what it does beside."""


@dataclass(frozen=True)
class Weights:
    """All in bytes; of memory, what is resident in each of the two processes."""

    temporal: int
    postgres: int
    worker: int
    server: int

    def minus(self, other: "Weights") -> "Weights":
        """What has come on top of `other`."""
        return Weights(
            self.temporal - other.temporal,
            self.postgres - other.postgres,
            self.worker - other.worker,
            self.server - other.server,
        )


async def weigh(stack: Stack, database: Database) -> Weights:
    """As it is now, a few seconds after the last work."""
    await asyncio.sleep(SETTLING)
    async with database.transaction() as session:
        postgres = await session.scalar(text("SELECT pg_database_size(current_database())"))
    (file,) = stack.folder.rglob("temporal.sqlite")
    return Weights(
        _sqlite_bytes(file), postgres or 0, _resident(stack.pid("worker")), _resident(stack.pid("temporal"))
    )


def _sqlite_bytes(file: Path) -> int:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as connection:
        (pages,), (size,) = (
            connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
        )
    return int(pages) * int(size)


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) * 1024
