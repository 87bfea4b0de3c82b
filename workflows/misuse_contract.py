"""How the contracts of a business follow an expulsion of it (contract A8)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.expelled_contracts import ExpelledContracts, SanctionOrder
    from terms.misuse import DecisionState, Verdict
    from terms.subscription_holder import SanctionStep

from workflows.identifiers import SUBSCRIPTION_PREFIX
from workflows.misuse_state import DecisionProgress, MisuseProgress
from workflows.policies import COMMANDS

FOLLOWS = "expulsion-ends-contract-v1"
_STEPS = {
    DecisionState.IN_FORCE: SanctionStep.EXPELLED,
    DecisionState.LIFTED: SanctionStep.LIFTED,
    DecisionState.REVERSED: SanctionStep.LIFTED,
}
"""A closed business has been told already: its contract ends at the same date by itself."""


class ExpelledContract:
    """Has the contracts told, each step once however often it comes."""

    def __init__(self) -> None:
        self._appeal_told: SanctionStep | None = None

    async def follow(self, business_id: str, decision: DecisionProgress) -> None:
        """A decision has entered force, or has ended."""
        step = _STEPS.get(decision.state)
        if decision.verdict is Verdict.EXPEL and step is not None and workflow.patched(FOLLOWS):
            await _tell(business_id, decision, step)

    async def follow_appeal(
        self, business_id: str, state: MisuseProgress, decision: DecisionProgress
    ) -> None:
        """Downloads go on while an appeal waits for its answer, and end at their date once it is rejected."""
        if state.appeal is None or decision.verdict is not Verdict.EXPEL:
            return
        step = SanctionStep.APPEALED if state.appeal_pending else SanctionStep.UPHELD
        if step is not self._appeal_told and workflow.patched(FOLLOWS):
            self._appeal_told = step
            await _tell(business_id, decision, step)


async def _tell(business_id: str, decision: DecisionProgress, step: SanctionStep) -> None:
    at = decision.in_force_at or workflow.now()
    order = SanctionOrder(business_id, decision.decision_id, step.value, at, SUBSCRIPTION_PREFIX)
    await workflow.execute_activity_method(ExpelledContracts.follow, order, summary=step.value, **COMMANDS)
