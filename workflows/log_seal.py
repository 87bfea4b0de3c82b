"""Each hour what was logged since is sealed into the chain (contract M7)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.log_chain.sealing import LogSealer, Sealed
    from activities.measures import Findings
    from activities.records.measure_records import MeasureRecords
    from terms.measures import Measure

from workflows.mailing import Mailing
from workflows.measuring import alarm, carry_out, overdue_alarm
from workflows.policies import DATABASE, DETECTION

SEGMENTS_AT_ONCE = 500
"""Of one run; what is left then is the next one's."""
LEAVES_THE_REST = "log-seal-leaves-the-rest-v1"


@workflow.defn(name="LogSeal")
class LogSealWorkflow:
    """Segment by segment, until none was full; then what is gone is forgotten.

    What is logged meanwhile is the next hour's: a service that is busy always has some more, and each segment
    costs a timestamp.

    Before that it looks after the watch, which looks after all others and could not say that it stopped.
    """

    @workflow.run
    async def run(self) -> str:
        """Says how it went."""
        return (await carry_out(Measure.LOG_SEAL, _seal)).value


async def _seal(mailing: Mailing) -> Findings:
    if workflow.patched("log-seal-watches-v1"):
        stopped = await workflow.execute_local_activity_method(
            MeasureRecords.stopped_watch, workflow.now(), **DATABASE
        )
        if stopped is not None:
            await alarm(overdue_alarm(stopped), mailing)
    segments = entries = 0
    while segments < SEGMENTS_AT_ONCE:
        sealed: Sealed = await workflow.execute_activity_method(LogSealer.seal, **DETECTION)
        if sealed.entries == 0:
            break
        segments, entries = segments + 1, entries + sealed.entries
        if not sealed.more and workflow.patched(LEAVES_THE_REST):
            break
    forgotten: int = await workflow.execute_activity_method(LogSealer.forget, **DETECTION)
    return Findings(
        {
            "segments": segments,
            "entries": entries,
            "forgotten": forgotten,
            "newest": sealed.number,
            "sha256": sealed.sha256,
        }
    )
