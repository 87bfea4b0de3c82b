"""The weekly backup, and the pruning of those that were kept long enough (contract M1)."""

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.backup.backups import Backups
    from activities.measures import Findings, MeasureOrder
    from terms.measures import Measure

from workflows.measuring import REASON_LENGTH, carry_out, words_of
from workflows.policies import BACKUP
from workflows.scheduled import scheduled_for

OVERDUE = "The last backup outlives what certificates of destruction say of it."
"""It holds what was destroyed since, and goes when another one is made."""


@workflow.defn(name="Backup")
class BackupWorkflow:
    """Old backups are pruned whether or not the new one can be made: what was destroyed must go (S18)."""

    @workflow.run
    async def run(self) -> str:
        """Says how it went."""
        order = MeasureOrder(scheduled_for())
        return (await carry_out(Measure.BACKUP, lambda _: _save_and_prune(order))).value


async def _save_and_prune(order: MeasureOrder) -> Findings:
    """Says also, where no new one can be made, that the last one stays for longer than it should."""
    saved = Findings()
    try:
        saved = await workflow.execute_activity_method(Backups.take, order, **BACKUP)
    except ActivityError as error:
        if is_cancelled_exception(error):
            raise
        saved = Findings(reason=words_of(error))
    pruned: Findings = await workflow.execute_activity_method(Backups.prune, order, **BACKUP)
    reason = saved.reason
    if reason is not None and pruned.figures.get("overdue"):
        reason = f"{OVERDUE} {reason}"[:REASON_LENGTH]
    return Findings({**saved.figures, "pruning": pruned.figures}, reason)
