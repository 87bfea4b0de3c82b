"""Histories in Temporal: they hold ids alone, and go with the rows that the ids name (contract S18)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.retention.messages import PurgeOrder
from models.database import Database
from terms.retention import PurgeStage

BUSINESS = "RubricaBusiness"
"""The search attribute that names the business of a workflow."""
_REVIEWS = "SELECT concat_ws('-', 'access-review', quarter, business_id) FROM access_reviews"
_LETTERS = "SELECT 'letter-' || l.id FROM account_letters l JOIN departing_users d USING (user_id)"
_OF_DEPARTING = " FROM {table} r JOIN departing_users d USING (user_id) WHERE d.business_id = :business"
_BY_ROWS = {
    PurgeStage.DOCUMENTS_AND_EVIDENCE: (
        "SELECT 'staff-decision-' || id FROM document_openings WHERE business_id = :business",
    ),
    PurgeStage.CONTRACT_AND_BILLING: (
        "SELECT 'misuse-' || id FROM misuse_reports WHERE business_id = :business",
        "SELECT 'staff-decision-' || id FROM contract_decisions WHERE business_id = :business",
        "SELECT 'claim-' || id FROM claims WHERE business_id = :business",
        "SELECT 'erasure-' || id FROM subject_measures WHERE business_id = :business",
        "SELECT 'rectification-' || id FROM subject_measures WHERE business_id = :business",
        "SELECT 'restriction-' || id FROM subject_measures WHERE business_id = :business",
        "SELECT 'instruction-' || id FROM instructions WHERE business_id = :business",
        "SELECT 'disclosure-notice-' || id FROM disclosure_duties WHERE business_id = :business",
        "SELECT 'disclosure-notice-' || id FROM disclosures WHERE business_id = :business",
        "SELECT 'departure-' || id FROM departures WHERE business_id = :business",
        _REVIEWS + " WHERE business_id = :business",
    ),
    PurgeStage.PEOPLE: (
        _LETTERS + " WHERE d.business_id = :business",
        "SELECT 'account-recovery-' || r.id" + _OF_DEPARTING.format(table="account_recoveries"),
        "SELECT 'credential-report-' || r.id" + _OF_DEPARTING.format(table="credential_reports"),
        "SELECT 'closing-' || user_id FROM departing_users WHERE business_id = :business",
    ),
}
"""Workflows that may still run, or whose search attributes name no business: found by their rows."""


class Histories:
    """Finds and deletes what Temporal still keeps of a business."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, client: Client, order: PurgeOrder, own: str) -> list[str]:
        """Ids of the workflows to be deleted, but for the one at work, `own`."""
        closed = f"{BUSINESS} = '{order.business_id}' AND ExecutionStatus != 'Running'"
        found = {run.id async for run in client.list_workflows(closed)}
        return sorted((found | set(await self._by_rows(order))) - {own})

    async def _by_rows(self, order: PurgeOrder) -> Sequence[str]:
        async with self._database.transaction() as session:
            return [
                workflow_id
                for query in _BY_ROWS.get(order.stage, ())
                for workflow_id in await session.scalars(text(query), {"business": order.business_id})
            ]

    async def delete(self, client: Client, workflow_ids: Iterable[str]) -> None:
        """Deletes all runs of each, ending one that still runs; those that are gone are no failure."""
        for workflow_id in workflow_ids:
            async for run in client.list_workflows(f"WorkflowId = '{workflow_id}'"):
                await _delete_run(client, WorkflowExecution(workflow_id=run.id, run_id=run.run_id))


async def _delete_run(client: Client, run: WorkflowExecution) -> None:
    request = DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=run)
    try:
        await client.workflow_service.delete_workflow_execution(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
