"""A local PKI over HTTP, a vault, and envelopes put into PostgreSQL as the workflow leaves them."""

import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from obstore.store import LocalStore

from activities.evidence.clerk import EvidenceClerk
from activities.evidence.messages import CertificateOrder
from activities.evidence.package import EvidencePackage
from activities.evidence.texts import TextArchive
from activities.vault.vault import Vault
from deploy.pki.folder import PkiFolder
from deploy.pki.service import make_service
from deploy.stack.ports import free_port
from models import EnvelopeDocument
from models.database import Database
from tests.activities.evidence.dossiers import HOLDER, ZONE, Story
from tests.activities.evidence.kit import SignedStory, SigningKit

Store = Callable[[SignedStory], Coroutine[None, None, None]]


@contextmanager
def serving(folder: PkiFolder) -> Iterator[None]:
    """A new PKI in the folder, serving from a thread."""
    port = free_port()
    folder.create(f"http://127.0.0.1:{port}")
    config = uvicorn.Config(make_service(folder.open()), host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
async def kit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SigningKit]:
    """What signs, on the local stack's own PKI."""
    folder = PkiFolder(tmp_path_factory.mktemp("pki"))
    with serving(folder):
        async with httpx.AsyncClient() as client:
            yield SigningKit(folder, client)


@pytest.fixture(scope="session")
async def stranger(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SigningKit]:
    """Somebody else's PKI, which ours does not trust."""
    folder = PkiFolder(tmp_path_factory.mktemp("stranger"))
    with serving(folder):
        async with httpx.AsyncClient() as client:
            yield SigningKit(folder, client)


@pytest.fixture(scope="session")
def stranger_anchors(stranger: SigningKit) -> bytes:
    """The root of that PKI."""
    return stranger.anchors


@pytest.fixture(scope="session")
def vault_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the vault lies."""
    return tmp_path_factory.mktemp("vault")


@pytest.fixture(scope="session")
def vault(database: Database, vault_folder: Path) -> Vault:
    """A vault in a folder."""
    return Vault(database, LocalStore(vault_folder), bytes(32))


@pytest.fixture
def vault_objects(vault_folder: Path) -> Callable[[], set[str]]:
    """Lists the keys of all objects stored."""
    return lambda: {
        path.relative_to(vault_folder).as_posix() for path in vault_folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="session")
async def archive(database: Database) -> TextArchive:
    """The texts, published."""
    archive = TextArchive(database, HOLDER)
    await archive.publish(datetime.now(UTC))
    return archive


@pytest.fixture(scope="session")
def clerk(database: Database, vault: Vault, kit: SigningKit, archive: TextArchive) -> EvidenceClerk:
    """The clerk on real parts."""
    return EvidenceClerk(database, vault, kit.stamper, kit.certificate_seal, HOLDER, ZONE)


@pytest.fixture(scope="session")
def packages(database: Database, vault: Vault, kit: SigningKit, archive: TextArchive) -> EvidencePackage:
    """The builder of packages on real parts."""
    return EvidencePackage(database, vault, HOLDER, kit.anchors)


@pytest.fixture(scope="session")
def store(database: Database, vault: Vault) -> Store:
    """Puts a story's rows into PostgreSQL and its files into the vault."""

    async def put(signed: SignedStory) -> None:
        await insert(database, signed.story)
        for object_key, data in signed.files.items():
            await vault.put(signed.story.business.id, object_key, data)

    return put


async def insert(database: Database, story: Story) -> None:
    places = [
        EnvelopeDocument(envelope_id=story.envelope.id, document_id=document.id, position=position)
        for position, document in enumerate(story.documents, start=1)
    ]
    groups = ([story.user], [story.business], [story.envelope], story.documents, places)
    async with database.transaction() as session:
        for rows in (*groups, story.signers, story.revisions, story.events):
            session.add_all(rows)
            await session.flush()


@pytest.fixture(scope="session")
async def finished(kit: SigningKit, store: Store) -> SignedStory:
    """A completed envelope: two signers, two documents, sealed, stored; its certificate not yet issued."""
    story = Story(names=["Ana Ñúñez", "Bo Çelik"], documents=["Contrato de «prueba».pdf", "Anexo.pdf"])
    signed = await SignedStory(story, kit).completed()
    await store(signed)
    return signed


@pytest.fixture(scope="session")
async def package(
    finished: SignedStory,
    clerk: EvidenceClerk,
    packages: EvidencePackage,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The package of the finished envelope, with its certificate."""
    envelope_id = finished.story.envelope.id
    await clerk.issue_certificate(CertificateOrder(envelope_id))
    path = tmp_path_factory.mktemp("package") / "package.zip"
    path.write_bytes(b"".join([piece async for piece in await packages.build(envelope_id)]))
    return path
