"""A world of replaced activities and one envelope in it, for each test."""

import contextlib
from collections.abc import AsyncIterator

import pytest
from temporalio.service import RPCError

from tests.running import RunningTemporal
from tests.workflows.world import Case, World, keep_history, running_worker


@pytest.fixture
def world() -> World:
    """A fresh outside world."""
    return World()


@pytest.fixture
async def case(
    temporal: RunningTemporal, world: World, request: pytest.FixtureRequest
) -> AsyncIterator[Case]:
    """A worker of its own, and an envelope to send. With `RECORD_HISTORIES` its history is kept there."""
    async with running_worker(temporal.client, world) as queue:
        case = Case(temporal.client, queue, world)
        yield case
        if not hasattr(case, "handle"):
            return
        await keep_history(case.handle, request.node.name)
        with contextlib.suppress(RPCError):
            await case.handle.terminate("test over")
