"""Carries out what two people of billing decided about a contract (contract S8, S13)."""

from dataclasses import dataclass

from temporalio import activity
from temporalio.client import RPCError, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCStatusCode

from activities.clock import now
from activities.commands import ASK_TIMEOUT
from models import ContractDecision
from models.database import Database
from terms.staff import DecisionState
from terms.subscription_declarations import TAKEN
from terms.subscription_refusals import SubscriptionRefusal


@dataclass(frozen=True)
class CarryOutOrder:
    """A decision that was agreed to; `prefix` is that of subscriptions' workflow ids."""

    decision_id: str
    prefix: str


class ContractDecisions:
    """Asks a contract's workflow to act, and keeps its answer beside the decision."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Carry out contract decision")
    async def carry_out(self, order: CarryOutOrder) -> str:
        """Has it carried out; answers `taken`, or why the contract refused. Repeated, it is the same update.

        Raises an error to be retried while the workflow cannot be asked.
        """
        async with self._database.transaction() as session:
            row = await session.get_one(ContractDecision, order.decision_id)
        if row.state != DecisionState.APPLIED.value:
            raise ApplicationError("it was not agreed to", type="NotAgreed", non_retryable=True)
        outcome = row.outcome or await _ask(order.prefix + row.subscription_id, row)
        async with self._database.transaction() as session:
            kept = await session.get_one(ContractDecision, order.decision_id, with_for_update=True)
            if kept.outcome is None:
                kept.outcome, kept.carried_out_at = outcome, now()
        return outcome


async def _ask(workflow_id: str, row: ContractDecision) -> str:
    act = {
        "decision_id": row.id,
        "kind": row.kind,
        "until": row.until.isoformat() if row.until else None,
    }
    handle = activity.client().get_workflow_handle(workflow_id)
    try:
        await handle.execute_update("decide", act, id=row.id, rpc_timeout=ASK_TIMEOUT)
    except WorkflowUpdateFailedError as error:
        return _refusal(error)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return SubscriptionRefusal.TOO_LATE.value
    return TAKEN


def _refusal(error: WorkflowUpdateFailedError) -> str:
    """Why the workflow refused; raises what is no refusal."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type in set(SubscriptionRefusal):
        return str(cause.type)
    raise error
