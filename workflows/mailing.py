"""Mails of a workflow that none of its decisions waits for."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder
from workflows.policies import MAIL

FOLLOWED = "late-step-followed-v1"


class Mailing:
    """Sends mails beside the workflow's run, each ordered once by its key."""

    def __init__(self) -> None:
        self._sending: list[asyncio.Task[Any]] = []

    def start(self, order: MailOrder) -> None:
        """Hands a mail over to be sent, however long the provider takes."""
        self._sending.append(
            workflow.start_activity_method(Mailer.send, order, summary=order.purpose.value, **MAIL)
        )

    def start_after(
        self, order: MailOrder, step: asyncio.Task[Any], patience: timedelta, following: MailOrder
    ) -> None:
        """Hands a mail over once a step is done that goes on by itself, or has taken too long to wait for.

        Then another one follows with what the step brings, once it is done.
        """
        self._sending += [step, asyncio.create_task(self._send_after(order, step, patience, following))]

    async def _send_after(
        self, order: MailOrder, step: asyncio.Task[Any], patience: timedelta, following: MailOrder
    ) -> None:
        await workflow.wait([step], timeout=patience.total_seconds())
        is_late = not step.done()
        self.start(order)
        if is_late and workflow.patched(FOLLOWED):
            await workflow.wait([step])
            if not step.cancelled() and step.exception() is None:
                self.start(following)

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
        while self._sending:
            sending, self._sending = self._sending, []
            self._report(await asyncio.gather(*sending, return_exceptions=True))

    def _report(self, outcomes: Sequence[Any]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, ActivityError) and not is_cancelled_exception(outcome):
                workflow.logger.warning("a mail was refused for good: %s", outcome.activity_id)
            elif isinstance(outcome, BaseException) and not is_cancelled_exception(outcome):
                raise outcome
