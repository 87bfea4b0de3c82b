"""A backup is really restored and compared with what was saved; what is amiss is named (contract M1)."""

import base64
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from obstore.store import LocalStore
from psycopg import sql
from pydantic import SecretStr
from temporalio.testing import ActivityEnvironment

from activities.backup import drill as module
from activities.backup.backups import Backups, Run
from activities.backup.drill import RestoreDrill
from activities.backup.repository import Repository
from activities.measures import MeasureOrder
from activities.vault.vault import Vault
from deploy.stack.postgres import OWNER, PostgresCluster
from models.database import Database
from settings import Settings
from tests.activities.evidence.conftest import insert
from tests.activities.evidence.dossiers import Story
from tests.activities.evidence.kit import SignedStory, SigningKit

DUE = datetime(2027, 1, 17, 3, 30, tzinfo=UTC)
MASTER_KEY = bytes(range(32))


@pytest.fixture
def service(settings: Settings, kit: SigningKit) -> Settings:
    """Settings with the PKI's anchors and a master key."""
    given = settings.model_dump() | {
        "trust_anchors_file": kit.folder.anchors,
        "master_key": base64.b64encode(MASTER_KEY).decode(),
    }
    return Settings.model_validate(given)


@pytest.fixture
def short_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where drills work; not within `tmp_path`, as a socket's path has to be short."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.fixture
async def stored(backed_up: Database, service: Settings, kit: SigningKit, tmp_path: Path) -> SignedStory:
    """A completed envelope with its files, as the service leaves it."""
    signed = await SignedStory(Story(names=["Ana Ñúñez"], documents=["Contrato.pdf"]), kit).completed()
    await insert(backed_up, signed.story)
    vault = Vault(backed_up, LocalStore(tmp_path / "objects"), MASTER_KEY)
    for object_key, data in signed.files.items():
        await vault.put(signed.story.business.id, object_key, data)
    return signed


def with_another_user(real: Any) -> Any:
    async def read(repository: Repository, parts: Run) -> dict[str, Any]:
        manifest: dict[str, Any] = await real(repository, parts)
        manifest["database"]["tables"]["users"] += 1
        return manifest

    return read


@pytest.mark.rule("M1")
async def test_what_was_saved_is_restored_compared_and_timed(
    backed_up: Database,
    service: Settings,
    stored: SignedStory,
    tmp_path: Path,
    short_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    none = await ActivityEnvironment().run(RestoreDrill(service).drill)
    assert none.reason == "there is no whole backup"
    saved = await ActivityEnvironment().run(Backups(service, backed_up).take, MeasureOrder(DUE))
    findings = await ActivityEnvironment().run(RestoreDrill(service).drill)
    assert findings.reason is None, findings
    figures = findings.figures
    assert {name: figures[name] for name in ("rows", "tables", "objects")} == {
        name: saved.figures[name] for name in ("rows", "tables", "objects")
    }
    assert (figures["digests_checked"], figures["objects"]) == (3, 3), "the document and its two versions"
    assert (figures["signatures_checked"], figures["envelope"]) == (2, stored.story.envelope.id)
    assert figures["backup_due_at"] == DUE.isoformat()
    assert set(figures["seconds"]) == {"database", "objects", "checks", "temporal"}
    await damaged(backed_up, service, stored, tmp_path / "objects")
    monkeypatch.setattr(module, "read_manifest", with_another_user(module.read_manifest))
    worse = await ActivityEnvironment().run(RestoreDrill(service).drill)
    first, second = (revision.id for revision in stored.story.revisions)
    document = stored.story.documents[0].id
    assert set(worse.figures["faults"]) == {
        "rows of users",
        f"{document}: ObjectDamaged",
        f"{first}: ObjectMissing",
    }
    assert worse.reason is not None
    assert worse.reason.startswith("3 faults: rows of users")
    assert second not in worse.reason
    assert left_behind(short_folder) == []


def left_behind(short_folder: Path) -> list[Path]:
    """Folders of drills that are over."""
    return list(short_folder.iterdir())


async def damaged(backed_up: Database, service: Settings, stored: SignedStory, objects: Path) -> None:
    """A later backup of storage in which one object has rotted and one is gone."""
    document = objects / stored.story.documents[0].object_key
    rotten = bytearray(document.read_bytes())
    rotten[-1] ^= 1
    document.write_bytes(rotten)
    (objects / stored.story.revisions[0].object_key).unlink()
    await ActivityEnvironment().run(Backups(service, backed_up).take, MeasureOrder(DUE + timedelta(weeks=1)))


TABLES = ("executions", "current_executions", "history_node")


def temporal_file(path: Path) -> Path:
    """Temporal's file as a server under way keeps it: in WAL mode, open, with rows not yet in the file."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = wal")
    for name in TABLES:
        connection.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO executions VALUES (?)", [(1,), (2,)])
    connection.execute("INSERT INTO history_node VALUES (1)")
    connection.commit()
    return path


async def temporal_databases(postgres: PostgresCluster) -> dict[str, SecretStr]:
    """Temporal's databases in PostgreSQL, with their tables alone."""
    found = {}
    for name, tables in (("temporal_store", TABLES), ("temporal_seen", ("executions_visibility",))):
        postgres.create_database(name)
        address = postgres.url(OWNER, name)
        plain = address.replace("postgresql+psycopg", "postgresql")
        async with await psycopg.AsyncConnection.connect(plain) as connection:
            for table in tables:
                await connection.execute(
                    sql.SQL("CREATE TABLE {} (id integer PRIMARY KEY)").format(sql.Identifier(table))
                )
                await connection.execute(
                    sql.SQL("INSERT INTO {} VALUES (1), (2), (3)").format(sql.Identifier(table))
                )
        found[name] = SecretStr(address)
    return found


@pytest.mark.usefixtures("short_folder")
@pytest.mark.rule("M1")
async def test_temporals_own_database_is_saved_restored_and_compared(
    backed_up: Database,
    service: Settings,
    postgres: PostgresCluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    databases = await temporal_databases(postgres)
    service = service.model_copy(
        update={
            "temporal_database_file": temporal_file(tmp_path / "temporal.sqlite"),
            "temporal_database_url": databases["temporal_store"],
            "temporal_visibility_database_url": databases["temporal_seen"],
        }
    )
    saved = await ActivityEnvironment().run(Backups(service, backed_up).take, MeasureOrder(DUE))
    expected = {
        "temporal": {"executions": 2, "current_executions": 0, "history_node": 1},
        "temporal.dump": dict.fromkeys(TABLES, 3),
        "visibility.dump": {"executions_visibility": 3},
    }
    assert saved.figures["temporal"] == expected
    findings = await ActivityEnvironment().run(RestoreDrill(service).drill)
    assert findings.reason is None, findings
    assert findings.figures["temporal"] == expected
    monkeypatch.setattr(module, "read_manifest", with_another_execution(module.read_manifest))
    findings = await ActivityEnvironment().run(RestoreDrill(service).drill)
    assert findings.reason is not None
    assert "rows of temporal executions" in findings.reason


def with_another_execution(real: Any) -> Any:
    async def read(repository: Repository, parts: Run) -> dict[str, Any]:
        manifest: dict[str, Any] = await real(repository, parts)
        manifest["temporal"]["temporal"]["executions"] += 1
        return manifest

    return read
