"""The half-yearly drill in which a backup is restored (contract M1)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.backup.drill import RestoreDrill
    from activities.measures import Findings
    from terms.measures import Measure

from workflows.measuring import carry_out
from workflows.policies import BACKUP


@workflow.defn(name="RestoreDrill")
class RestoreDrillWorkflow:
    """One drill; a backup that does not come back as it was is a failed one."""

    @workflow.run
    async def run(self) -> str:
        """Says how it went."""
        return (await carry_out(Measure.RESTORE_DRILL, lambda _: _restore())).value


async def _restore() -> Findings:
    findings: Findings = await workflow.execute_activity_method(RestoreDrill.drill, **BACKUP)
    return findings
