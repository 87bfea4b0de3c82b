"""Each night what nobody needs any more is cleared away: letters, used links, objects without a row (M9).

So is what closed accounts accepted and former staff signed, once it was kept long enough (contract S18).
"""

from dataclasses import dataclass
from datetime import date

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.records.clearing import Clearer, ClearingOrder
    from terms.calendar import local_date
    from terms.clearing import Cleared

from workflows.policies import COMMANDS, DATABASE
from workflows.scheduled import scheduled_for

_CLEARS = {Cleared.ACCEPTANCES: Clearer.clear_acceptances, Cleared.REQUESTS: Clearer.clear_requests}


@dataclass(frozen=True)
class ClearingStart:
    """Starts one night's run, dated in the holder's `zone`."""

    zone: str


@workflow.defn(name="Clearing")
class ClearingWorkflow:
    """Batch by batch, each with its record, until nothing is due."""

    @workflow.run
    async def run(self, start: ClearingStart) -> int:
        """Says how much was cleared away in all."""
        run_on = local_date(scheduled_for(), start.zone)
        rows = [await self._rows(run_on, kind) for kind in (Cleared.LETTERS, Cleared.RESETS)]
        objects: int = await workflow.execute_activity_method(
            Clearer.clear_objects,
            ClearingOrder(run_on, Cleared.OBJECTS, 1),
            summary=Cleared.OBJECTS.value,
            **COMMANDS,
        )
        cleared = sum(rows) + objects
        if workflow.patched("clear-acceptances-v1"):
            cleared += await self._rows(run_on, Cleared.ACCEPTANCES)
        if workflow.patched("clear-requests"):
            cleared += await self._rows(run_on, Cleared.REQUESTS)
        if workflow.patched("clear-former-staff-v1"):
            cleared += await workflow.execute_activity_method(
                Clearer.clear_former_staff,
                ClearingOrder(run_on, Cleared.FORMER_STAFF, 1),
                summary=Cleared.FORMER_STAFF.value,
                **COMMANDS,
            )
        return cleared

    async def _rows(self, run_on: date, kind: Cleared) -> int:
        clear = _CLEARS.get(kind, Clearer.clear_rows)
        cleared, batch = 0, 1
        while True:
            gone: int = await workflow.execute_local_activity_method(
                clear, ClearingOrder(run_on, kind, batch), **DATABASE
            )
            if gone == 0:
                return cleared
            cleared, batch = cleared + gone, batch + 1
