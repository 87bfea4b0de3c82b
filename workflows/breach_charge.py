"""Breaches of whose charge somebody is no longer there: the others learn it at once (contract P8, M2)."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.records.breach_charge import BreachCharge

from workflows.breach import BreachWorkflow
from workflows.identifiers import breach_workflow_id
from workflows.policies import DATABASE


async def look_at_breaches(user_id: str) -> None:
    """Has the breaches looked at that are in the charge of somebody who may act upon them no more."""
    if not workflow.patched("breach-charge-v1"):
        return
    breach_ids = await workflow.execute_local_activity_method(BreachCharge.find_left, user_id, **DATABASE)
    for breach_id in breach_ids:
        breach = workflow.get_external_workflow_handle(breach_workflow_id(breach_id))
        try:
            await breach.signal(BreachWorkflow.changed)
        except ApplicationError:
            workflow.logger.info("the breach has ended")
