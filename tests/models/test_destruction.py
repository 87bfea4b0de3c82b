"""Nothing of a business is destroyed but by the retention, and that only what is due and not held (S18)."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.stack.postgres import PostgresCluster
from models import Base
from models.database import Database, make_engine
from models.kept import KEPT, OUTSIDE, TOGETHER, condition
from models.scope import Scope
from terms.retention import PurgeStage
from tests.databases import OwnDatabase, own_database
from tests.purging import let_come_due
from tests.tenants import Tenant

STAGES = list(PurgeStage)
NOT_PLANTED = {"retentions", "legal_holds", "departing_users"}
_OF_USERS = {
    name for name, portions in KEPT.items() if all("departing_users" in kept.where for kept in portions)
}


@pytest.fixture(scope="module")
def own(postgres: PostgresCluster) -> OwnDatabase:
    return own_database(postgres, "destruction")


@pytest.fixture
async def database(own: OwnDatabase) -> AsyncIterator[Database]:
    database = Database(make_engine(own.worker))
    yield database
    await database.close()


@pytest.fixture
async def retention(own: OwnDatabase) -> AsyncIterator[Database]:
    database = Database(make_engine(own.retention))
    yield database
    await database.close()


@pytest.fixture
async def tenant(own: OwnDatabase) -> Tenant:
    return await _planted(own.owner)


@pytest.fixture
async def other(own: OwnDatabase) -> Tenant:
    return await _planted(own.owner)


async def _planted(url: str) -> Tenant:
    """A tenant with a row in every table but those of the retention itself."""
    tenant = Tenant({"activity": {"keep_until": datetime.now(UTC) + timedelta(days=30)}})
    tenant.rows["gateway_events"]["about"] = {"subscription": tenant.id_of("subscriptions")}
    tenant.rows["customer_lookups"]["found"] = [tenant.id_of("businesses")]
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for statement in tenant.inserts(without=NOT_PLANTED):
            await connection.execute(statement)
    await engine.dispose()
    return tenant


def test_every_table_is_classed_or_named_with_a_reason() -> None:
    tables = set(Base.metadata.tables)
    assert tables == set(KEPT) | set(OUTSIDE)
    assert not set(KEPT) & set(OUTSIDE)
    assert all(OUTSIDE.values())


def test_what_names_a_business_is_never_outside_but_as_an_id() -> None:
    """Of tables outside, only those of the retention itself have a business's id."""
    naming = {name for name in OUTSIDE if "business_id" in Base.metadata.tables[name].columns}
    assert naming == {"purge_certificates", "purge_steps", "retentions"}


def test_children_go_before_their_parents() -> None:
    """By stage, and within a stage by the map's order."""
    place = {
        (name, kept.stage): (STAGES.index(kept.stage), number)
        for number, (name, portions) in enumerate(KEPT.items())
        for kept in portions
    }
    for child, parent in _references():
        if child in KEPT and parent in KEPT and child != parent:
            first_child = min(place[child, kept.stage] for kept in KEPT[child])
            first_parent = min(place[parent, kept.stage] for kept in KEPT[parent])
            assert first_child < first_parent, f"{child} → {parent}"


def _references() -> Iterator[tuple[str, str]]:
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            yield table.name, key.column.table.name


async def test_the_database_has_a_policy_for_each_table_of_the_map(own: OwnDatabase) -> None:
    engine = create_async_engine(own.owner)
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT tablename FROM pg_policies WHERE policyname = 'purge'"))
        assert set(found.scalars()) == set(KEPT)
    await engine.dispose()


async def _destroy(retention: Database, tables: Sequence[str], stage: PurgeStage, business: str) -> set[str]:
    """Destroys in one transaction; the tables of which rows went.

    Log entries, of which the nightly run sees all, are refused aloud, by a trigger.
    """
    gone = set()
    try:
        async with retention.transaction(Scope.of_purge(business)) as session:
            for table in tables:
                kept = next(kept for kept in KEPT[table] if kept.stage is stage)
                statement = text(f"DELETE FROM {table} WHERE {condition(kept, ':business')}")  # noqa: S608
                result = await session.execute(statement, {"business": business})
                gone |= {table} if result.rowcount else set()  # type: ignore[attr-defined]
    except ProgrammingError as error:
        if "activity is append-only" not in str(error):
            raise
    return gone


async def _destroyed(retention: Database, business: str) -> set[str]:
    """Tables of which something can be destroyed by what the map says, stage after stage."""
    gone = set()
    for stage in STAGES:
        tables = [name for name, portions in KEPT.items() if stage in {kept.stage for kept in portions}]
        for table in tables:
            if table not in TOGETHER:
                gone |= await _destroy(retention, [table], stage, business)
        if stage is PurgeStage.PEOPLE:
            gone |= await _destroy(retention, TOGETHER, stage, business)
    return gone


@pytest.mark.rule("P11", "S18")
async def test_nothing_is_destroyed_that_is_not_due(
    database: Database, retention: Database, tenant: Tenant
) -> None:
    business = tenant.id_of("businesses")
    assert await _destroyed(retention, business) == set()
    await let_come_due(database, business)
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE businesses SET standing = 'active' WHERE id = :b"), {"b": business}
        )
    assert await _destroyed(retention, business) == set()


@pytest.mark.rule("P11", "S18")
async def test_a_legal_hold_keeps_everything(database: Database, retention: Database, tenant: Tenant) -> None:
    business = tenant.id_of("businesses")
    await let_come_due(database, business)
    async with database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO legal_holds (id, business_id, placed_by, placed_at, reason, reference)"
                " VALUES ('hld_' || :b, :b, 'usr_1', now(), 'x', 'x')"
            ),
            {"b": business},
        )
    assert await _destroyed(retention, business) == set()


@pytest.mark.rule("P11", "S18")
async def test_everything_due_can_be_destroyed_and_nothing_of_others(
    database: Database, retention: Database, tenant: Tenant, other: Tenant
) -> None:
    """But for users, who are needed elsewhere."""
    business = tenant.id_of("businesses")
    await let_come_due(database, business)
    assert await _destroyed(retention, business) == set(KEPT) - _OF_USERS - NOT_PLANTED
    assert await _destroyed(retention, other.id_of("businesses")) == set()


@pytest.mark.parametrize("tie", ["membership", "ownership", "staff"])
async def test_a_user_who_is_needed_elsewhere_never_goes(
    database: Database, tenant: Tenant, tie: str
) -> None:
    business, user = f"{tenant.id_of('businesses')[:-1]}x", tenant.id_of("users")
    if tie != "staff":
        async with database.transaction() as session:
            await session.execute(text("DELETE FROM staff_members WHERE user_id = :u"), {"u": user})
    with pytest.raises(ProgrammingError, match="this user stays"):
        async with database.transaction() as session:
            await session.execute(
                text("INSERT INTO departing_users (business_id, user_id) VALUES (:b, :u)"),
                {"b": business, "u": user},
            )


async def test_lifting_a_hold_takes_a_second_person(database: Database, tenant: Tenant) -> None:
    statement = (
        "INSERT INTO legal_holds (id, business_id, placed_by, placed_at, reason, reference,"
        " release_asked_by, release_asked_at, released_by, released_at)"
        " VALUES ('hld_2' , :b, 'usr_1', now(), 'x', 'x', 'usr_1', now(), 'usr_1', now())"
    )
    with pytest.raises(IntegrityError, match="second_person"):
        async with database.transaction() as session:
            await session.execute(text(statement), {"b": tenant.id_of("businesses")})
