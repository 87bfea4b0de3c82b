"""The API in this process on real neighbours: PostgreSQL, Temporal, a PKI, a mail provider's stand-in."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api import main
from api.access import passwords
from deploy.stack.environment import LocalEnvironment
from deploy.stack.part import RunningPart
from deploy.stack.ports import PortBook
from deploy.stack.postgres import OWNER, PostgresCluster
from deploy.stack.processes import mailsink_part, pki_part
from settings import Settings
from tests.activities.payments.running_gateway import RunningGateway
from tests.api.calling import (
    BROWSER,
    Caller,
    Owner,
    all_seeing,
    changed,
    confirmed_again,
    new_email,
    registered_owner,
    registered_user,
    running_app,
    running_worker,
)
from tests.api.persons import Person, forget_used_codes
from tests.api.staffing import StaffCaller, staff_caller
from tests.contracts import plant_contract
from tests.databases import own_database
from tests.running import RunningTemporal


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """Argon2 at a thousandth of its work: nearly each test registers somebody, and none measures its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", partial(PasswordHasher, 1, 64, 1))
        yield


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
    """The application on a database of its own, for tests whose made-up rows would disturb others.

    It does nothing by itself: housekeeping would act upon those rows. Nor does any worker take up the
    workflows that it starts: the tests' own would look for their rows in another database, for ever.
    """
    own = own_database(postgres, "apart")
    there = changed(
        settings,
        database_url=own.app,
        worker_database_url=own.worker,
        retention_database_url=own.retention,
        temporal_task_queue=f"apart-{uuid4().hex}",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "keep_house", idle)
        async with running_app(there) as app:
            yield app


async def idle(_: object) -> None:
    """In the place of housekeeping."""


@pytest.fixture
async def anybody(app: FastAPI) -> AsyncIterator[Caller]:
    """Somebody without credentials, from an address of their own."""
    async with Caller(app) as caller:
        yield caller


@pytest.fixture(scope="session")
async def shared_owner(app: FastAPI) -> AsyncIterator[Owner]:
    owner = await registered_owner(app)
    await plant_contract(all_seeing(app), owner.business_id)
    yield owner
    await owner.aclose()


@pytest.fixture(scope="session")
async def shared_stranger(app: FastAPI) -> AsyncIterator[Owner]:
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


@pytest.fixture
async def owner(shared_owner: Owner) -> Owner:
    """A business with its owner's session and a key: the same for all tests."""
    await confirmed_again(shared_owner)
    return shared_owner


@pytest.fixture
async def stranger(shared_stranger: Owner) -> Owner:
    """Another business."""
    await confirmed_again(shared_stranger)
    return shared_stranger


@pytest.fixture
async def customer(app: FastAPI) -> AsyncIterator[Owner]:
    """A business of this test alone."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


@pytest.fixture
async def billing(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "billing")
    yield caller
    await caller.aclose()


@pytest.fixture
async def dpo(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "dpo")
    yield caller
    await caller.aclose()


@pytest.fixture
async def reviewer(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "reviewer")
    yield caller
    await caller.aclose()


@pytest.fixture
async def security(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "security")
    yield caller
    await caller.aclose()


@pytest.fixture
async def support(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "support")
    yield caller
    await caller.aclose()


@pytest.fixture
async def bosses(app: FastAPI) -> AsyncIterator[tuple[Owner, Owner]]:
    """Two controllers that know nothing of each other."""
    owners = await registered_owner(app), await registered_owner(app)
    yield owners
    for owner in owners:
        await owner.aclose()


@pytest.fixture
async def dpos(app: FastAPI, dpo: StaffCaller) -> AsyncIterator[tuple[StaffCaller, StaffCaller]]:
    """Two people of that duty."""
    second = await staff_caller(app, "dpo")
    yield dpo, second
    await second.aclose()


@pytest.fixture
async def worker(settings: Settings, temporal: RunningTemporal) -> AsyncIterator[None]:
    """The real worker on the tests' task queue."""
    async with running_worker(settings, temporal.client):
        yield


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGateway]:
    provider = RunningGateway(Path(tmp_path_factory.mktemp("gateway")))
    yield provider
    provider.stop()


@pytest.fixture
async def paying(
    settings: Settings, temporal: RunningTemporal, provider: RunningGateway
) -> AsyncIterator[None]:
    """The real worker, led to the gateway's stand-in."""
    key = SecretStr(provider.KEY)
    led = changed(settings, stripe_base_url=provider.url, stripe_api_key=key)
    async with running_worker(led, temporal.client):
        yield


@pytest.fixture
async def person(app: FastAPI) -> AsyncIterator[Person]:
    """A user without a second factor."""
    async with Person(app, headers=BROWSER) as person:
        person.email = new_email()
        await registered_user(app, person, person.email)
        yield person


@pytest.fixture
async def enrolled(person: Person) -> Person:
    """A user with an authenticator app, whose enrolment code is some time ago."""
    await person.enrol()
    await forget_used_codes(person)
    return person


@pytest.fixture
async def everything(postgres: PostgresCluster) -> AsyncIterator[AsyncEngine]:
    """The tests' database past all isolation: a marker is searched in every table."""
    engine = create_async_engine(postgres.url(OWNER, "rubrica"))
    yield engine
    await engine.dispose()


@pytest.fixture
def marker() -> str:
    """A word that nothing else has."""
    return f"mk{uuid4().hex[:14]}"
