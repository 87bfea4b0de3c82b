"""The log of interactions in the long run: what was broken off is told, what was kept long enough goes."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.records.activity_retention import ActivityRetention, DestructionOrder
    from terms.calendar import local_date

from workflows.policies import DATABASE
from workflows.scheduled import scheduled_for


@dataclass(frozen=True)
class RetentionStart:
    """Starts one day's run. `batch` and `destroyed` are where an earlier part of it left off."""

    zone: str
    batch: int = 1
    destroyed: int = 0


@workflow.defn(name="ActivityRetention")
class ActivityRetentionWorkflow:
    """Destroys what is due, batch by batch, each with its record (contract S18, M7)."""

    @workflow.run
    async def run(self, start: RetentionStart) -> int:
        """Says how many entries were destroyed."""
        run_on = local_date(scheduled_for(), start.zone)
        batch, destroyed = start.batch, start.destroyed
        while True:
            gone: int = await workflow.execute_local_activity_method(
                ActivityRetention.destroy, DestructionOrder(run_on, batch), **DATABASE
            )
            destroyed += gone
            if gone == 0:
                return destroyed
            batch += 1
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(RetentionStart(start.zone, batch, destroyed))


@workflow.defn(name="ActivitySettlement")
class ActivitySettlementWorkflow:
    """Tells in the log which changes were broken off (contract M7)."""

    @workflow.run
    async def run(self) -> int:
        """Says how many."""
        broken_off: int = await workflow.execute_local_activity_method(ActivityRetention.settle, **DATABASE)
        return broken_off
