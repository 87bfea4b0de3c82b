"""A completed envelope, sealed while the authority's own certificate expires soon."""

import asyncio
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

from activities.archive.papers import PaperRenewal, PaperRenewals
from activities.archive.renewal import ArchiveRenewal, Renewals
from activities.evidence.clerk import EvidenceClerk
from activities.evidence.messages import CertificateOrder
from activities.evidence.package import EvidencePackage
from activities.evidence.texts import TextArchive
from activities.expiry.dates import ExpiryDates
from activities.vault.vault import Vault
from deploy.pki.folder import PkiFolder
from deploy.stack.ports import free_port
from deploy.stack.postgres import PostgresCluster
from models import ArchiveTerm, Revision, SealedVersion
from models.database import Database, make_engine
from terms.expiry import Expiring
from terms.renewal import Paper
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
    owner: str
    """URL of the tables' owner."""

    def renewal(self) -> ArchiveRenewal:
        return ArchiveRenewal(self.database, self.vault, self.kit.tsa, self.kit.anchors, _run)

    async def renew(self) -> Renewals:
        return await ActivityEnvironment().run(self.renewal().renew, "")

    def papers(self) -> PaperRenewal:
        return PaperRenewal(self.database, self.vault, self.kit.tsa, self.kit.anchors, _run)

    async def renew_papers(self) -> PaperRenewals:
        return await ActivityEnvironment().run(self.papers().renew, "")

    async def note_papers(self) -> int:
        return await ActivityEnvironment().run(self.papers().note)

    async def versions(self, kind: Paper) -> list[SealedVersion]:
        query = select(SealedVersion).where(SealedVersion.kind == kind.value).order_by(SealedVersion.number)
        async with self.database.transaction() as session:
            return list(await session.scalars(query))

    async def papers_due_again(self) -> None:
        newest = SealedVersion.valid_until.is_not(None)
        async with self.database.transaction() as session:
            await session.execute(
                update(SealedVersion).where(newest).values(valid_until=datetime.now(UTC) + SOON)
            )

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

    async def soonest_in_register(self, what: Expiring = Expiring.ARCHIVE_TIMESTAMPS) -> datetime:
        """What the daily look says."""
        kit = self.kit
        dates = ExpiryDates(self.database, kit.organisation, kit.authority, kit.tsa, kit.anchors)
        found = await ActivityEnvironment().run(dates.read)
        return min(one.expires_at for one in found if one.what is what)

    async def assert_package_holds(self, tmp_path: Path) -> str:
        """A stranger finds what was renewed, and what was sealed within it, as the evidence says."""
        packages = EvidencePackage(self.database, self.vault, HOLDER, self.kit.anchors)
        path = tmp_path / "package.zip"
        pieces = [piece async for piece in await packages.build(self.envelope_id)]
        path.write_bytes(b"".join(pieces))
        done = await asyncio.to_thread(verify, path, tmp_path)
        assert done.returncode == 0, done.stdout
        return done.stdout


async def _run(work: Any, *arguments: object) -> Any:
    """Validation data is collected in a loop of its own, as in a signing process."""
    return await asyncio.to_thread(work, *arguments)


@pytest.fixture
async def office(postgres: PostgresCluster, tmp_path: Path) -> AsyncIterator[Office]:
    """A completed envelope with two documents, certified."""
    port, folder = free_port(), PkiFolder(tmp_path / "pki")
    folder.create(f"http://127.0.0.1:{port}")
    folder.certify_timestamping(folder.base_url, SOON)
    urls = own_database(postgres, f"renewal_{uuid4().hex[:12]}")
    database = Database(make_engine(urls.worker))
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
            office = Office(process, folder, kit, database, vault, objects, story.envelope.id, urls.owner)
            assert await ActivityEnvironment().run(office.renewal().note) == 1
            assert await ActivityEnvironment().run(office.renewal().note) == 0
            yield office
    await database.close()
