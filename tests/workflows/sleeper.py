"""Workflows to try a server with."""

from datetime import UTC, datetime, timedelta

from temporalio import workflow

from workflows.search_attributes import publish


@workflow.defn
class Sleeper:
    """Publishes what is due, sleeps a year and a half, and says how long it took by its own clock."""

    @workflow.run
    async def run(self, business_id: str) -> float:
        started = workflow.now()
        publish("sent", business_id, datetime(2030, 1, 1, tzinfo=UTC))
        await workflow.sleep(timedelta(days=500))
        publish("expired", business_id, None)
        return (workflow.now() - started).total_seconds()


@workflow.defn
class Echo:
    """Says at once what it was told, and that it is of a business."""

    @workflow.run
    async def run(self, business_id: str, words: str) -> str:
        publish("said", business_id, None)
        return words
