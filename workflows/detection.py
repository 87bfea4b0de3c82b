"""Several times an hour the detectors look at what is going on (contract M7)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.detection.detectors import Detectors
    from activities.measures import Findings
    from activities.records.measure_messages import AlarmOrder
    from terms.alarms import AlarmKind
    from terms.detectors import INCIDENTS, Occurrence, words
    from terms.measures import Measure

from workflows.mailing import Mailing
from workflows.measuring import alarm, carry_out
from workflows.policies import DETECTION


@workflow.defn(name="Detection")
class DetectionWorkflow:
    """One look. Each occurrence opens its incident before the look is on record."""

    @workflow.run
    async def run(self) -> str:
        """Says how it went."""
        return (await carry_out(Measure.DETECTION, _look)).value


async def _look(mailing: Mailing) -> Findings:
    detected = await workflow.execute_activity_method(Detectors.look, **DETECTION)
    for occurrence in detected.occurrences:
        await alarm(_order(occurrence), mailing)
    findings: Findings = detected.findings
    return findings


def _order(occurrence: Occurrence) -> AlarmOrder:
    return AlarmOrder(
        AlarmKind.DETECTED,
        occurrence.detector.value,
        occurrence.key,
        workflow.now(),
        words(occurrence),
        INCIDENTS[occurrence.detector],
        occurrence.subject_ids,
    )
