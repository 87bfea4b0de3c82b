"""Reports whose reviewer is no longer there: they go back to the queue at once (contract A8, M2)."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.records.misuse_records import MisuseRecords

from workflows.identifiers import misuse_workflow_id
from workflows.misuse import MisuseWorkflow
from workflows.policies import DATABASE

CLAIMS_PATCH = "misuse-claims-v1"


async def give_claims_back(user_id: str) -> None:
    """Tells the reports of somebody who may review no more; whoever still may keeps theirs."""
    if not workflow.patched(CLAIMS_PATCH):
        return
    report_ids = await workflow.execute_local_activity_method(
        MisuseRecords.find_abandoned, user_id, **DATABASE
    )
    for report_id in report_ids:
        report = workflow.get_external_workflow_handle(misuse_workflow_id(report_id))
        try:
            await report.signal(MisuseWorkflow.released, user_id)
        except ApplicationError:
            workflow.logger.info("the report has been closed")
