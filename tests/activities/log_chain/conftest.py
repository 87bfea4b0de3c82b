"""A real PKI over HTTP, and an empty log."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from deploy.stack.ports import HOST
from deploy.stack.postgres import SUPERUSER, PostgresCluster
from tests.activities.evidence import conftest as evidence
from tests.activities.evidence.kit import SigningKit
from tests.activities.log_chain.chain import Chain
from tests.databases import own_database

kit = evidence.kit


@pytest.fixture
async def chain(postgres: PostgresCluster, kit: SigningKit) -> AsyncIterator[Chain]:
    """An empty log."""
    name = f"log_{uuid4().hex[:12]}"
    urls = own_database(postgres, name)
    everything = f"postgresql+psycopg://{SUPERUSER}:{postgres.password}@{HOST}:{postgres.port}/{name}"
    chain = Chain(urls, everything, kit)
    yield chain
    await chain.close()
