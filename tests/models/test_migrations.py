"""The migrated schema is the one the models describe."""

import asyncio
import io
from contextlib import redirect_stdout

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from deploy.stack.postgres import OWNER, PostgresCluster
from models import Base
from models.database import Database
from models.migrations import migrations_config, upgrade


async def test_migrations_make_exactly_the_tables_of_the_models(owner_database_url: str) -> None:
    """`alembic check` raises when a model and the migrations differ."""
    await asyncio.to_thread(command.check, migrations_config(owner_database_url))


async def test_schema_can_be_taken_down_and_up_again(postgres: PostgresCluster) -> None:
    await asyncio.to_thread(postgres.create_database, "up_and_down")
    url = postgres.url(OWNER, "up_and_down")
    await asyncio.to_thread(upgrade, url)
    await asyncio.to_thread(command.downgrade, migrations_config(url), "base")
    await asyncio.to_thread(upgrade, url)
    await asyncio.to_thread(command.check, migrations_config(url))


async def test_migration_names_the_missing_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    config = migrations_config("")
    with pytest.raises(SystemExit, match="DATABASE_OWNER_URL"), redirect_stdout(io.StringIO()):
        await asyncio.to_thread(command.upgrade, config, "head")


async def test_application_reads_the_schema_version_but_cannot_change_it(database: Database) -> None:
    async with database.transaction() as session:
        assert (await session.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with database.transaction() as session:
            await session.execute(text("UPDATE alembic_version SET version_num = 'x'"))


async def test_application_cannot_change_the_schema(database: Database) -> None:
    for statement in (
        "CREATE TABLE extra (id int)",
        "DROP TABLE mails",
        "ALTER TABLE revisions DISABLE TRIGGER ALL",
    ):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            async with database.transaction() as session:
                await session.execute(text(statement))


def test_every_table_has_a_named_primary_key() -> None:
    assert all(table.primary_key.name == f"pk_{name}" for name, table in Base.metadata.tables.items())
