"""What backups hold of a business that was purged: everything until they rotate, then nothing (M1, S18)."""

import base64
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import LocalStore
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.backup import backups as module
from activities.backup.backups import DATABASE, OBJECTS, Backups, Run, read_manifest, repository_of, runs
from activities.backup.drill import RESTORED, restore_rows
from activities.backup.fresh_server import fresh_server
from activities.backup.scratch import scratch
from activities.measures import MeasureOrder
from activities.vault.vault import Vault
from deploy.setup.restic import ensure_restic
from deploy.stack.postgres import programs_folder
from models.database import Database, make_engine
from settings import Settings
from terms.retention import BACKUPS_KEPT, PurgeStage
from tests.activities.retention.conftest import KEY, Destroyer, let_pass
from tests.activities.retention.planted import Planted, files_under, tables_with
from tests.databases import OwnDatabase
from tests.purging import let_come_due

WEEK = timedelta(weeks=1)
NEEDED = {
    "temporal_address": "127.0.0.1:1",
    "link_key": "bGluay1rZXk=",
    "sendgrid_api_key": "SG.hidden",
    "stripe_api_key": "sk_hidden",
    "tsa_url": "http://tsa.example",
    "ca_url": "http://ca.example",
    "service_version": "v1-test",
    "backup_key": "hidden-key",
}


@pytest.fixture
def settings(own: OwnDatabase, destroyer: Destroyer, tmp_path: Path) -> Settings:
    """Of a service with the retention's database and vault, whose backups go to another folder."""
    anchors = tmp_path / "anchors.pem"
    anchors.write_text("-----BEGIN CERTIFICATE-----")
    given = NEEDED | {
        "database_url": own.app,
        "worker_database_url": own.worker,
        "master_key": base64.b64encode(KEY).decode(),
        "storage_url": destroyer.folder.as_uri(),
        "trust_anchors_file": anchors,
        "backup_repository": str(tmp_path / "elsewhere"),
        "restic_program": str(ensure_restic()),
        "postgres_programs": programs_folder(),
    }
    return Settings.model_validate(given)


@pytest.fixture
def _short_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where servers are restored; not within `tmp_path`, as a socket's path has to be short."""
    with tempfile.TemporaryDirectory(prefix="rotation-") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield


@dataclass
class Restored:
    """What a backup holds, on a server and in a folder of its own."""

    rows: AsyncEngine
    vault: Vault
    folder: Path
    manifest: str

    async def tables_of(self, planted: Planted) -> set[str]:
        """Tables that hold the business's marker or its address."""
        async with self.rows.connect() as connection:
            return set(await tables_with(connection, planted.marker, planted.tenant.email))


@asynccontextmanager
async def restored(settings: Settings, parts: Run) -> AsyncIterator[Restored]:
    """A backup, restored as after a disaster: with the master key, which lies elsewhere."""
    repository = repository_of(settings)
    manifest = await read_manifest(repository, parts)
    with scratch() as folder:
        home, objects = folder / "server", folder / "objects"
        home.mkdir(mode=0o700)
        async with fresh_server(settings.postgres_programs, home) as server:
            await restore_rows(settings, repository, parts, manifest, server)
            await repository.restore(parts[OBJECTS], str(objects))
            database = Database(make_engine(server.url(RESTORED)))
            engine = create_async_engine(server.url(RESTORED))
            yield Restored(engine, Vault(database, LocalStore(objects), KEY), objects, str(manifest))
            await engine.dispose()
            await database.close()


async def backed_up(settings: Settings, database: Database, at: datetime) -> None:
    """The weekly backup and the pruning after it, at an instant."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "now", lambda: at)
        backups = Backups(settings, database)
        for act in (backups.take, backups.prune):
            await ActivityEnvironment().run(act, MeasureOrder(at))


async def kept(settings: Settings) -> dict[datetime, Run]:
    """The backups that are there, by when they were due."""
    return runs(await repository_of(settings).snapshots())


async def all_destroyed(destroyer: Destroyer, owner: AsyncEngine, planted: Planted) -> None:
    """Every class of a business's data, long after its time."""
    await let_come_due(destroyer.database, planted.business)
    await let_pass(owner, timedelta(days=366))
    for stage in PurgeStage:
        await destroyer.destroy(planted.business, stage)


@pytest.mark.usefixtures("_short_folder")
@pytest.mark.rule("M1", "S18")
async def test_backups_hold_what_was_destroyed_until_they_rotate_and_not_a_day_longer(
    destroyer: Destroyer, owner: AsyncEngine, settings: Settings
) -> None:
    stays = Planted(staff=True)
    gone = Planted(staff=False, beside=stays)
    for planted in (stays, gone):
        await planted.store(owner, destroyer.vault)
    eve = datetime.now(UTC) - timedelta(hours=1)
    await backed_up(settings, destroyer.database, eve)
    await all_destroyed(destroyer, owner, gone)

    (before,) = (await kept(settings)).values()
    async with restored(settings, before) as then:
        assert await then.tables_of(gone) == gone.marked() - {"customer_lookups"}
        for object_key in gone.object_keys:
            assert gone.marker.encode() in await then.vault.get(gone.business, object_key)
        assert gone.marker not in then.manifest

    for week in (2, 5):
        await backed_up(settings, destroyer.database, eve + week * WEEK)
    assert eve + 5 * WEEK <= datetime.now(UTC) + BACKUPS_KEPT, "the date that the certificates name"
    left = await kept(settings)
    assert sorted(left) == [eve + week * WEEK for week in (2, 5)]
    with pytest.raises(ApplicationError):
        await repository_of(settings).read(before[DATABASE])
    for parts in left.values():
        async with restored(settings, parts) as now:
            assert await now.tables_of(gone) == set()
            assert files_under(now.folder / gone.business) == []
            assert gone.marker not in now.manifest
            assert await now.tables_of(stays) == stays.marked()
            for object_key in stays.object_keys:
                assert stays.marker.encode() in await now.vault.get(stays.business, object_key)
