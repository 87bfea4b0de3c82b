"""A user has closed their account: they are told so, then it is erased (GDPR art. 17)."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.account_closing import AccountClosing

from workflows.mailing import Mailing
from workflows.policies import DATABASE


@dataclass(frozen=True)
class ClosingStart:
    """Starts the workflow of one closed account."""

    user_id: str


@workflow.defn(name="AccountClosing")
class AccountClosingWorkflow:
    """All access ended with the request. The last letter needs the address, so it goes before the erasure."""

    @workflow.run
    async def run(self, start: ClosingStart) -> bool:
        """Says whether name and address were erased too, or stay with a business until its purge."""
        mailing = Mailing()
        key = f"{workflow.info().workflow_id}:{Purpose.ACCOUNT_CLOSED.value}"
        mailing.start(MailOrder(key, Purpose.ACCOUNT_CLOSED, user_id=start.user_id))
        await mailing.finished()
        erased: bool = await workflow.execute_local_activity_method(
            AccountClosing.erase, start.user_id, **DATABASE
        )
        return erased
