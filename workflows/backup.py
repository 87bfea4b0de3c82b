"""The weekly backup, and the pruning of those that were kept long enough (contract M1)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.backup.backups import Backups
    from activities.measures import Findings, MeasureOrder
    from terms.measures import Measure

from workflows.measuring import carry_out
from workflows.policies import BACKUP
from workflows.scheduled import scheduled_for


@workflow.defn(name="Backup")
class BackupWorkflow:
    """Old backups are pruned whether or not the new one can be made: what was destroyed must go (S18)."""

    @workflow.run
    async def run(self) -> str:
        """Says how it went."""
        order = MeasureOrder(scheduled_for())
        return (await carry_out(Measure.BACKUP, lambda _: _save_and_prune(order))).value


async def _save_and_prune(order: MeasureOrder) -> Findings:
    try:
        saved: Findings = await workflow.execute_activity_method(Backups.take, order, **BACKUP)
    finally:
        pruned: Findings = await workflow.execute_activity_method(Backups.prune, order, **BACKUP)
    return Findings({**saved.figures, "pruning": pruned.figures})
