"""Mails of a workflow that none of its decisions waits for."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt
from workflows.policies import MAIL


class Mailing:
    """Sends mails beside the workflow's run, each ordered once by its key."""

    def __init__(self) -> None:
        self._sending: list[workflow.ActivityHandle[MailReceipt]] = []

    def start(self, order: MailOrder) -> None:
        """Hands a mail over to be sent, however long the provider takes."""
        self._sending.append(
            workflow.start_activity_method(Mailer.send, order, summary=order.purpose.value, **MAIL)
        )

    @property
    def idle(self) -> bool:
        """Whether nothing is being sent."""
        return all(sending.done() for sending in self._sending)

    def cancel(self) -> None:
        """Ends the sending of what nobody needs to read any more."""
        for sending in self._sending:
            sending.cancel()

    async def finished(self) -> None:
        """Waits until each mail was taken, refused for good, or cancelled."""
        outcomes = await asyncio.gather(*self._sending, return_exceptions=True)
        self._sending.clear()
        for outcome in outcomes:
            if isinstance(outcome, ActivityError) and not is_cancelled_exception(outcome):
                workflow.logger.warning("a mail was refused for good: %s", outcome.activity_id)
            elif isinstance(outcome, BaseException) and not is_cancelled_exception(outcome):
                raise outcome
