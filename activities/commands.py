"""What one workflow asks of another by an update: unlike a signal it is validated and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client, RPCError, WorkflowUpdateFailedError
from temporalio.service import RPCStatusCode

ASK_TIMEOUT = timedelta(seconds=10)


@dataclass(frozen=True)
class Command:
    """An update of another workflow. `act_id` makes a repeated command the same update.

    `act` has the members of the update's argument: ids and small enums, no personal data.
    """

    workflow_id: str
    update: str
    act_id: str
    act: Mapping[str, str | None] = field(default_factory=dict)


class WorkflowCommands:
    """Asks workflows to act."""

    @activity.defn(name="Ask workflows")
    async def ask(self, commands: Sequence[Command]) -> int:
        """Asks one after the other; answers how many took it.

        A workflow that refuses, has ended, or never was has nothing left to be asked: that is no failure.
        """
        taken = 0
        for command in commands:
            taken += await _ask(activity.client(), command)
            activity.heartbeat(command.workflow_id)
        return taken


async def _ask(client: Client, command: Command) -> bool:
    handle = client.get_workflow_handle(command.workflow_id)
    try:
        await handle.execute_update(
            command.update, dict(command.act), id=command.act_id, rpc_timeout=ASK_TIMEOUT
        )
    except WorkflowUpdateFailedError:
        return False
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True
