"""Temporal's own database in the backup: what workflows under way would go on from (contract M1).

A file (the local stack's SQLite) or databases of PostgreSQL, as the settings say. It is saved before the
service's own: a workflow restored from it is never ahead of the rows, and what it does again finds them.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from pydantic import SecretStr
from sqlalchemy import func, make_url, select, table

from activities.backup.dump import dump_command, program
from activities.backup.fresh_server import FreshServer
from activities.backup.programs import piped
from activities.backup.repository import Repository, Snapshot
from activities.backup.scratch import scratch
from settings import Settings

FILE = "temporal"
STORE, VISIBILITY = "temporal.dump", "visibility.dump"
_COUNTED: Mapping[str, tuple[str, ...]] = {
    FILE: ("executions", "current_executions", "history_node"),
    STORE: ("executions", "current_executions", "history_node"),
    VISIBILITY: ("executions_visibility",),
}
"""Tables whose rows are counted when saved and when restored."""
_NAME = "temporal.sqlite"
_LOCKED_SECONDS = 30
Saved = dict[str, dict[str, Any]]
"""Part → rows by table, as the manifest keeps them."""


async def save_temporal(
    repository: Repository, settings: Settings, due_at: datetime, taken_at: datetime
) -> tuple[Saved, dict[str, str]]:
    """Saves what the settings name, if anything; counts by part, and the snapshots' ids."""
    saved: Saved = {}
    ids: dict[str, str] = {}
    if settings.temporal_database_file is not None:
        with scratch() as folder:
            copied = folder / FILE
            copied.mkdir(mode=0o700)
            counts = await asyncio.to_thread(_copy, settings.temporal_database_file, copied / _NAME)
            summary = await repository.save_folder(FILE, due_at, taken_at, str(copied))
        saved[FILE], ids[FILE] = counts, summary["snapshot_id"]
    for part, address in _databases(settings):
        if address is None:
            continue
        url = address.get_secret_value()
        async with _frozen(url, part) as (snapshot, counts):
            command, env = dump_command(settings.postgres_programs, url, snapshot)
            summary = await repository.save_output(part, due_at, taken_at, command, env)
        saved[part], ids[part] = counts, summary["snapshot_id"]
    return saved, ids


async def restore_temporal(
    repository: Repository,
    settings: Settings,
    parts: Mapping[str, Snapshot],
    saved: Saved,
    server: FreshServer,
    folder: Path,
) -> tuple[list[str], Saved]:
    """Restores each part beside the service's own; what differs, and the rows that were found."""
    faults: list[str] = []
    found: Saved = {}
    for part, counts in saved.items():
        if part == FILE:
            await repository.restore(parts[part], str(folder))
            found[part], whole = await asyncio.to_thread(_count_file, folder / _NAME)
            faults += [] if whole else ["integrity of temporal"]
        else:
            found[part] = await _restore_dump(repository, settings, parts[part], part, server)
        faults += [f"rows of {part} {name}" for name in counts if found[part].get(name) != counts[name]]
    return faults, found


async def _restore_dump(
    repository: Repository, settings: Settings, snapshot: Snapshot, part: str, server: FreshServer
) -> dict[str, int]:
    name = part.replace(".", "_")
    await server.create(name, ())
    restore = [program(settings.postgres_programs, "pg_restore"), "--exit-on-error", "--no-password"]
    restore += ["--no-owner", "--no-privileges", f"--dbname={server.bare_url(name)}"]
    source = repository.reading(snapshot)
    await piped(source, repository.env, restore, {"PGPASSWORD": server.password})
    async with await server.connect(name) as connection:
        return await _count(connection, part)


def _databases(settings: Settings) -> tuple[tuple[str, SecretStr | None], ...]:
    return (
        (STORE, settings.temporal_database_url),
        (VISIBILITY, settings.temporal_visibility_database_url),
    )


@asynccontextmanager
async def _frozen(url: str, part: str) -> AsyncIterator[tuple[str, dict[str, int]]]:
    """A snapshot of the database that lasts as long as the block, and what it holds."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(address) as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = await (await connection.execute("SELECT pg_export_snapshot()")).fetchone() or ("",)
        yield str(snapshot), await _count(connection, part)


async def _count(connection: psycopg.AsyncConnection, part: str) -> dict[str, int]:
    counts = {}
    for name in _COUNTED[part]:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        row = await (await connection.execute(query)).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def _copy(file: Path, target: Path) -> dict[str, int]:
    """A consistent copy while the server writes; what it holds."""
    address = f"{file.resolve().as_uri()}?mode=ro"
    opened = sqlite3.connect(address, uri=True, timeout=_LOCKED_SECONDS)
    with closing(opened) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return _count_file(target)[0]


def _count_file(file: Path) -> tuple[dict[str, int], bool]:
    """Rows by table, and whether the file is whole."""
    with closing(sqlite3.connect(file)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        counts = {
            name: int(connection.execute(str(select(func.count()).select_from(table(name)))).fetchone()[0])
            for name in _COUNTED[FILE]
        }
    return counts, whole
