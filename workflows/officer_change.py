"""Controllers are told of a new data protection officer, however long the mail provider is away (P10)."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from activities.records.officer_changes import OfficerChanges
    from terms.mail import looks_at_both_addresses

from workflows.policies import BROADCAST, DATABASE


@dataclass(frozen=True)
class OfficerChangeStart:
    """Starts telling of the officer that a version of the holder brought."""

    version_id: str


@workflow.defn(name="OfficerChange")
class OfficerChangeWorkflow:
    """One change; the version's id is in the workflow's, so that it is told once."""

    @workflow.run
    async def run(self, start: OfficerChangeStart) -> int:
        """Ends once every controller was told and no mail comes back any more; says how many none reached."""
        await workflow.execute_activity_method(OfficerChanges.tell, start.version_id, **BROADCAST)
        unreached = 0
        if workflow.patched("officer-returned-v1"):
            for at in looks_at_both_addresses(workflow.now()):
                await workflow.sleep(max(at - workflow.now(), timedelta()), summary="returned")
                unreached = await workflow.execute_activity_method(
                    OfficerChanges.reach, start.version_id, **BROADCAST
                )
        return unreached


async def tell_if_changed() -> None:
    """Begins to tell of a change that configuration brought, unless that has begun."""
    version_id = await workflow.execute_local_activity_method(OfficerChanges.find, workflow.now(), **DATABASE)
    if version_id is None:
        return
    try:
        await workflow.start_child_workflow(
            OfficerChangeWorkflow.run,
            OfficerChangeStart(version_id),
            id=f"officer-change-{version_id}",
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            parent_close_policy=ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        return
