"""How the retention of a blocked business begins: by whoever blocks it, and by a round that misses none."""

from temporalio import workflow
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from activities.retention.dates import RetentionDates

from workflows.identifiers import retention_workflow_id
from workflows.policies import DATABASE
from workflows.retention import RetentionStart, RetentionWorkflow


async def begin_retention(business_id: str) -> None:
    """Starts the retention of a business that was blocked, or has it look again where it is under way."""
    workflow_id = retention_workflow_id(business_id)
    try:
        await workflow.start_child_workflow(
            RetentionWorkflow.run,
            RetentionStart(business_id),
            id=workflow_id,
            parent_close_policy=ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        await workflow.get_external_workflow_handle(workflow_id).signal(RetentionWorkflow.changed)


@workflow.defn(name="RetentionRound")
class RetentionRoundWorkflow:
    """Begins the retention of blocked businesses that have none, and of those whose workflow was lost."""

    @workflow.run
    async def run(self) -> int:
        """Says how many."""
        found: list[str] = await workflow.execute_local_activity_method(RetentionDates.to_begin, **DATABASE)
        for business_id in found:
            await begin_retention(business_id)
        return len(found)
