"""An erasure of one person: at once what can go, later what had to be kept until its date (GDPR art. 17)."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.subjects.certificate import SubjectCertificates
    from activities.subjects.erasing import Erasure
    from terms.subjects import MeasureState

from workflows.policies import PURGE, SIGNING
from workflows.search_attributes import publish


@dataclass(frozen=True)
class ErasureStart:
    """Starts the workflow of one erasure."""

    measure_id: str
    business_id: str


@workflow.defn(name="Erasure")
class ErasureWorkflow:
    """One erasure. Its activities alone write its state; after each look a certificate says what was done."""

    @workflow.run
    async def run(self, start: ErasureStart) -> None:
        """Ends when nothing of the person is kept any more, be it after years."""
        publish(MeasureState.UNDER_WAY.value, start.business_id, None)
        while True:
            outcome = await workflow.execute_activity_method(Erasure.erase, start.measure_id, **PURGE)
            await workflow.execute_activity_method(SubjectCertificates.certify, start.measure_id, **SIGNING)
            if outcome.look_again_at is None:
                break
            publish(MeasureState.IN_FORCE.value, start.business_id, outcome.look_again_at)
            await workflow.sleep(
                max(outcome.look_again_at - workflow.now(), timedelta()), summary="what had to be kept"
            )
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(start)
        publish(MeasureState.ENDED.value, start.business_id, None)
