"""Each day what was sealed gets another archive timestamp in time (contract E4, M9)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.archive.renewal import ArchiveRenewal, Renewals
    from activities.measures import Findings
    from terms.measures import Measure

from workflows.mailing import Mailing
from workflows.measuring import carry_out
from workflows.policies import DETECTION, RENEWAL

BATCHES_AT_ONCE = 500
"""Of one run; what is left then is the next day's."""


@workflow.defn(name="TimestampRenewal")
class TimestampRenewalWorkflow:
    """Notes what was certified since, then renews what is due, batch by batch."""

    @workflow.run
    async def run(self) -> str:
        """Says how it went."""
        return (await carry_out(Measure.TIMESTAMP_RENEWAL, _renew)).value


async def _renew(_: Mailing) -> Findings:
    noted = 0
    while new := await workflow.execute_activity_method(ArchiveRenewal.note, **DETECTION):
        noted += new
    envelopes = documents = useless = batches = 0
    failed: list[str] = []
    after: str | None = ""
    while after is not None and batches < BATCHES_AT_ONCE:
        done: Renewals = await workflow.execute_activity_method(ArchiveRenewal.renew, after, **RENEWAL)
        envelopes, documents = envelopes + done.envelopes, documents + done.documents
        useless, failed, after = useless + done.useless, failed + done.failed, done.after
        batches += 1
    figures = {
        "noted": noted,
        "envelopes": envelopes,
        "documents": documents,
        "useless": useless,
        "failed": failed[:100],
    }
    return Findings(figures, _reason(len(failed), useless))


def _reason(failed: int, useless: int) -> str | None:
    if failed:
        return f"{failed} envelopes could not be renewed"
    if useless:
        return f"{useless} envelopes are due, but the authority's own certificate expires as soon"
    return None
