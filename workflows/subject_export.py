"""An export of what a controller has of one person: made, fetched for some days, removed (contract P6)."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.subjects.certificate import SubjectCertificates
    from activities.subjects.exporting import IMPOSSIBLE, SubjectExports
    from activities.subjects.messages import SubjectExportReady
    from terms.subjects import MeasureState

from workflows.policies import EXPORT, SIGNING
from workflows.search_attributes import publish


@dataclass(frozen=True)
class SubjectExportStart:
    """Starts the workflow of one export."""

    measure_id: str
    business_id: str


@workflow.defn(name="SubjectExport")
class SubjectExportWorkflow:
    """One export. Its activities alone write its state."""

    @workflow.run
    async def run(self, start: SubjectExportStart) -> None:
        """Ends when nobody can fetch it any more, be it that what was to be exported was destroyed."""
        publish(MeasureState.UNDER_WAY.value, start.business_id, None)
        ready = await self._made(start.measure_id)
        if ready is not None:
            publish(MeasureState.IN_FORCE.value, start.business_id, ready.fetch_until)
            await workflow.execute_activity_method(SubjectCertificates.certify, start.measure_id, **SIGNING)
            await workflow.sleep(
                max(ready.fetch_until - workflow.now(), timedelta()), summary="end of fetching"
            )
        publish(MeasureState.ENDED.value, start.business_id, None)
        await workflow.execute_activity_method(SubjectExports.remove, start.measure_id, **EXPORT)

    async def _made(self, measure_id: str) -> SubjectExportReady | None:
        try:
            return await workflow.execute_activity_method(SubjectExports.make, measure_id, **EXPORT)
        except ActivityError as error:
            if isinstance(error.cause, ApplicationError) and error.cause.type == IMPOSSIBLE:
                return None
            raise
