"""A pack of evidence for a controller: made, kept for its days, removed (contract P9)."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.packs.maker import PackMaker
    from terms.evidence_packs import PackState

from workflows.policies import EXPORT
from workflows.search_attributes import publish


@dataclass(frozen=True)
class EvidencePackStart:
    """Starts the workflow of one pack."""

    pack_id: str
    business_id: str


@workflow.defn(name="EvidencePack")
class EvidencePackWorkflow:
    """One pack. Its activities alone write its state, and may be repeated."""

    @workflow.run
    async def run(self, start: EvidencePackStart) -> PackState:
        """Says how it ended: always lapsed, be it that what it was about was destroyed meanwhile."""
        publish(PackState.MAKING.value, start.business_id, None)
        ready = await workflow.execute_activity_method(PackMaker.make, start.pack_id, **EXPORT)
        if ready.fetch_until is not None:
            publish(PackState.READY.value, start.business_id, ready.fetch_until)
            left = max(ready.fetch_until - workflow.now(), timedelta())
            await workflow.sleep(left, summary="end of fetching")
        publish(PackState.LAPSED.value, start.business_id, None)
        await workflow.execute_activity_method(PackMaker.lapse, start.pack_id, **EXPORT)
        return PackState.LAPSED
