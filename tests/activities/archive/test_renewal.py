"""Archive timestamps are renewed before they expire, once per period, and stay verifiable (contract E4)."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from obstore.store import LocalStore
from sqlalchemy import select, update
from temporalio.testing import ActivityEnvironment

from activities.archive.renewal import ArchiveRenewal, Renewals
from activities.evidence.clerk import EvidenceClerk
from activities.evidence.messages import CertificateOrder
from activities.evidence.package import EvidencePackage
from activities.evidence.texts import TextArchive
from activities.expiry.dates import ExpiryDates
from activities.signing.errors import TimestampError
from activities.signing.increment import open_reader
from activities.signing.level import findings
from activities.signing.timestamps import TimestampClient
from activities.vault.errors import KeyDestroyed
from activities.vault.vault import Vault
from deploy.pki.folder import PkiFolder
from deploy.stack.ports import free_port
from deploy.stack.postgres import PostgresCluster
from models import ArchiveTerm, EvidenceEvent, Revision
from models.database import Database, make_engine
from terms.evidence import EventKind
from terms.expiry import Expiring
from terms.renewal import RENEWED_AHEAD
from terms.signatures import Level
from tests.activities.evidence.conftest import insert
from tests.activities.evidence.dossiers import HOLDER, ZONE, Story
from tests.activities.evidence.kit import SignedStory, SigningKit
from tests.activities.evidence.test_verifier import run as verify
from tests.activities.signing.conftest import PkiProcess
from tests.databases import own_database

SOON = timedelta(days=30)


@dataclass
class Office:
    """A PKI whose TSA's certificate expires soon, and what was sealed with it."""

    process: PkiProcess
    folder: PkiFolder
    kit: SigningKit
    database: Database
    vault: Vault
    objects: Path
    envelope_id: str

    def renewal(self) -> ArchiveRenewal:
        return ArchiveRenewal(self.database, self.vault, self.kit.tsa, self.kit.anchors, _run)

    async def renew(self) -> Renewals:
        return await ActivityEnvironment().run(self.renewal().renew, "")

    def give_the_authority_a_new_certificate(self) -> None:
        self.process.stop()
        self.folder.certify_timestamping(self.folder.base_url)
        self.process.start()

    async def revisions(self) -> list[Revision]:
        async with self.database.transaction() as session:
            rows = await session.scalars(select(Revision).order_by(Revision.document_id, Revision.number))
            return list(rows)

    async def renewed(self) -> list[Revision]:
        return [row for row in await self.revisions() if row.key.startswith("archive:")]

    async def term(self) -> ArchiveTerm:
        async with self.database.transaction() as session:
            return (await session.scalars(select(ArchiveTerm))).one()

    async def due_again(self) -> None:
        """As if the newest timestamp's certificate were about to expire."""
        async with self.database.transaction() as session:
            await session.execute(update(ArchiveTerm).values(valid_until=datetime.now(UTC) + SOON))

    def stored(self) -> set[Path]:
        return {path for path in self.objects.rglob("*") if path.is_file()}


async def _run(work: Any, *arguments: object) -> Any:
    """Validation data is collected in a loop of its own, as in a signing process."""
    return await asyncio.to_thread(work, *arguments)


@pytest.fixture
async def office(postgres: PostgresCluster, tmp_path: Path) -> AsyncIterator[Office]:
    """A completed envelope with two documents, certified."""
    port, folder = free_port(), PkiFolder(tmp_path / "pki")
    folder.create(f"http://127.0.0.1:{port}")
    folder.certify_timestamping(folder.base_url, SOON)
    database = Database(make_engine(own_database(postgres, f"renewal_{uuid4().hex[:12]}").worker))
    objects = tmp_path / "objects"
    objects.mkdir()
    with PkiProcess(folder, port) as process:
        async with httpx.AsyncClient() as client:
            kit, vault = SigningKit(folder, client), Vault(database, LocalStore(objects), bytes(32))
            story = Story(names=["Ana Ñúñez"], documents=["Contrato.pdf", "Anexo.pdf"])
            signed = await SignedStory(story, kit).completed()
            await insert(database, story)
            for object_key, data in signed.files.items():
                await vault.put(story.business.id, object_key, data)
            await TextArchive(database, HOLDER).publish(datetime.now(UTC))
            clerk = EvidenceClerk(database, vault, kit.stamper, kit.certificate_seal, HOLDER, ZONE)
            await clerk.issue_certificate(CertificateOrder(story.envelope.id))
            office = Office(process, folder, kit, database, vault, objects, story.envelope.id)
            assert await ActivityEnvironment().run(office.renewal().note) == 1
            assert await ActivityEnvironment().run(office.renewal().note) == 0
            yield office
    await database.close()


@pytest.mark.rule("E4")
async def test_it_is_renewed_once_by_an_authority_that_holds_longer(office: Office, tmp_path: Path) -> None:
    term = await office.term()
    assert term.valid_until is not None
    assert term.valid_until < datetime.now(UTC) + RENEWED_AHEAD
    short = await office.renew()
    assert (short.useless, short.envelopes, short.after) == (1, 0, office.envelope_id)
    assert await office.renewed() == []

    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    done = await office.renew()
    assert (done.envelopes, done.documents, done.failed) == (1, 2, [])
    renewed = await office.renewed()
    assert [row.key for row in renewed] == ["archive:1"] * 2
    for row in renewed:
        await assert_continues(office, row)
    longer = (await office.term()).valid_until
    assert longer is not None
    assert longer > datetime.now(UTC) + timedelta(days=3000)
    assert await office.renew() == Renewals()
    assert await soonest_in_register(office) > datetime.now(UTC) + timedelta(days=3000)
    await assert_package_holds(office, tmp_path)

    await office.due_again()
    assert (await office.renew()).documents == 2
    assert [row.key for row in await office.renewed()] == ["archive:1", "archive:2"] * 2
    await assert_package_holds(office, tmp_path)


async def assert_continues(office: Office, row: Revision) -> None:
    """The renewed version begins with the sealed one, and each signature of it still reaches B-LTA."""
    before = next(
        each
        for each in await office.revisions()
        if (each.document_id, each.number) == (row.document_id, row.number - 1)
    )
    pdf = await office.vault.get(row.object_key.split("/")[0], row.object_key)
    assert hashlib.sha256(pdf).hexdigest() == row.sha256
    assert hashlib.sha256(pdf[: before.size]).hexdigest() == before.sha256 == row.base_sha256
    found = await asyncio.to_thread(findings, pdf, office.kit.anchors)
    assert [one.level for one in found] == [Level.B_LTA] * 2
    assert open_reader(pdf).embedded_timestamp_signatures[-1].field_name == "archive-1"
    async with office.database.transaction() as session:
        event = (
            await session.scalars(select(EvidenceEvent).where(EvidenceEvent.document_sha256 == row.sha256))
        ).one()
    assert (event.kind, event.data["base_sha256"]) == (EventKind.TIMESTAMP_RENEWED.value, before.sha256)


async def assert_package_holds(office: Office, tmp_path: Path) -> None:
    """A stranger finds the renewed documents, and the sealed ones within them, as the evidence says."""
    packages = EvidencePackage(office.database, office.vault, HOLDER, office.kit.anchors)
    path = tmp_path / "package.zip"
    pieces = [piece async for piece in await packages.build(office.envelope_id)]
    path.write_bytes(b"".join(pieces))
    done = await asyncio.to_thread(verify, path, tmp_path)
    assert done.returncode == 0, done.stdout


async def soonest_in_register(office: Office) -> datetime:
    """What the daily look says of the archive timestamps."""
    dates = ExpiryDates(
        office.database,
        office.kit.organisation,
        office.kit.authority,
        office.kit.tsa,
        office.kit.anchors,
    )
    found = await ActivityEnvironment().run(dates.read)
    return min(one.expires_at for one in found if one.what is Expiring.ARCHIVE_TIMESTAMPS)


async def test_a_crash_between_object_and_row_renews_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    before = office.stored()

    async def crash(*_: object) -> bool:
        raise ConnectionError("the worker is gone")

    with monkeypatch.context() as dying:
        dying.setattr(ArchiveRenewal, "_keep", crash)
        with pytest.raises(ConnectionError):
            await office.renew()
    assert len(office.stored() - before) == 2, "objects that nobody knows, for the sweep"
    assert await office.renewed() == []
    assert (await office.renew()).documents == 2
    assert len(await office.renewed()) == 2


async def test_of_two_at_once_one_renews(office: Office) -> None:
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    before = office.stored()
    both = await asyncio.gather(office.renew(), office.renew())
    assert sorted(one.documents for one in both) == [0, 2]
    assert len(await office.renewed()) == 2
    assert len(office.stored() - before) == 2, "what the slower one made is gone"


async def test_without_the_authority_nothing_is_renewed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(self: TimestampClient, digest: bytes) -> None:
        raise TimestampError("away")

    monkeypatch.setattr(TimestampClient, "stamp_digest", away)
    with pytest.raises(TimestampError):
        await office.renew()


@pytest.mark.parametrize("lost", [False, True])
async def test_what_was_altered_or_lost_is_named_and_stays_due(office: Office, *, lost: bool) -> None:
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    newest = [row for row in await office.revisions() if row.key == "seal"][-1]
    business_id = newest.object_key.split("/")[0]
    if lost:
        await office.vault.delete(business_id, newest.object_key)
    else:
        await office.vault.put(business_id, newest.object_key, b"something else")
    assert (await office.renew()).failed == [office.envelope_id]
    assert await office.renewed() == []


async def test_what_was_destroyed_on_purpose_is_not_due_any_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)

    async def shredded(self: Vault, business_id: str, object_key: str) -> bytes:
        raise KeyDestroyed(business_id)

    monkeypatch.setattr(Vault, "get", shredded)
    assert (await office.renew()).documents == 0
    assert (await office.term()).valid_until is None
    assert await office.renew() == Renewals()
