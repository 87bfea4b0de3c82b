"""A world of replaced activities and one envelope in it, for each test."""

import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.workflows.world import Case, RunningTemporal, World, running_worker


@pytest.fixture
def world() -> World:
    """A fresh outside world."""
    return World()


@pytest.fixture
async def case(temporal: RunningTemporal, world: World) -> AsyncIterator[Case]:
    """A worker of its own, and an envelope to send."""
    async with running_worker(temporal.client, world) as queue:
        case = Case(temporal.client, queue, world)
        yield case
        if hasattr(case, "handle"):
            with contextlib.suppress(Exception):
                await case.handle.terminate("test over")
