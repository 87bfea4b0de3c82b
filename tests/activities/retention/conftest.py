"""The purge with its neighbours: both roles of the database, a vault in a folder, a seal, Temporal."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from obstore.store import LocalStore
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from temporalio.testing import ActivityEnvironment

from activities.retention.certificate import PurgeCertificates
from activities.retention.dates import RetentionDates
from activities.retention.messages import PurgeOrder
from activities.retention.purge import Purge
from activities.retention.rows import RowDestruction
from activities.vault.vault import Vault
from deploy.pki.folder import PkiFolder
from deploy.stack.postgres import PostgresCluster
from models.database import Database, make_engine
from terms.retention import PurgeStage
from tests.activities.evidence.conftest import serving
from tests.activities.evidence.dossiers import HOLDER, ZONE
from tests.activities.evidence.kit import SigningKit
from tests.activities.retention.planted import DATABASE
from tests.databases import OwnDatabase, own_database
from tests.running import RunningTemporal

KEY = bytes(32)


@pytest.fixture(scope="session")
async def sealing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SigningKit]:
    """What seals, on the local stack's own PKI."""
    folder = PkiFolder(tmp_path_factory.mktemp("pki"))
    with serving(folder):
        async with httpx.AsyncClient() as client:
            yield SigningKit(folder, client)


@pytest.fixture(scope="session")
def own(postgres: PostgresCluster) -> OwnDatabase:
    """A database of these tests alone: their rows are made up."""
    return own_database(postgres, DATABASE)


@pytest.fixture(scope="session")
async def database(own: OwnDatabase) -> AsyncIterator[Database]:
    database = Database(make_engine(own.worker))
    yield database
    await database.close()


@pytest.fixture
async def owner(own: OwnDatabase) -> AsyncIterator[AsyncEngine]:
    """The tables' owner, for whom alone time can pass in the database; afterwards it is now again."""
    engine = create_async_engine(own.owner)
    yield engine
    await let_pass(engine, timedelta())
    await engine.dispose()


async def let_pass(owner: AsyncEngine, time: timedelta) -> None:
    """Lets the database's time for destruction be later than it is."""
    seconds = int(time.total_seconds())
    async with owner.begin() as connection:
        await connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION service_now() RETURNS timestamptz LANGUAGE sql STABLE"
                f" RETURN now() + interval '{seconds} seconds'"
            )
        )


@dataclass
class Destroyer:
    """The activities, as the worker runs them."""

    database: Database
    purge: Purge
    certificates: PurgeCertificates
    dates: RetentionDates
    vault: Vault
    folder: Path
    environment: ActivityEnvironment

    async def destroy(self, business_id: str, stage: PurgeStage) -> str:
        """Purges and certifies; the certificate's id."""
        order = PurgeOrder(business_id, stage)
        await self.environment.run(self.purge.purge, order)
        return await self.environment.run(self.certificates.certify, order)


@pytest.fixture
async def destroyer(
    database: Database,
    own: OwnDatabase,
    sealing: SigningKit,
    temporal: RunningTemporal,
    tmp_path: Path,
) -> AsyncIterator[Destroyer]:
    """Small batches, so that several are needed."""
    retention = Database(make_engine(own.retention))
    folder = tmp_path / "objects"
    store = LocalStore(folder, mkdir=True)
    vault = Vault(database, store, KEY)
    yield Destroyer(
        database,
        Purge(database, RowDestruction(retention, batch=1), vault, Vault(retention, store, KEY)),
        PurgeCertificates(database, sealing.certificate_seal, HOLDER, ZONE),
        RetentionDates(database, ZONE),
        vault,
        folder,
        ActivityEnvironment(client=temporal.client),
    )
    await retention.close()
