"""A gateway, a cashier, and a subscription with a saved card."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from activities.payments.cashier import Cashier
from activities.payments.gateway import Gateway
from models.database import Database
from tests.activities.payments.contracts import Contract, contracted
from tests.activities.payments.running_gateway import RunningGateway


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[RunningGateway]:
    """A running gateway without webhook."""
    provider = RunningGateway(tmp_path / "gateway")
    yield provider
    provider.stop()


@pytest.fixture
def gateway(provider: RunningGateway) -> Gateway:
    """The service's own client of it."""
    return Gateway(provider.KEY, provider.url)


@pytest.fixture
def cashier(database: Database, gateway: Gateway) -> Cashier:
    """The activities, on the real database."""
    return Cashier(database, gateway)


@pytest.fixture
async def contract(database: Database, gateway: Gateway, provider: RunningGateway) -> Contract:
    """A monthly subscription whose card always pays, and an open bill of 35.09."""
    return await contracted(database, gateway, provider)
