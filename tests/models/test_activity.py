"""The log cannot be changed by anybody, nor destroyed before its time, and then only by the retention."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from activities.records.activity_log import Entry, note
from models import Base
from models.database import Database
from models.identifiers import Prefix, new_id
from models.kept import KEPT, OF_FORMER_STAFF
from terms.activity import Actor, EntryClass, kept_until

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=400)
REFUSED = "permission denied|append-only"
ITS_OWN_RECORDS = {"activity_destructions", "clearings", "purge_steps"}
"""Where the retention writes what it destroyed."""
DELETE_ALL = "DELETE FROM {}"
OTHER_TABLES = sorted(set(Base.metadata.tables) - {"activity", *ITS_OWN_RECORDS, *KEPT, *OF_FORMER_STAFF})
LOOKED_UP = {"log_leaves"}
"""Where the retention reads which segment lost what, and empties salts."""


@pytest.fixture
async def retention(retention_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(retention_database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def owner(owner_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(owner_database_url)
    yield engine
    await engine.dispose()


async def noted(database: Database, at: datetime) -> str:
    entry = Entry("api:envelopes:read", Actor.USER, new_id(Prefix.USER), status=200)
    async with database.transaction() as session:
        return await note(session, entry, at=at)


async def run(engine: AsyncEngine, statement: str, entry_id: str) -> int:
    async with engine.begin() as connection:
        return (await connection.execute(text(statement), {"id": entry_id})).rowcount


async def test_the_retention_destroys_what_was_kept_long_enough(
    database: Database, retention: AsyncEngine
) -> None:
    entry_id = await noted(database, LONG_AGO)
    assert kept_until(EntryClass.TECHNICAL, LONG_AGO) < NOW
    assert await run(retention, "DELETE FROM activity WHERE id = :id", entry_id) == 1


@pytest.mark.rule("M7")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM activity WHERE id = :id",
        "UPDATE activity SET ip = NULL WHERE id = :id",
        "UPDATE activity SET keep_until = now() WHERE id = :id",
        "TRUNCATE activity",
    ],
)
async def test_nobody_destroys_or_changes_an_entry_before_its_time(
    database: Database, retention: AsyncEngine, owner: AsyncEngine, statement: str
) -> None:
    entry_id = await noted(database, NOW)
    for engine in (retention, owner, database.engine):
        with pytest.raises(ProgrammingError, match=REFUSED):
            await run(engine, statement, entry_id)


async def test_the_application_destroys_nothing_at_any_time(database: Database) -> None:
    entry_id = await noted(database, LONG_AGO)
    with pytest.raises(ProgrammingError, match="permission denied"):
        await run(database.engine, "DELETE FROM activity WHERE id = :id", entry_id)


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        *((table, DELETE_ALL) for table in OTHER_TABLES),
        *((table, "SELECT 1 FROM {}") for table in OTHER_TABLES if table not in LOOKED_UP),
    ],
)
async def test_the_retention_reads_and_destroys_nothing_else(
    retention: AsyncEngine, table: str, statement: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await run(retention, statement.format(table), "")


@pytest.mark.parametrize("table", sorted(ITS_OWN_RECORDS))
async def test_the_retention_takes_no_record_of_its_own_back(retention: AsyncEngine, table: str) -> None:
    with pytest.raises(ProgrammingError, match=REFUSED):
        await run(retention, DELETE_ALL.format(table), "")


async def test_the_retention_cannot_write_the_log(retention: AsyncEngine) -> None:
    statement = (
        "INSERT INTO activity (id, at, action, actor, objects, retention, keep_until)"
        " VALUES (:id, now(), 'x', 'user', '{}', 'staff', now())"
    )
    with pytest.raises(ProgrammingError, match="permission denied"):
        await run(retention, statement, "atv_1")


async def test_a_repeated_step_adds_nothing(database: Database) -> None:
    key = new_id(Prefix.ACTIVITY)
    entry = Entry("workflow:members:leave", Actor.SERVICE, business_id=new_id(Prefix.BUSINESS))
    for _ in range(2):
        async with database.transaction() as session:
            assert await note(session, entry, key=key) == key


def test_only_the_vocabularys_form_is_an_action() -> None:
    for wrong in (
        "envelopes:read",
        "api:envelopes",
        "api:Envelopes:read",
        "mail:envelopes:read",
        "api::read",
    ):
        with pytest.raises(ValueError, match="source:subject:action"):
            Entry(wrong, Actor.USER)
