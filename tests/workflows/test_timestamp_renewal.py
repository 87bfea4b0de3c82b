"""Renewal goes on batch by batch; what could not be renewed calls people (contract E4, M9)."""

from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.worker import Worker

from activities.archive.papers import PaperRenewal, PaperRenewals
from activities.archive.renewal import ArchiveRenewal, Renewals
from terms.alarms import AlarmKind
from terms.measures import Measure, Outcome
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.timestamp_renewal import TimestampRenewalWorkflow

RENEWED = PaperRenewals(1, [], 0, "receipt:rcp_1")


@pytest.mark.parametrize(
    ("last", "paper", "reason"),
    [
        (Renewals(1, 1, [], 0, "env_3"), RENEWED, None),
        (Renewals(0, 0, ["env_3"], 0, "env_3"), RENEWED, "1 envelopes could not be renewed"),
        (
            Renewals(0, 0, [], 1, "env_3"),
            RENEWED,
            "1 envelopes are due, but the authority's own certificate expires as soon",
        ),
        (
            Renewals(1, 1, [], 0, "env_3"),
            PaperRenewals(0, ["receipt:rcp_1"], 0, "receipt:rcp_1"),
            "1 sealed papers could not be renewed",
        ),
    ],
)
async def test_batch_by_batch_until_nothing_is_due(
    temporal: RunningTemporal, last: Renewals, paper: PaperRenewals, reason: str | None
) -> None:
    batches = {"": Renewals(2, 3, [], 0, "env_2"), "env_2": last, "env_3": Renewals()}
    noted = iter([500, 7, 0])

    @activity.defn(name=activity_name(ArchiveRenewal.note))
    async def note() -> int:
        return next(noted)

    @activity.defn(name=activity_name(ArchiveRenewal.renew))
    async def renew(after: str) -> Renewals:
        return batches[after]

    papers = {"": paper, "receipt:rcp_1": PaperRenewals()}
    papers_noted = iter([3, 0])

    @activity.defn(name=activity_name(PaperRenewal.note))
    async def note_papers() -> int:
        return next(papers_noted)

    @activity.defn(name=activity_name(PaperRenewal.renew))
    async def renew_papers(after: str) -> PaperRenewals:
        return papers[after]

    evidence, queue = Evidence(), uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[TimestampRenewalWorkflow],
        activities=[note, renew, note_papers, renew_papers, *evidence.activities()],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        handle = await temporal.client.start_workflow(
            TimestampRenewalWorkflow.run, id=uuid4().hex, task_queue=queue
        )
        assert await handle.result() == ("failed" if reason else "done")
        if reason is None:
            await keep_history(handle, "timestamp-renewal-of-papers")
    (report,) = evidence.reports
    assert (report.measure, report.reason) == (Measure.TIMESTAMP_RENEWAL, reason)
    assert report.outcome is (Outcome.FAILED if reason else Outcome.DONE)
    assert report.figures["noted"] == 507
    assert report.figures["documents"] == 3 + last.documents
    assert (report.figures["papers_noted"], report.figures["papers_renewed"]) == (3, paper.papers)
    assert [one.kind for one in evidence.alarms] == ([AlarmKind.FAILED] if reason else [])
