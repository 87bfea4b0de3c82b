"""The ledger on a real PostgreSQL: one chain per envelope, whoever writes at once."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.ledger import EventDraft, append_events, chained, read_chain
from models.database import Database
from terms.evidence import ActorKind, EventKind, chain_break

NOW = datetime(2027, 1, 20, 9, 30, tzinfo=UTC)


def event(key: str) -> EventDraft:
    return EventDraft(
        key=key,
        kind=EventKind.DOCUMENT_VIEWED,
        at=NOW,
        actor=ActorKind.SIGNER,
        data={"page": 1, "título": "ñandú"},
        personal={"ip": "192.0.2.1", "user_agent": None},
    )


async def test_concurrent_writers_make_one_unbroken_chain(database: Database, draft: dict[str, str]) -> None:
    async def append(writer: int) -> None:
        async with database.transaction() as session:
            await append_events(session, draft["envelope"], [event(f"{writer}-{n}") for n in range(3)])

    await asyncio.gather(*(append(writer) for writer in range(8)))
    async with database.transaction() as session:
        rows = await read_chain(session, draft["envelope"])
    assert [row.sequence for row in rows] == list(range(1, 25))
    assert chain_break((chained(row), row.hash) for row in rows) is None


async def test_a_step_is_recorded_once_whoever_repeats_it(database: Database, draft: dict[str, str]) -> None:
    async def append() -> int:
        async with database.transaction() as session:
            return len(await append_events(session, draft["envelope"], [event("same"), event("same")]))

    appended = await asyncio.gather(*(append() for _ in range(5)))
    assert sorted(appended) == [0, 0, 0, 0, 1]


async def test_a_failed_transaction_leaves_no_gap(database: Database, draft: dict[str, str]) -> None:
    async with database.engine.connect() as connection, AsyncSession(connection) as session:
        await append_events(session, draft["envelope"], [event("lost")])
        await session.rollback()
    async with database.transaction() as session:
        await append_events(session, draft["envelope"], [event("kept")])
        rows = await read_chain(session, draft["envelope"])
    assert [(row.sequence, row.key) for row in rows] == [(1, "kept")]
    assert rows[0].personal == {"ip": "192.0.2.1"}
