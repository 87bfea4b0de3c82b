"""A substantial new version of a text: mailed to those it concerns, and reminded of until accepted (A3)."""

from dataclasses import dataclass, replace
from datetime import datetime

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.records.terms_change_records import TermsChangeRecords
    from activities.records.terms_messages import TermsMailing
    from terms.terms_change import REMINDERS, changes_to_announce

from workflows.identifiers import terms_change_workflow_id
from workflows.policies import BULK_MAIL


@dataclass(frozen=True)
class TermsChange:
    """A version of a text, and how far its mails have come. Step 0 announces, the others remind."""

    kind: str
    version: str
    announced_at: datetime | None = None
    step: int = 0
    after: str | None = None
    mails: int = 0


@workflow.defn(name="TermsChange")
class TermsChangeWorkflow:
    """Each step goes through those who have not accepted, in pages, in a history that stays short."""

    @workflow.init
    def __init__(self, change: TermsChange) -> None:
        self._at = change

    @workflow.run
    async def run(self, change: TermsChange) -> int:
        """How many mails were taken. Ends early when a newer substantial version is in force."""
        begun = change.announced_at or workflow.now()
        self._at = replace(change, announced_at=begun)
        while self._at.step <= len(REMINDERS):
            if self._at.step and self._at.after is None:
                due = begun + REMINDERS[self._at.step - 1]
                if due > workflow.now():
                    await workflow.sleep(due - workflow.now(), summary=f"reminder {self._at.step}")
            if not await self._mail_step():
                break
            self._at = replace(self._at, step=self._at.step + 1, after=None)
        return self._at.mails

    async def _mail_step(self) -> bool:
        """All pages of a step; says whether the version is still the one to accept."""
        while True:
            at = self._at
            mailed = await workflow.execute_activity_method(
                TermsChangeRecords.mail_page,
                TermsMailing(at.kind, at.version, at.step, at.after),
                summary=f"{at.kind} {at.version}, step {at.step}",
                **BULK_MAIL,
            )
            self._at = replace(at, after=mailed.next, mails=at.mails + mailed.mails)
            if mailed.superseded:
                return False
            if mailed.next is None:
                return True
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self._at)

    @workflow.query
    def progress(self) -> TermsChange:
        """How far the mails have come."""
        return self._at


async def announce_terms_changes(client: Client, task_queue: str) -> None:
    """Starts the workflow of each substantial change; one that ran before stays as it is. Safe to repeat.

    Should Temporal have forgotten one that ended, the ledger still keeps each mail from a second time.
    """
    for kind, version in changes_to_announce():
        try:
            await client.start_workflow(
                TermsChangeWorkflow.run,
                TermsChange(kind.value, version),
                id=terms_change_workflow_id(kind.value, version),
                task_queue=task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
        except WorkflowAlreadyStartedError:
            continue
