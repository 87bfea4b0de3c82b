"""A business, and stores the vault can lie on: a folder and a real S3 protocol server."""

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from obstore.store import LocalStore, ObjectStore

from activities.vault.factory import store_from_settings
from activities.vault.vault import Vault
from models.accounts import Business, User
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from settings import Settings

BUCKET = "objects"


@pytest.fixture
async def business_id(database: Database) -> str:
    """A business of its own for each test."""
    now = datetime.now(UTC)
    owner, business = new_id(Prefix.USER), new_id(Prefix.BUSINESS)
    async with database.transaction() as session:
        session.add(
            User(
                id=owner, email=f"{owner}@e.example", password_hash="-", email_verified_at=now, created_at=now
            )
        )
        await session.flush()
        session.add(Business(id=business, owner_id=owner, name="B", country="ES", address={}, created_at=now))
    return business


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """Address of an S3 server in a process of its own, with one bucket."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [Path(sys.executable).parent / "moto_server", "-H", "127.0.0.1", "-p", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert server.stderr is not None
        line = next(line for line in server.stderr if "Running on" in line)
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found is not None
        httpx.put(f"{found[0]}/{BUCKET}").raise_for_status()
        yield found[0]
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def s3_settings(s3_endpoint: str, make_settings) -> Settings:
    """Settings that name the S3 server."""
    return make_settings(
        storage_url=f"s3://{BUCKET}/some/prefix",
        storage_endpoint=s3_endpoint,
        storage_region="eu-south-2",
        storage_access_key_id="id",
        storage_secret_access_key="secret",
    )


@pytest.fixture
def make_settings(tmp_path: Path):
    """Makes settings from the given ones and stand-ins for the required others."""

    def make(**given: str) -> Settings:
        required = {
            "database_url": "postgresql+psycopg://unused",
            "retention_database_url": "postgresql+psycopg://unused",
            "temporal_address": "unused",
            "link_key": "",
            "master_key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "storage_url": tmp_path.as_uri(),
            "sendgrid_api_key": "",
            "tsa_url": "",
            "ca_url": "",
            "trust_anchors_file": "unused.pem",
            "stripe_api_key": "unused",
        }
        return Settings.model_validate({**required, **given})

    return make


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """Each kind of store in turn."""
    if request.param == "folder":
        return LocalStore(tmp_path)
    return store_from_settings(request.getfixturevalue("s3_settings"))


@pytest.fixture
def vault(database: Database, store: ObjectStore) -> Vault:
    """A vault on that store."""
    return Vault(database, store, bytes(32))


@pytest.fixture
async def shredder(retention_database_url: str, store: ObjectStore) -> AsyncIterator[Vault]:
    """The same store's vault with the role that destroys keys."""
    retention = Database(make_engine(retention_database_url))
    yield Vault(retention, store, bytes(32))
    await retention.close()
