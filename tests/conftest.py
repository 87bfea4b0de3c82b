"""Fixtures all tests share: real PostgreSQL with the migrated schema, real Temporal; once per process."""

import base64
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from pydantic import SecretStr
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from deploy.setup.temporal import find_temporal
from deploy.stack.part import RunningPart
from deploy.stack.ports import free_port
from deploy.stack.postgres import APP, OWNER, RETENTION, WORKER, PostgresCluster
from deploy.stack.stack import Stack
from deploy.stack.temporal import TemporalServer
from models.database import Database, make_engine
from models.migrations import upgrade
from tests.databases import BLANK
from tests.file_by_file import FileByFile
from tests.running import RunningTemporal, connected
from workflows.connection import data_converter
from workflows.namespace import prepare_namespace

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")  # a busy machine breaks no rule
ROOT = Path(__file__).parent.parent
_FOLDERS = ROOT / ".local" / "tests"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FileByFile | None:
    """Hands out whole files, as `--dist loadfile` asks."""
    return FileByFile(config, log) if config.getvalue("dist") == "loadfile" else None


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


@pytest.fixture(scope="session", autouse=True)
def _each_workflow_tried_once() -> Iterator[None]:
    """Workers try their workflows in the sandbox when they start: here once a process, not for each test."""
    tried: set[type] = set()
    real = SandboxedWorkflowRunner.prepare_workflow

    def prepare(runner: SandboxedWorkflowRunner, definition: Any) -> None:
        if definition.cls not in tried:
            real(runner, definition)
            tried.add(definition.cls)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SandboxedWorkflowRunner, "prepare_workflow", prepare)
        yield


@pytest.fixture(scope="session")
def postgres(scratch: Path) -> Iterator[PostgresCluster]:
    """A running PostgreSQL with one database, `rubrica`, whose schema is the migrations' newest."""
    password = PostgresCluster.new_password()
    cluster = PostgresCluster(scratch / "postgres", free_port(), password, durable=False)
    server = RunningPart(cluster.part())
    try:
        server.wait_ready()
        cluster.create_database(BLANK)
        upgrade(cluster.url(OWNER, BLANK))
        cluster.create_database("rubrica", template=BLANK)
        yield cluster
    finally:
        server.stop()


@pytest.fixture(scope="session")
def database_url(postgres: PostgresCluster) -> str:
    """URL for the API's role, which sees the rows of its scope alone."""
    return postgres.url(APP, "rubrica")


@pytest.fixture(scope="session")
def worker_database_url(postgres: PostgresCluster) -> str:
    """URL for the worker's role, which sees all rows and cannot change evidence."""
    return postgres.url(WORKER, "rubrica")


@pytest.fixture(scope="session")
def owner_database_url(postgres: PostgresCluster) -> str:
    """URL for the role that owns the tables, as migrations and erasure use it."""
    return postgres.url(OWNER, "rubrica")


@pytest.fixture(scope="session")
def retention_database_url(postgres: PostgresCluster) -> str:
    """URL for the role that destroys what has been kept long enough."""
    return postgres.url(RETENTION, "rubrica")


@pytest.fixture(scope="session")
async def database(worker_database_url: str) -> AsyncIterator[Database]:
    """The worker's sessions, in which activities run and tests look at everything."""
    database = Database(make_engine(worker_database_url))
    yield database
    await database.close()


@pytest.fixture(scope="session")
def stack(scratch: Path) -> Iterator[Stack]:
    """The whole service on this machine, in a folder of its own; a part that a test kills stays dead."""
    with Stack(scratch / "stack", given={}) as stack:
        stack.start()
        yield stack


@pytest.fixture(scope="session")
def temporal_server(scratch: Path) -> Iterator[TemporalServer]:
    """The server alone, in memory, without namespace."""
    programs = find_temporal()
    if programs is None:
        pytest.fail("No Temporal server: run `make setup`.")
    server = TemporalServer(programs, scratch / "temporal", free_port(), dynamic=IN_SHORT)
    (part,) = server.parts()
    process = RunningPart(part)
    try:
        process.wait_ready()
        yield server
    finally:
        process.stop()


SUGGEST_CONTINUE_AS_NEW = 500
IN_SHORT = {
    "limit.historyCount.suggestContinueAsNew": SUGGEST_CONTINUE_AS_NEW,
    # A closed workflow is deleted once the server has noted how far it came: every 30 s, if left as it is.
    "history.transferProcessorUpdateAckInterval": "1s",
}
"""Events after which the tests' server suggests a new run; 4,096 by default."""


def recorded_payload_keys() -> dict[str, SecretStr]:
    """Keys of the tests' payloads: no secret, and always the same, so that recorded histories can be read."""
    return {"test": SecretStr(base64.b64encode(hashlib.sha256(b"tests/replay").digest()).decode())}


@pytest.fixture(scope="session")
async def temporal(temporal_server: TemporalServer) -> RunningTemporal:
    """The server with namespace and search attributes, and a client with the service's own converter."""
    keys = recorded_payload_keys()
    converter = data_converter(SimpleNamespace(payload_keys=keys))
    client = await connected(temporal_server, converter)
    await prepare_namespace(client)
    return RunningTemporal(temporal_server.address, temporal_server.namespace, keys, client)
