"""A rectification of one person over the envelopes of a business (GDPR art. 16)."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.subjects.certificate import SubjectCertificates
    from activities.subjects.messages import RectificationOrder
    from activities.subjects.rectifying import Rectifications
    from terms.subjects import MeasureState

from workflows.identifiers import ENVELOPE_PREFIX
from workflows.policies import COMMANDS, SIGNING
from workflows.search_attributes import publish


@dataclass(frozen=True)
class RectificationStart:
    """Starts the workflow of one rectification."""

    measure_id: str
    business_id: str


@workflow.defn(name="Rectification")
class RectificationWorkflow:
    """One rectification. Its activities alone write its state."""

    @workflow.run
    async def run(self, start: RectificationStart) -> None:
        """Corrects and notes, then certifies."""
        publish(MeasureState.UNDER_WAY.value, start.business_id, None)
        order = RectificationOrder(start.measure_id, ENVELOPE_PREFIX)
        await workflow.execute_activity_method(Rectifications.rectify, order, **COMMANDS)
        await workflow.execute_activity_method(SubjectCertificates.certify, start.measure_id, **SIGNING)
        publish(MeasureState.ENDED.value, start.business_id, None)
