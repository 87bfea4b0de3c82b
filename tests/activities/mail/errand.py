"""A workflow that does nothing but send one mail, with the policy that envelopes use."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.mailer import Mailer
    from activities.mail.messages import MailOrder, MailReceipt

from workflows.policies import MAIL


@workflow.defn
class ErrandWorkflow:
    """Sends one mail."""

    @workflow.run
    async def run(self, order: MailOrder) -> MailReceipt:
        """Until the provider has taken it, or refuses it for good."""
        receipt: MailReceipt = await workflow.execute_activity_method(Mailer.send, order, **MAIL)
        return receipt
