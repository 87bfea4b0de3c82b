"""Log entries go when they were kept long enough, in batches, each with its record (contract S18, M9)."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from activities.records.activity_log import Entry, begin, note
from activities.records.activity_retention import ActivityRetention, DestructionOrder
from models import Activity, ActivityBegun, ActivityDestruction
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.activity import Actor, EntryClass

NOW = datetime.now(UTC)
YEARS = {EntryClass.TECHNICAL: 1, EntryClass.ACCESS: 3, EntryClass.STAFF: 5}
ACTIONS = {
    EntryClass.TECHNICAL: ("api:envelopes:read", Actor.USER),
    EntryClass.ACCESS: ("api:sessions:create", Actor.USER),
    EntryClass.STAFF: ("staff:documents:open", Actor.STAFF),
}


@pytest.fixture
async def log(database: Database, retention_database_url: str) -> AsyncIterator[ActivityRetention]:
    retention = Database(make_engine(retention_database_url))
    yield ActivityRetention(database, retention, batch=3)
    await retention.close()


async def aged(database: Database, kind: EntryClass, days_past: int) -> str:
    """An entry whose time to be kept ended so many days ago; negative: ends in so many."""
    action, actor = ACTIONS[kind]
    at = NOW - timedelta(days=366 * YEARS[kind] + 2 + days_past)
    async with database.transaction() as session:
        return await note(session, Entry(action, actor, new_id(Prefix.USER), status=200), at=at)


async def there(database: Database, ids: list[str]) -> set[str]:
    async with database.transaction() as session:
        return set(await session.scalars(select(Activity.id).where(Activity.id.in_(ids))))


async def records(database: Database, run_on: date) -> list[tuple[int, str, int]]:
    async with database.transaction() as session:
        rows = await session.scalars(
            select(ActivityDestruction)
            .where(ActivityDestruction.run_on == run_on)
            .order_by(ActivityDestruction.batch, ActivityDestruction.retention)
        )
        return [(row.batch, row.retention, row.entries) for row in rows]


async def emptied(log: ActivityRetention, run_on: date) -> int:
    """Destroys until nothing is due; returns the number of the last batch."""
    batch = 1
    while await log.destroy(DestructionOrder(run_on, batch)):
        batch += 1
    return batch


async def test_each_class_goes_in_its_own_time_and_is_counted(
    database: Database, log: ActivityRetention
) -> None:
    await emptied(log, date(2001, 1, 1))
    due = [await aged(database, kind, 1) for kind in EntryClass for _ in range(2)]
    kept = [await aged(database, kind, -30) for kind in EntryClass]
    run_on = date(2001, 1, 2)
    assert await emptied(log, run_on) == 3
    assert await there(database, due + kept) == set(kept)
    counted = {kind.value: 0 for kind in EntryClass}
    for _, kind, entries in await records(database, run_on):
        counted[kind] += entries
    assert counted == {"technical": 2, "access": 2, "staff": 2}
    batches = {batch: 0 for batch, *_ in await records(database, run_on)}
    for batch, _, entries in await records(database, run_on):
        batches[batch] += entries
    assert batches == {1: 3, 2: 3, 3: 0}


async def test_a_batch_whose_answer_was_lost_is_not_another_batch(
    database: Database, log: ActivityRetention
) -> None:
    run_on = date(2001, 1, 3)
    await emptied(log, run_on - timedelta(days=10))
    for _ in range(2):
        await aged(database, EntryClass.TECHNICAL, 1)
    order = DestructionOrder(run_on, 1)
    assert await log.destroy(order) == 2
    late = await aged(database, EntryClass.TECHNICAL, 1)
    assert await log.destroy(order) == 2
    assert await there(database, [late]) == {late}
    assert await log.destroy(DestructionOrder(run_on, 2)) == 1


async def test_the_record_says_from_when_to_when(database: Database, log: ActivityRetention) -> None:
    run_on = date(2001, 1, 4)
    await emptied(log, run_on - timedelta(days=10))
    for days in (5, 1):
        await aged(database, EntryClass.ACCESS, days)
    await log.destroy(DestructionOrder(run_on, 1))
    async with database.transaction() as session:
        row = await session.get_one(ActivityDestruction, (run_on, 1, "access"))
    assert row.first_at is not None
    assert row.last_at is not None
    assert row.last_at - row.first_at == timedelta(days=4)
    assert NOW - timedelta(minutes=5) < row.destroyed_at


async def test_an_entry_that_cannot_be_recorded_is_not_destroyed(
    database: Database, log: ActivityRetention, owner_database_url: str
) -> None:
    run_on = date(2001, 1, 5)
    await emptied(log, run_on - timedelta(days=10))
    due = await aged(database, EntryClass.STAFF, 1)
    owner = make_engine(owner_database_url)
    async with owner.begin() as connection:
        await connection.execute(text("REVOKE INSERT ON activity_destructions FROM rubrica_retention"))
    with pytest.raises(Exception, match="permission denied"):
        await log.destroy(DestructionOrder(run_on, 1))
    async with owner.begin() as connection:
        await connection.execute(text("GRANT INSERT ON activity_destructions TO rubrica_retention"))
    await owner.dispose()
    assert await there(database, [due]) == {due}


async def test_changes_without_an_outcome_are_told_after_a_while(
    database: Database, log: ActivityRetention
) -> None:
    old, fresh, done = (new_id(Prefix.ACTIVITY) for _ in range(3))
    now = datetime.now(UTC)
    entry = Entry("api:api-keys:create", Actor.USER, "usr_1", user_id="usr_1")
    while await log.settle():
        pass  # what earlier tests of this database left
    async with database.transaction() as session:
        await begin(session, old, entry, now - timedelta(minutes=11))
        await begin(session, fresh, entry, now - timedelta(minutes=9))
        await begin(session, done, entry, now - timedelta(minutes=20))
        await note(session, entry, key=done)
    assert await log.settle() == 1
    assert await log.settle() == 0
    async with database.transaction() as session:
        told = await session.get_one(Activity, old)
        assert (told.status, told.problem, told.user_id) == (None, "broken-off", "usr_1")
        assert (await session.get_one(Activity, done)).problem is None
        assert await session.get(Activity, fresh) is None
        left = set(await session.scalars(select(ActivityBegun.id)))
    assert fresh in left
    assert not left & {old, done}
