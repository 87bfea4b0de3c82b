"""Looks regularly for VAT numbers that VIES is to be asked about (contract S2)."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.records.vat_number_records import VatNumberRecords

CHECK_WITHIN = timedelta(minutes=9)
"""Shorter than the time to the next run, which goes on where this one had to stop."""


@workflow.defn(name="VatNumberCheck")
class VatNumberCheckWorkflow:
    """One round. What it cannot learn the next rounds ask again."""

    @workflow.run
    async def run(self) -> int:
        """Says how many answers came."""
        answers: int = await workflow.execute_activity_method(
            VatNumberRecords.check_due,
            start_to_close_timeout=CHECK_WITHIN,
            schedule_to_close_timeout=CHECK_WITHIN,
            heartbeat_timeout=timedelta(seconds=10),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=5)),
        )
        return answers
