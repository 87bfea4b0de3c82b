"""A gateway of each test's own, and a customer with a card."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.activities.payments.running_gateway import RunningGateway


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[RunningGateway]:
    """A running gateway without webhook."""
    gateway = RunningGateway(tmp_path / "gateway")
    yield gateway
    gateway.stop()
