"""Each hour somebody asks whether the measures were carried out when they were due (contract M9)."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.measures import Findings
    from activities.records.measure_records import MeasureRecords
    from terms.measures import Measure

from workflows.mailing import Mailing
from workflows.measuring import alarm, carry_out, overdue_alarm
from workflows.officer_change import tell_if_changed
from workflows.policies import DATABASE


@dataclass(frozen=True)
class WatchStart:
    """Starts one look; due times are in the holder's `zone`."""

    zone: str


@workflow.defn(name="Watch")
class WatchWorkflow:
    """One look. It finds a gap in its own records too, and whether configuration names another officer.

    That it has stopped is found by `LogSeal`.
    """

    @workflow.run
    async def run(self, start: WatchStart) -> str:
        """Says how it went."""
        return (await carry_out(Measure.WATCH, lambda mailing: _watch(start.zone, mailing))).value


async def _watch(zone: str, mailing: Mailing) -> Findings:
    if workflow.patched("officer-change-v1"):
        await tell_if_changed()
    overdue = await workflow.execute_local_activity_method(
        MeasureRecords.overdue, args=[workflow.now(), zone], **DATABASE
    )
    for one in overdue:
        await alarm(overdue_alarm(one), mailing)
    missed = {one.measure.value: one.missed_at.isoformat() for one in overdue}
    return Findings({"overdue": missed, "watched": [measure.value for measure in Measure]})
