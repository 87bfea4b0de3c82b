"""What purges took of the log before they said of which segment is worked out once, from what is missing."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text
from ulid import ULID

from deploy.stack.postgres import OWNER, PostgresCluster
from models.migrations import migrations_config, upgrade

BEFORE = "sealed_versions"
"""The schema before segments covered timestamps."""
NOW = datetime.now(UTC)
KEPT, LAPSED = NOW + timedelta(days=300), NOW - timedelta(days=2)


def entry_id(number: int) -> str:
    return f"atv_{ULID.from_datetime(NOW - timedelta(days=9) + timedelta(seconds=number))}"


THERE, PURGED, ALSO_PURGED, LAPSED_AND_GONE = (entry_id(number) for number in range(4))
SEGMENT = """
INSERT INTO log_segments (number, form, previous, first_id, last_id, entries, keep_until, root, sealed_at,
    sha256, token)
VALUES (1, 1, repeat('0', 64), :first, :last, 4, :until, repeat('a', 64), :at, repeat('b', 64), 'token')
"""
LEAF = """
INSERT INTO log_leaves (entry_id, segment, position, keep_until, digest, salt)
VALUES (:id, 1, :position, :until, repeat('c', 64), 'salt')
"""
ENTRY = """
INSERT INTO activity (id, at, action, actor, objects, retention, keep_until)
VALUES (:id, :at, 'api:sessions:create', 'anybody', '{}', 'access', :until)
"""
PURGE = """
INSERT INTO purge_steps (business_id, stage, step, batch, count, digest, at)
VALUES ('biz_1', 'people', 'table:activity', 1, :count, repeat('d', 64), :at)
"""


@pytest.mark.rule("M7", "S18")
@pytest.mark.parametrize(("purged", "excused"), [(2, 2), (1, None)], ids=["all said", "one is nobody's"])
async def test_what_is_missing_is_a_purges_where_it_is_no_more_than_purges_took(
    postgres: PostgresCluster, purged: int, excused: int | None
) -> None:
    name = f"log_stamps_{purged}"
    await asyncio.to_thread(postgres.create_database, name)
    steps, salts = await asyncio.to_thread(migrated, postgres.url(OWNER, name), purged)
    assert salts == {THERE: b"salt", PURGED: b"", ALSO_PURGED: b"", LAPSED_AND_GONE: b""}
    if excused is None:
        assert steps == [], "somebody took one away: it stays an alarm"
        return
    ids = "".join(f"{one}\n" for one in sorted((PURGED, ALSO_PURGED)))
    step = f"log-segment:1:{KEPT.date().isoformat()}"
    assert steps == [("earlier", step, excused, hashlib.sha256(ids.encode()).hexdigest())]


def migrated(url: str, purged: int) -> tuple[Sequence[tuple[str, str, int, str]], dict[str, bytes]]:
    """A database with rows from before, brought to today's schema: what it says of segments, and salts."""
    command.upgrade(migrations_config(url), BEFORE)
    engine = create_engine(url)
    with engine.begin() as connection:
        plant(connection, purged)
    upgrade(url)
    with engine.begin() as connection:
        steps = connection.execute(
            text("SELECT business_id, step, count, digest FROM purge_steps WHERE step LIKE 'log-segment:%'")
        )
        rows = connection.execute(text("SELECT entry_id, salt FROM log_leaves"))
        found = [tuple(row) for row in steps], {row.entry_id: bytes(row.salt) for row in rows}
    engine.dispose()
    return found


def plant(connection: Connection, purged: int) -> None:
    """A segment of four entries: one is there, two are gone before their time, one after it."""
    first_and_last = {"first": THERE, "last": LAPSED_AND_GONE}
    connection.execute(text(SEGMENT), {"until": KEPT, "at": NOW} | first_and_last)
    for position, one in enumerate((THERE, PURGED, ALSO_PURGED, LAPSED_AND_GONE)):
        until = LAPSED if one == LAPSED_AND_GONE else KEPT
        connection.execute(text(LEAF), {"id": one, "position": position, "until": until})
    connection.execute(text(ENTRY), {"id": THERE, "at": NOW, "until": KEPT})
    connection.execute(text(PURGE), {"count": purged, "at": NOW})
