"""A closed account is erased once its last letter has left, or can never leave (GDPR art. 17)."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from temporalio import activity

from activities.mail.messages import Purpose
from activities.records.account_closing import AccountClosing
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.account_closing import AccountClosingWorkflow, ClosingStart
from workflows.identifiers import closing_workflow_id


class ClosingWorld(World):
    """A service with one closed account; remembers in which order it was told and erased."""

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(AccountClosing.erase))
        async def erase(user_id: str) -> bool:
            await self._meet("erase")
            return True

        return [*super().activities(), erase]


async def test_the_letter_needs_the_address_and_leaves_first(temporal: RunningTemporal) -> None:
    world, user_id = ClosingWorld(), f"usr_{uuid4().hex}"
    world.blocked["mail"] = asyncio.Event()
    world.fail.update({"mail": 1, "erase": 1})
    async with running_worker(temporal.client, world, cached=0) as queue:
        handle = await temporal.client.start_workflow(
            AccountClosingWorkflow.run,
            ClosingStart(user_id),
            id=closing_workflow_id(user_id),
            task_queue=queue,
        )
        await asyncio.sleep(0.5)
        assert world.order == []
        world.blocked["mail"].set()
        assert await handle.result() is True
        await keep_history(handle, "account_closed")
        await until(lambda: world.order == ["mail", "erase"])
    assert [order.purpose for order in world.mails] == [Purpose.ACCOUNT_CLOSED]
