"""One letter to a user about their account, sent however long the mail provider is away."""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.mail.mailer import Mailer
    from activities.mail.messages import MailOrder, Purpose

from workflows.policies import MAIL


@dataclass(frozen=True)
class LetterStart:
    """Starts the workflow of one ordered letter."""

    letter_id: str
    purpose: Purpose
    user_id: str


@workflow.defn(name="AccountLetter")
class AccountLetterWorkflow:
    """Mails the letter. An address that refuses it for good ends the matter."""

    @workflow.run
    async def run(self, start: LetterStart) -> None:
        """Sends once, by the letter's own key."""
        key = f"{workflow.info().workflow_id}:{start.purpose.value}"
        order = MailOrder(key, start.purpose, user_id=start.user_id, about_id=start.letter_id)
        try:
            await workflow.execute_activity_method(Mailer.send, order, summary=start.purpose.value, **MAIL)
        except ActivityError:
            workflow.logger.warning("letter refused for good: %s", start.letter_id)
