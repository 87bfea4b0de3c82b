"""A database, a folder of objects and an empty repository in another folder, with real programs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.setup.restic import ensure_restic
from deploy.stack.postgres import PostgresCluster, programs_folder
from models.database import Database, make_engine
from settings import Settings
from tests.activities.evidence import conftest as evidence
from tests.databases import OwnDatabase, own_database

kit = evidence.kit


@pytest.fixture
def rows(postgres: PostgresCluster, request: pytest.FixtureRequest) -> OwnDatabase:
    """A database of the test's own."""
    return own_database(postgres, f"backup_{request.node.name}"[:63])


@pytest.fixture
async def backed_up(rows: OwnDatabase) -> AsyncIterator[Database]:
    """The worker's sessions in it."""
    database = Database(make_engine(rows.worker))
    yield database
    await database.close()


@pytest.fixture
def settings(rows: OwnDatabase, tmp_path: Path) -> Settings:
    """Settings of a service whose backups go to a second folder."""
    objects, anchors = tmp_path / "objects", tmp_path / "anchors.pem"
    objects.mkdir()
    anchors.write_text("-----BEGIN CERTIFICATE-----")
    given = {
        "database_url": rows.app,
        "worker_database_url": rows.worker,
        "temporal_address": "127.0.0.1:1",
        "link_key": "bGluay1rZXk=",
        "master_key": "bWFzdGVyLWtleQ==",
        "storage_url": objects.as_uri(),
        "sendgrid_api_key": "SG.hidden",
        "stripe_api_key": "sk_hidden",
        "tsa_url": "http://tsa:hidden@tsa.example",  # pragma: allowlist secret
        "ca_url": "http://ca.example",
        "trust_anchors_file": anchors,
        "service_version": "v1-test",
        "backup_repository": str(tmp_path / "elsewhere"),
        "backup_key": "hidden-key",
        "restic_program": str(ensure_restic()),
        "postgres_programs": programs_folder(),
    }
    return Settings.model_validate(given)
