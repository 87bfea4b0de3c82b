"""The API in this process on real neighbours: PostgreSQL, Temporal, a PKI, a mail provider's stand-in."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI

from deploy.stack.environment import LocalEnvironment
from deploy.stack.part import RunningPart
from deploy.stack.ports import PortBook
from deploy.stack.postgres import APP, OWNER, RETENTION, WORKER, PostgresCluster
from deploy.stack.processes import mailsink_part, pki_part
from models.migrations import upgrade
from settings import Settings
from tests.api.calling import Caller, Owner, changed, registered_owner, running_app, running_worker
from tests.running import RunningTemporal


@pytest.fixture(scope="session")
def neighbourhood(scratch: Path) -> Iterator[LocalEnvironment]:
    """PKI and mail provider, as the local stack runs them."""
    folder = scratch / "api"
    folder.mkdir()
    local = LocalEnvironment(folder, {}, PortBook(folder / "ports.json", {}))
    local.settings()
    running = [RunningPart(pki_part(local)), RunningPart(mailsink_part(local))]
    try:
        for part in running:
            part.wait_ready()
        yield local
    finally:
        for part in running:
            part.stop()


@pytest.fixture(scope="session")
def settings(
    neighbourhood: LocalEnvironment,
    database_url: str,
    worker_database_url: str,
    retention_database_url: str,
    temporal: RunningTemporal,
) -> Settings:
    """The settings of API and worker in these tests."""
    given = {name.lower(): value for name, value in neighbourhood.settings().items()}
    given |= {
        "database_url": database_url,
        "retention_database_url": retention_database_url,
        "worker_database_url": worker_database_url,
        "temporal_address": temporal.address,
        "temporal_namespace": temporal.namespace,
        "temporal_task_queue": f"api-{uuid4().hex}",
        "public_url": "http://rubrica.test",
        "captcha_cost": 1,
    }
    given["payload_keys"] = ",".join(
        f"{key_id}:{key.get_secret_value()}" for key_id, key in temporal.payload_keys.items()
    )
    return Settings.model_validate(given)


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The application, started."""
    async with running_app(settings) as app:
        yield app


@pytest.fixture(scope="session")
async def app_apart(settings: Settings, postgres: PostgresCluster) -> AsyncIterator[FastAPI]:
    """The application on a database of its own, for tests whose made-up rows would disturb others."""
    name = "apart"
    with ThreadPoolExecutor(1) as thread:  # migrations need an event loop of their own
        thread.submit(postgres.create_database, name).result()
        thread.submit(upgrade, postgres.url(OWNER, name)).result()
    there = changed(
        settings,
        database_url=postgres.url(APP, name),
        worker_database_url=postgres.url(WORKER, name),
        retention_database_url=postgres.url(RETENTION, name),
    )
    async with running_app(there) as app:
        yield app


@pytest.fixture
async def anybody(app: FastAPI) -> AsyncIterator[Caller]:
    """Somebody without credentials, from an address of their own."""
    async with Caller(app) as caller:
        yield caller


@pytest.fixture(scope="session")
async def owner(app: FastAPI) -> AsyncIterator[Owner]:
    """A business with its owner's session and a key."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


@pytest.fixture(scope="session")
async def stranger(app: FastAPI) -> AsyncIterator[Owner]:
    """Another business."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


@pytest.fixture
async def worker(settings: Settings, temporal: RunningTemporal) -> AsyncIterator[None]:
    """The real worker on the tests' task queue."""
    async with running_worker(settings, temporal.client):
        yield
