"""A claim is made once; whoever asks is told what came of it, also after its end (contract S9)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Worker

from activities.claims.claimant import Claimant
from activities.claims.messages import ClaimMade, ClaimOrder
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.world import activity_name, keep_history
from worker import WORKFLOWS
from workflows.claim import ClaimWorkflow
from workflows.identifiers import claim_workflow_id
from workflows.search_attributes import BUSINESS, STATUS


@pytest.mark.parametrize("refusal", [None, "nothing-owed"])
async def test_a_claim_is_made_once_and_says_what_came_of_it(
    temporal: RunningTemporal, refusal: str | None
) -> None:
    orders: list[ClaimOrder] = []

    @activity.defn(name=activity_name(Claimant.make))
    async def make(order: ClaimOrder) -> ClaimMade:
        orders.append(order)
        return ClaimMade(refusal)

    client, queue = temporal.client, f"test-{uuid4().hex}"
    order = ClaimOrder(f"clm_{uuid4().hex}", "sbc_1", "usr_1", date(2026, 5, 4), datetime.now(UTC), "biz_1")
    worker = Worker(
        client, task_queue=queue, workflows=WORKFLOWS, activities=[make], workflow_runner=sandboxed_runner()
    )
    async with worker:
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            ClaimWorkflow.run,
            order,
            id=claim_workflow_id(order.claim_id),
            task_queue=queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        asked = client.execute_update_with_start_workflow(
            ClaimWorkflow.made, start_workflow_operation=start, id=order.claim_id
        )
        if refusal is None:
            await asked
        else:
            with pytest.raises(WorkflowUpdateFailedError) as refused:
                await asked
            assert refusal in str(refused.value.cause)
        handle = client.get_workflow_handle_for(ClaimWorkflow.run, claim_workflow_id(order.claim_id))
        assert await handle.result() == refusal
        assert orders == [order]
        found = (await handle.describe()).typed_search_attributes
        assert (found[BUSINESS], found[STATUS]) == ("biz_1", "claim_refused" if refusal else "claimed")
        await keep_history(handle, "claim_refused_of_business" if refusal else "claim_made_of_business")
