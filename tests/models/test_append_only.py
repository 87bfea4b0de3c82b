"""The evidence cannot be changed: not by the application's role, nor by the owner but for redaction."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from models import Base, Business, Envelope, EvidenceEvent, User
from models.database import Database
from models.identifiers import Prefix, new_id
from models.migrations import APPEND_ONLY_TABLES, READ_ONLY_TABLES

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ALL_TABLES = sorted(Base.metadata.tables)


@pytest.fixture
async def owner(owner_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(owner_database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def event(database: Database) -> EvidenceEvent:
    """One stored event with personal details, of an envelope of its own."""
    envelope = _envelope()
    event = EvidenceEvent(
        envelope_id=envelope.id,
        sequence=1,
        id=new_id(Prefix.EVENT),
        key="created",
        at=NOW,
        kind="envelope:created",
        actor="sender",
        data={"title": "Contrato"},
        personal={"ip": "192.0.2.7"},
        personal_salt=b"salt",
        personal_digest="a" * 64,
        previous="0" * 64,
        hash="b" * 64,
    )
    async with database.transaction() as session:
        for row in (*_sender(envelope), envelope, event):
            session.add(row)
            await session.flush()
    return event


def _envelope() -> Envelope:
    return Envelope(
        id=new_id(Prefix.ENVELOPE),
        business_id=new_id(Prefix.BUSINESS),
        created_by=new_id(Prefix.USER),
        title="Contrato",
        expires_in_days=30,
        created_at=NOW,
    )


def _sender(envelope: Envelope) -> tuple[User, Business]:
    email = f"{envelope.created_by}@example.com".lower()
    user = User(
        id=envelope.created_by, email=email, password_hash="hash", email_verified_at=NOW, created_at=NOW
    )
    business = Business(
        id=envelope.business_id, owner_id=user.id, name="Prueba", country="ES", created_at=NOW
    )
    return user, business


def _first_column(table: str) -> str:
    return Base.metadata.tables[table].columns.keys()[0]


async def _privileges(database: Database, table: str) -> set[str]:
    query = """
        SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
        WHERE has_table_privilege(:t, p)
    """
    async with database.transaction() as session:
        return set((await session.execute(text(query), {"t": table})).scalars())


@pytest.mark.parametrize("table", ALL_TABLES)
async def test_application_has_exactly_the_privileges_it_needs(database: Database, table: str) -> None:
    expected = {"SELECT"} if table in READ_ONLY_TABLES else {"SELECT", "INSERT"}
    if table not in APPEND_ONLY_TABLES + READ_ONLY_TABLES:
        expected |= {"UPDATE", "DELETE"}
    assert await _privileges(database, table) == expected


@pytest.mark.parametrize("table", APPEND_ONLY_TABLES + READ_ONLY_TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
async def test_application_cannot_change_evidence(
    database: Database, event: EvidenceEvent, table: str, statement: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with database.transaction() as session:
            await session.execute(text(statement.format(table, _first_column(table))))


async def _attempt(owner: AsyncEngine, statement: str, event: EvidenceEvent) -> None:
    async with owner.begin() as connection:
        done = await connection.execute(text(statement), {"id": event.id})
        assert done.rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_events SET kind = 'envelope:voided' WHERE id = :id",
        "UPDATE evidence_events SET personal = '{}' WHERE id = :id",
        "UPDATE evidence_events SET personal_salt = 'other' WHERE id = :id",
        "UPDATE evidence_events SET personal = NULL, personal_salt = 'other' WHERE id = :id",
        "UPDATE evidence_events SET personal = NULL, hash = 'c' WHERE id = :id",
        "DELETE FROM evidence_events WHERE id = :id",
    ],
)
async def test_owner_cannot_change_an_event(owner: AsyncEngine, event: EvidenceEvent, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"):
        await _attempt(owner, statement, event)


async def test_owner_cannot_empty_the_ledger(owner: AsyncEngine, event: EvidenceEvent) -> None:
    with pytest.raises(ProgrammingError, match="append-only"):
        async with owner.begin() as connection:
            await connection.execute(text("TRUNCATE evidence_events"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_events SET personal = NULL WHERE id = :id",
        "UPDATE evidence_events SET personal = NULL, personal_salt = ''::bytea WHERE id = :id",
    ],
)
async def test_erasure_redacts_personal_details_only(
    owner: AsyncEngine, database: Database, event: EvidenceEvent, statement: str
) -> None:
    await _attempt(owner, statement, event)
    async with database.transaction() as session:
        stored = await session.get_one(EvidenceEvent, (event.envelope_id, event.sequence))
    assert stored.personal is None
    assert (stored.kind, stored.hash, stored.personal_digest) == (
        event.kind,
        event.hash,
        event.personal_digest,
    )
