"""The claim of what a contract owes, with late interest (contract S8, S9): made once, or refused."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.claims.claimant import Claimant
    from activities.claims.messages import ClaimMade, ClaimOrder

from workflows.policies import PAYMENT
from workflows.search_attributes import publish


@workflow.defn(name="Claim")
class ClaimWorkflow:
    """Makes one claim; whoever asked for it waits for what came of it."""

    @workflow.init
    def __init__(self, order: ClaimOrder) -> None:
        self._made: ClaimMade | None = None

    @workflow.run
    async def run(self, order: ClaimOrder) -> str | None:
        """Why it was refused, of `terms.claims.ClaimRefusal`; nothing once it is made."""
        is_findable = bool(order.business_id) and workflow.patched("claim-of-business-v1")
        if is_findable:
            publish("claiming", order.business_id, None)
        made: ClaimMade = await workflow.execute_activity_method(
            Claimant.make, order, summary=order.subscription_id, **PAYMENT
        )
        self._made = made
        if is_findable:
            publish("claim_refused" if made.refusal else "claimed", order.business_id, None)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return made.refusal

    @workflow.update
    async def made(self) -> None:
        """Waits until it is made. Raises the refusal."""
        await workflow.wait_condition(lambda: self._made is not None)
        if self._made is not None and self._made.refusal is not None:
            raise ApplicationError(self._made.refusal, type=self._made.refusal)
