"""A signer's new link, mailed to that signer's own address and nowhere else."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.mailer import Mailer
    from activities.mail.messages import MailOrder, Purpose

from workflows.policies import MAIL


@dataclass(frozen=True)
class LinkRenewalStart:
    """`act_id` names the stored request; its workflow mails once, whatever the state of the envelope."""

    envelope_id: str
    signer_id: str
    act_id: str


def link_renewal_workflow_id(act_id: str) -> str:
    """`act_…` → `link-renewal-act_…`."""
    return f"link-renewal-{act_id}"


@workflow.defn(name="LinkRenewal")
class LinkRenewalWorkflow:
    """Separate from the envelope's workflow: a copy may be asked for long after that one has ended."""

    @workflow.run
    async def run(self, start: LinkRenewalStart) -> None:
        """Mails the new link, however long the provider takes."""
        order = MailOrder(
            key=f"{workflow.info().workflow_id}:{Purpose.SIGN_NEW_LINK.value}:{start.signer_id}",
            purpose=Purpose.SIGN_NEW_LINK,
            envelope_id=start.envelope_id,
            signer_id=start.signer_id,
        )
        await workflow.execute_activity_method(Mailer.send, order, summary="new link", **MAIL)
