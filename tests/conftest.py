"""Fixtures all tests share: a real PostgreSQL with the migrated schema, each started once per process."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from deploy.stack.part import RunningPart
from deploy.stack.ports import free_port
from deploy.stack.postgres import APP, OWNER, PostgresCluster
from models.database import Database, make_engine
from models.migrations import upgrade

ROOT = Path(__file__).parent.parent
_FOLDERS = ROOT / ".local" / "tests"


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder of this test process within the project, removed at the end, as are those of killed runs."""
    _FOLDERS.mkdir(parents=True, exist_ok=True)
    for folder in _FOLDERS.iterdir():
        if folder.name.isdigit() and not Path("/proc", folder.name).exists():
            shutil.rmtree(folder, ignore_errors=True)
    folder = _FOLDERS / str(os.getpid())
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(scratch: Path) -> Iterator[PostgresCluster]:
    """A running PostgreSQL with one database, `rubrica`, whose schema is the migrations' newest."""
    password = PostgresCluster.new_password()
    cluster = PostgresCluster(scratch / "postgres", free_port(), password, durable=False)
    server = RunningPart(cluster.part())
    try:
        server.wait_ready()
        cluster.create_database("rubrica")
        upgrade(cluster.url(OWNER, "rubrica"))
        yield cluster
    finally:
        server.stop()


@pytest.fixture(scope="session")
def database_url(postgres: PostgresCluster) -> str:
    """URL for the application's role, which cannot change evidence."""
    return postgres.url(APP, "rubrica")


@pytest.fixture(scope="session")
def owner_database_url(postgres: PostgresCluster) -> str:
    """URL for the role that owns the tables, as migrations and erasure use it."""
    return postgres.url(OWNER, "rubrica")


@pytest.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    """The application's sessions."""
    database = Database(make_engine(database_url))
    yield database
    await database.close()
