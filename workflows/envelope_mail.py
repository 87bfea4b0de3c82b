"""The mails of an envelope: each ordered once by its key, sent beside the run so that none blocks another."""

import asyncio
from collections.abc import Coroutine, Sequence
from enum import StrEnum
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from activities.mail.mailer import GROUND_GONE, Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.messenger.messages import MessageOrder
from activities.messenger.messenger import Messenger
from terms.messaging import Channel, MessagePurpose
from workflows.policies import MAIL, MESSAGE


class Delivery(StrEnum):
    """What became of a mail: the provider took it, refuses the address for good, or it was not sent."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    STOPPED = "stopped"


class EnvelopeMail:
    """Orders mails and keeps track of deliveries under way."""

    def __init__(self) -> None:
        self._deliveries: set[asyncio.Task[None]] = set()
        self._sending: list[workflow.ActivityHandle[Any]] = []
        self._stopped = False

    @property
    def idle(self) -> bool:
        """Whether no delivery is under way."""
        return not self._deliveries

    def start(self, delivery: Coroutine[None, None, None]) -> None:
        """Runs a delivery (a mail and what follows from it) beside the workflow's run."""
        task = asyncio.create_task(delivery)
        self._deliveries.add(task)
        task.add_done_callback(self._deliveries.discard)

    async def stop(self) -> None:
        """An envelope that ended invites and reminds nobody: what is not sent yet never is.

        What was sent is still recorded: only the sending is cancelled, not what follows from it.
        """
        self._stopped = True
        for sending in self._sending:
            sending.cancel()
        await workflow.wait_condition(lambda: self.idle)

    async def send(self, order: MailOrder) -> Delivery:
        """Sends one mail, however long the provider takes; nothing once the mails were stopped."""
        return Delivery.STOPPED if self._stopped else await self._send(order)

    async def _send(self, order: MailOrder) -> Delivery:
        summary = f"{order.purpose.value} to {order.signer_id or order.user_id}"
        sending = workflow.start_activity_method(Mailer.send, order, summary=summary, **MAIL)
        self._sending.append(sending)
        try:
            receipt = await sending
        except ActivityError as error:
            if is_cancelled_exception(error) or _is_withdrawn(error):
                return Delivery.STOPPED
            workflow.logger.warning("mail refused for good: %s", order.key)
            return Delivery.REFUSED
        finally:
            self._sending.remove(sending)
        for channel in receipt.channels:
            self.start(self._also(order, channel))
        return Delivery.ACCEPTED

    async def _also(self, order: MailOrder, channel: Channel) -> None:
        """Tells over a channel what the mail told; whatever comes of it, the mail has gone (contract W2).

        A receipt recorded before there were channels names none, and so gives no command.
        """
        if self._stopped or order.envelope_id is None or order.signer_id is None:
            return
        message = MessageOrder(
            key=f"{order.key}:{channel.value}",
            purpose=MessagePurpose(order.purpose.value),
            channel=channel,
            envelope_id=order.envelope_id,
            signer_id=order.signer_id,
        )
        summary = f"{channel.value} to {order.signer_id}"
        sending = workflow.start_activity_method(Messenger.send, message, summary=summary, **MESSAGE)
        self._sending.append(sending)
        try:
            await sending
        except ActivityError as error:
            if not is_cancelled_exception(error):
                workflow.logger.warning("message given up: %s", message.key)
        finally:
            self._sending.remove(sending)

    async def tell(self, envelope_id: str, purpose: Purpose, user_id: str, signer_ids: Sequence[str]) -> None:
        """The news of the ending to the sender and to each signer, each once."""
        orders = [to_sender(envelope_id, purpose, user_id)]
        orders += [to_signer(envelope_id, purpose, signer_id) for signer_id in signer_ids]
        await asyncio.gather(*(self._send(order) for order in orders))


def _is_withdrawn(error: ActivityError) -> bool:
    """Whether what the mail would say is no longer so: nobody's address was refused."""
    return isinstance(error.cause, ApplicationError) and error.cause.type == GROUND_GONE


def to_signer(envelope_id: str, purpose: Purpose, signer_id: str, number: int = 1) -> MailOrder:
    """The `number`-th mail of this purpose to a signer."""
    key = f"{workflow.info().workflow_id}:{purpose.value}:{signer_id}:{number}"
    return MailOrder(key, purpose, envelope_id=envelope_id, signer_id=signer_id)


def to_sender(
    envelope_id: str, purpose: Purpose, user_id: str, about_signer_id: str | None = None, step: str = "1"
) -> MailOrder:
    """A mail to the sender, about one of the signers if given."""
    key = f"{workflow.info().workflow_id}:{purpose.value}:{user_id}:{about_signer_id or 'all'}:{step}"
    return MailOrder(key, purpose, envelope_id=envelope_id, user_id=user_id, about_signer_id=about_signer_id)
