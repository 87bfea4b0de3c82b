"""Activities act by their workflow's clock, wherever the wall's is."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from temporalio import activity, workflow
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.clock import ClockInterceptor, now
from tests.running import RunningTemporal

AHEAD = timedelta(days=400)


@activity.defn
async def read_clock() -> datetime:
    return now()


@workflow.defn(sandboxed=False)
class Reader:
    """Reads the clock after a long sleep, and by a local activity."""

    @workflow.run
    async def run(self) -> tuple[datetime, datetime]:
        await workflow.sleep(AHEAD)
        soon = timedelta(seconds=10)
        far = await workflow.execute_activity(read_clock, start_to_close_timeout=soon)
        return far, await workflow.execute_local_activity(read_clock, start_to_close_timeout=soon)


async def test_an_activity_has_its_workflows_time_and_a_local_one_the_walls(
    temporal: RunningTemporal,
) -> None:
    queue = uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[Reader],
        activities=[read_clock],
        interceptors=[ClockInterceptor()],
    )
    async with worker:
        started = datetime.now(UTC)
        handle = await temporal.client.start_workflow(Reader.run, id=uuid4().hex, task_queue=queue)
        await TimeSkipper(temporal.client).fast_forward(handle, AHEAD + timedelta(hours=1))
        far, local = await handle.result()
    assert started + AHEAD <= far < started + AHEAD + timedelta(minutes=1)
    assert started <= local < started + timedelta(minutes=1)
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=1), "outside, the wall's"
