"""Each day what was sealed gets another archive timestamp in time (contract E4, M9)."""

from dataclasses import dataclass
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.archive.papers import PaperRenewal, PaperRenewals
    from activities.archive.renewal import ArchiveRenewal, Renewals
    from activities.measures import Findings
    from terms.measures import Measure

from workflows.mailing import Mailing
from workflows.measuring import carry_out
from workflows.policies import DETECTION, RENEWAL

BATCHES_AT_ONCE = 500
"""Of one run; what is left then is the next day's."""
_NAMED = 100
"""Of those that could not be renewed, in the record."""


@workflow.defn(name="TimestampRenewal")
class TimestampRenewalWorkflow:
    """Notes what was sealed since, then renews what is due, batch by batch: documents, then the rest."""

    @workflow.run
    async def run(self) -> str:
        """Says how it went."""
        return (await carry_out(Measure.TIMESTAMP_RENEWAL, _renew)).value


async def _renew(_: Mailing) -> Findings:
    documents = await _documents()
    if not workflow.patched("sealed-papers-v1"):
        return Findings(documents.figures, _reason(documents, "envelopes"))
    papers = await _papers()
    figures = documents.figures | {f"papers_{name}": value for name, value in papers.figures.items()}
    return Findings(figures, _reason(documents, "envelopes") or _reason(papers, "sealed papers"))


@dataclass(frozen=True)
class _Renewed:
    """What became of what was due."""

    figures: dict[str, Any]
    failed: int
    useless: int


async def _documents() -> _Renewed:
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
        "failed": failed[:_NAMED],
    }
    return _Renewed(figures, len(failed), useless)


async def _papers() -> _Renewed:
    noted = 0
    while new := await workflow.execute_activity_method(PaperRenewal.note, **DETECTION):
        noted += new
    papers = useless = batches = 0
    failed: list[str] = []
    after: str | None = ""
    while after is not None and batches < BATCHES_AT_ONCE:
        done: PaperRenewals = await workflow.execute_activity_method(PaperRenewal.renew, after, **RENEWAL)
        papers, useless, failed = papers + done.papers, useless + done.useless, failed + done.failed
        after, batches = done.after, batches + 1
    figures = {"noted": noted, "renewed": papers, "useless": useless, "failed": failed[:_NAMED]}
    return _Renewed(figures, len(failed), useless)


def _reason(renewed: _Renewed, what: str) -> str | None:
    if renewed.failed:
        return f"{renewed.failed} {what} could not be renewed"
    if renewed.useless:
        return f"{renewed.useless} {what} are due, but the authority's own certificate expires as soon"
    return None
