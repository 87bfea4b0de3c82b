"""Each round asks once for the numbers that are due (contract S2)."""

from uuid import uuid4

from temporalio import activity
from temporalio.worker import Worker

from activities.records.vat_number_records import VatNumberRecords
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.world import activity_name, keep_history
from workflows.vat_numbers import VatNumberCheckWorkflow


async def test_a_round_says_how_many_answers_came(temporal: RunningTemporal) -> None:
    answers = iter([RuntimeError("the database is away"), 3])

    @activity.defn(name=activity_name(VatNumberRecords.check_due))
    async def check_due() -> int:
        answer = next(answers)
        if isinstance(answer, RuntimeError):
            raise answer
        return answer

    queue = uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[VatNumberCheckWorkflow],
        activities=[check_due],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        handle = await temporal.client.start_workflow(
            VatNumberCheckWorkflow.run, id=uuid4().hex, task_queue=queue
        )
        assert await handle.result() == 3
        await keep_history(handle, "vat_number_check")
