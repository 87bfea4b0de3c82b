"""What a Temporal server knows of a business's workflows, awaited until it is so."""

from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from tests.waiting import until_given


async def listed(client: Client, business_id: str, count: int, *, state: str | None = None) -> None:
    """Waits until so many workflows name the business in their search attributes, in `state` where given."""
    query = f"RubricaBusiness = '{business_id}'" + (f" AND ExecutionStatus = '{state}'" if state else "")

    async def are_listed() -> bool:
        return (await client.count_workflows(query)).count == count

    await until_given(are_listed, 30)


async def is_gone(handle: WorkflowHandle[Any, Any]) -> bool:
    """Whether the server knows nothing of the workflow any more."""
    try:
        await handle.fetch_history()
    except RPCError as error:
        return error.status is RPCStatusCode.NOT_FOUND
    return False


async def let_go(handle: WorkflowHandle[Any, Any]) -> None:
    """Waits until the server has deleted the workflow."""
    await until_given(lambda: is_gone(handle), 30)
