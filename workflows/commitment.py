"""The commitments of one member of staff, signed with an envelope like any customer's (contract P5)."""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.exceptions import ChildWorkflowError, is_cancelled_exception
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from activities.people.commitments import Commitments
    from activities.people.messages import SettleOrder
    from activities.people.settling import CommitmentSettling

from workflows.envelope import EnvelopeWorkflow
from workflows.envelope_messages import EnvelopeStart
from workflows.identifiers import ENVELOPE_PREFIX, envelope_workflow_id
from workflows.policies import COMMANDS, DATABASE, PAYMENT

SETTLE_PATCH = "settle-commitments-v1"


@dataclass(frozen=True)
class CommitmentStart:
    """Starts one order of commitments to somebody."""

    user_id: str


@workflow.defn(name="Commitment")
class CommitmentWorkflow:
    """Sends the envelope, waits for its end, and records what holds from then on.

    The envelope reminds and expires by itself; who did not sign is asked again by the daily look
    (`workflows/people.py`), or when they ask for it.
    """

    @workflow.run
    async def run(self, start: CommitmentStart) -> str | None:
        """How it ended, of `terms.people.CommitmentState`; nothing where there was nothing to sign."""
        order = await workflow.execute_activity_method(
            Commitments.draft, args=[start.user_id, workflow.info().workflow_id], **PAYMENT
        )
        if order is None:
            return None
        try:
            await workflow.execute_child_workflow(
                EnvelopeWorkflow.run,
                EnvelopeStart(order.envelope_id, order.business_id, order.act_id),
                id=envelope_workflow_id(order.envelope_id),
                parent_close_policy=ParentClosePolicy.ABANDON,
            )
        except ChildWorkflowError as error:
            if is_cancelled_exception(error):
                raise
            workflow.logger.warning("the envelope of %s did not end by itself", order.commitment_id)
        return await workflow.execute_local_activity_method(
            Commitments.close, order.commitment_id, **DATABASE
        )


async def settle_commitments(user_id: str | None = None) -> int | None:
    """Ends orders that nobody ends, of everybody or of a leaver; how many. Nothing in older histories."""
    if not workflow.patched(SETTLE_PATCH):
        return None
    order = SettleOrder(workflow.info().workflow_id, ENVELOPE_PREFIX, user_id)
    return await workflow.execute_activity_method(CommitmentSettling.settle, order, **COMMANDS)
