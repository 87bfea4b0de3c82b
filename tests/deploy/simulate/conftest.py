"""The service by a simulated clock, on this run's PostgreSQL and a Temporal server with long histories."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from deploy.prepare import prepare_namespace_of, settings_from
from deploy.setup.temporal import find_temporal
from deploy.simulate.service import Service, running_service
from deploy.stack.environment import LocalEnvironment
from deploy.stack.part import RunningPart
from deploy.stack.ports import PortBook
from deploy.stack.postgres import PostgresCluster
from deploy.stack.processes import mailsink_part, pki_part
from deploy.stack.temporal import TemporalServer
from settings import Settings
from tests.databases import own_database


@pytest.fixture(scope="module")
def folder(scratch: Path, request: pytest.FixtureRequest) -> Path:
    """Of the files of one module's simulation."""
    folder = scratch / request.module.__name__.rpartition(".")[2]
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def simulated_settings(folder: Path, postgres: PostgresCluster) -> Iterator[Settings]:
    """Settings that lead to the neighbours. A continued run would be in the way of long jumps.

    The database is its own: its rows are of years to come.
    """
    programs = find_temporal()
    assert programs is not None, "run `make setup`"
    local = LocalEnvironment(folder, {}, PortBook(folder / "ports.json", {}))
    own = own_database(postgres, folder.name)
    env = local.settings() | {
        "DATABASE_URL": own.app,
        "WORKER_DATABASE_URL": own.worker,
        "RETENTION_DATABASE_URL": own.retention,
    }
    server = TemporalServer(programs, folder / "temporal", local.ports.port("temporal"))
    with ExitStack() as closing:
        running = [RunningPart(part) for part in (pki_part(local), mailsink_part(local), *server.parts())]
        for one in running:
            closing.callback(one.stop)
        for one in running:
            one.wait_ready()
        with ThreadPoolExecutor(1) as thread:  # it needs an event loop of its own
            thread.submit(prepare_namespace_of, env).result()
        yield settings_from(env)


@pytest.fixture(scope="module")
async def simulated(simulated_settings: Settings, folder: Path) -> AsyncIterator[Service]:
    """API, worker and payment gateway in this process, by the clock of whoever is played."""
    async with running_service(simulated_settings, folder / "gateway") as service:
        yield service
