"""Runs the migrations over an async connection of the tables' owner.

A migration that waits for a lock makes every later query wait behind it, so it gives up after 4 s; a single
statement may take 5 s (a longer change belongs in several steps).
"""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from models import Base
from models.migrations import APP_ROLE, RETENTION_ROLE, WORKER_ROLE, destruction

LOCK_TIMEOUT_MS = 4_000
STATEMENT_TIMEOUT_MS = 5_000


def _url() -> str:
    url = (
        context.get_x_argument(as_dictionary=True).get("url")
        or context.config.attributes.get("url")
        or os.environ.get("DATABASE_OWNER_URL")
    )
    if not url:
        raise SystemExit("Set DATABASE_OWNER_URL (or -x url=…) to the database URL of the tables' owner.")
    return str(url)


def _role(name: str, default: str) -> str:
    given = context.get_x_argument(as_dictionary=True).get(name)
    return given or str(context.config.attributes.get(name, default))


def _migrate(connection: Connection) -> None:
    connection.execute(text(f"SET lock_timeout = {LOCK_TIMEOUT_MS}"))
    connection.execute(text(f"SET statement_timeout = {STATEMENT_TIMEOUT_MS}"))
    connection.commit()
    context.config.attributes["app_role"] = _role("app_role", APP_ROLE)
    context.config.attributes["worker_role"] = _role("worker_role", WORKER_ROLE)
    context.config.attributes["retention_role"] = _role("retention_role", RETENTION_ROLE)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    destruction.write(connection, context.config.attributes["retention_role"])


async def _run() -> None:
    engine = create_async_engine(_url(), poolclass=pool.NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate)
    finally:
        await engine.dispose()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database: SQL scripts (--sql) are not supported.")
asyncio.run(_run())
