"""What former staff signed and learned goes five years after they left, and nothing else (P5, S18)."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from obstore.store import LocalStore
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from temporalio.testing import ActivityEnvironment

from activities.people.commitments import Commitments
from activities.records.clearing import Clearer, ClearingOrder
from activities.records.staff_leaving import Leaving, end_staff
from activities.vault.vault import Vault
from deploy.stack.postgres import PostgresCluster
from models import (
    ArchiveTerm,
    Base,
    Certificate,
    Clearing,
    Envelope,
    LegalHold,
    Mail,
    Revision,
    SealedVersion,
    StaffCommitment,
    StaffMember,
)
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from models.kept import OF_FORMER_STAFF
from terms.calendar import HOLDER_ZONE
from terms.clearing import Cleared
from terms.people import records_until
from tests.activities.people.test_duties import HOLDER, member, put
from tests.databases import own_database
from tests.duties import passed_test

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=6 * 366)
SHA = "a" * 64


class Archive:
    """Staff whose commitments lie in tables and vault, and the nightly clearing."""

    def __init__(self, database: Database, retention: Database, folder: Path) -> None:
        self.database, self.retention, self.folder = database, retention, folder
        self.vault = Vault(database, LocalStore(folder), os.urandom(32))
        self._commitments = Commitments(database, self.vault, HOLDER, "Europe/Madrid")

    async def signs(self) -> str:
        """Somebody who signed, with everything that an envelope leaves, and took the course; their id."""
        user_id = await member(self.database)
        order = await self._commitments.draft(user_id, uuid4().hex)
        assert order is not None
        async with self.database.transaction() as session:
            document_id = await session.scalar(
                text("SELECT document_id FROM envelope_documents WHERE envelope_id = :id"),
                {"id": order.envelope_id},
            )
        folder = f"{order.business_id}/envelopes/{order.envelope_id}"
        keys = [f"{folder}/{name}" for name in ("revisions/r", "certificate/c", "certificate/v")]
        for key in keys:
            await self.vault.put(order.business_id, key, b"x")
        certificate_id, envelope_id = new_id(Prefix.CERTIFICATE), order.envelope_id
        rows: list[Base] = [
            Revision(
                id=new_id(Prefix.REVISION),
                envelope_id=envelope_id,
                document_id=document_id,
                number=1,
                key="seal",
                sha256=SHA,
                base_sha256=SHA,
                object_key=keys[0],
                size=1,
                level="B-LTA",
                certificate_serial="1",
                signed_at=NOW,
                created_at=NOW,
            ),
            Certificate(
                envelope_id=envelope_id,
                id=certificate_id,
                sha256=SHA,
                object_key=keys[1],
                size=1,
                level="B-LTA",
                chain_sequence=1,
                chain_head=SHA,
                chain_token=b"x",
                created_at=NOW,
            ),
            ArchiveTerm(envelope_id=envelope_id, renewals=0),
            SealedVersion(
                kind="certificate",
                paper_id=certificate_id,
                number=1,
                business_id=order.business_id,
                sealed_at=NOW,
                sha256=SHA,
                size=1,
                object_key=keys[2],
            ),
            passed_test(user_id, NOW),
        ]
        await put(self.database, *rows)
        return user_id

    async def leaves(self, user_id: str, at: datetime) -> None:
        async with self.database.transaction() as session:
            await end_staff(session, Leaving(user_id, at, None, "x", HOLDER_ZONE), keep_one=False)

    async def clear(self, day: int = 20) -> int:
        clearer = Clearer(self.database, self.retention, self.vault)
        order = ClearingOrder(date(2027, 1, day), Cleared.FORMER_STAFF, 1)
        return await ActivityEnvironment().run(clearer.clear_former_staff, order)

    async def counts(self) -> dict[str, int]:
        """Rows of every table that is looked into."""
        async with self.database.transaction() as session:
            found = {}
            for table in OF_FORMER_STAFF:
                found[table] = await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608
            return found

    def stored(self) -> int:
        return sum(path.is_file() for path in self.folder.rglob("*"))


@pytest.fixture
async def archive(postgres: PostgresCluster, tmp_path: Path) -> AsyncIterator[Archive]:
    urls = own_database(postgres, f"former_{uuid4().hex[:12]}")
    database, retention = Database(make_engine(urls.worker)), Database(make_engine(urls.retention))
    yield Archive(database, retention, tmp_path)
    await database.close()
    await retention.close()


@pytest.mark.rule("P5", "S18")
async def test_it_goes_at_its_date_with_evidence_and_files_and_nothing_of_others(archive: Archive) -> None:
    stays = await archive.signs()
    left, long_gone = await archive.signs(), await archive.signs()
    before, files = await archive.counts(), archive.stored()
    await archive.leaves(left, NOW)
    await archive.leaves(long_gone, LONG_AGO)
    removed = await archive.clear()
    after = await archive.counts()
    untouched = {"mails", "mail_provider_events", "submissions", "signing_links", "external_trainings"}
    for table in set(OF_FORMER_STAFF) - untouched:
        assert after[table] * 3 == before[table] * 2, f"a third of {table} was theirs"
    assert removed == sum(before.values()) - sum(after.values())
    assert archive.stored() * 3 == files * 2
    async with archive.database.transaction() as session:
        rows = await session.scalars(select(StaffCommitment.user_id))
        assert set(rows) == {stays, left}
        row = await session.get_one(Clearing, (date(2027, 1, 20), Cleared.FORMER_STAFF.value, 1))
        assert row.count == removed
        kept = await session.get_one(StaffMember, left)
        assert kept.records_kept_until == records_until(NOW)
    assert await archive.clear() == removed, "its record answers"
    assert await archive.clear(day=21) == 0


async def test_mails_of_the_envelope_go_with_it(archive: Archive) -> None:
    user_id = await archive.signs()
    async with archive.database.transaction() as session:
        envelope_id = await session.scalar(select(Envelope.id))
    mail = Mail(
        id=new_id(Prefix.MAIL),
        key=f"envelope-{envelope_id}:sign-request",
        purpose="sign-request",
        language="es",
        envelope_id=envelope_id,
        address="x@example.com",
        state="accepted",
        created_at=NOW,
    )
    await put(archive.database, mail)
    await archive.leaves(user_id, LONG_AGO)
    await archive.clear()
    assert (await archive.counts())["mails"] == 0


async def test_a_legal_hold_on_the_holders_own_business_keeps_it(archive: Archive) -> None:
    user_id = await archive.signs()
    await archive.leaves(user_id, LONG_AGO)
    async with archive.database.transaction() as session:
        business_id = await session.scalar(text("SELECT id FROM businesses WHERE owner_id IS NULL"))
    hold = LegalHold(
        id=new_id(Prefix.LEGAL_HOLD),
        business_id=business_id,
        placed_by="usr_1",
        placed_at=NOW,
        reason="x",
        reference="x",
    )
    await put(archive.database, hold)
    assert await archive.clear() == 0
    async with archive.database.transaction() as session:
        await session.execute(
            update(LegalHold).values(release_asked_by="usr_1", released_by="usr_2", released_at=NOW)
        )
    assert await archive.clear(day=21) > 0


async def test_nobody_destroys_what_is_not_due(archive: Archive) -> None:
    user_id = await archive.signs()
    await archive.leaves(user_id, NOW)
    async with archive.retention.transaction() as session:
        for table in OF_FORMER_STAFF:
            gone = await session.execute(text(f"DELETE FROM {table} RETURNING 1"))  # noqa: S608
            assert gone.all() == []
    with pytest.raises(DBAPIError):
        async with archive.database.transaction() as session:
            await session.execute(text("DELETE FROM training_attempts"))
