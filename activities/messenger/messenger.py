"""Sends each ordered message once, like `activities.mail.mailer`: claimed before the provider is called."""

import hashlib
import logging
from datetime import timedelta

from sqlalchemy import update
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.finishing import to_its_end
from activities.mail.mailer import OUTCOME_UNKNOWN, PATIENCE_SECONDS, SETTLE, UNAVAILABLE, UNDER_WAY
from activities.mail.provider import NotTakenError, OutcomeUnknownError, RecipientRefusedError
from activities.mail.rate import ProviderRate
from activities.messenger.composing import Composed, Composing
from activities.messenger.ledger import (
    claim,
    give_back,
    lock_message,
    order_message,
    progress,
    refuse,
    settles_in,
)
from activities.messenger.messages import MessageOrder, MessageReceipt
from activities.messenger.provider import OutgoingMessage, StoppedError, Twilio
from activities.messenger.templates import Templates
from models import ChannelConsent, Envelope, Message, Signer
from models.database import Database
from terms.messaging import Channel, MessagePurpose, MessageRefusal, MessageState, Revocation

ASK_AGAIN = timedelta(seconds=10)
UNKNOWN_ORDER = "MessageOrderUnknown"
"""Error type: the order names rows that do not exist (any more)."""

logger = logging.getLogger(__name__)


class Messenger:
    """The activity that sends messages. What does not leave is no error: the mail has gone."""

    def __init__(
        self,
        database: Database,
        provider: Twilio | None,
        composing: Composing,
        templates: Templates,
        report_url: str,
        rate: ProviderRate,
        settle: timedelta = SETTLE,
    ) -> None:
        """Without `provider` every message is refused. Reports go to `report_url` and the message's id."""
        self._database = database
        self._provider = provider
        self._composing = composing
        self._templates = templates
        self._report_url = report_url
        self._rate = rate
        self._settle = settle

    @activity.defn(name="Send message")
    async def send(self, order: MessageOrder) -> MessageReceipt:
        """Sends the ordered message, unless its key was accepted or refused before; says what became of it.

        Raises `ApplicationError` to be retried while the provider is away or its answer is not known.
        """
        message = await self._ordered(order)
        state = MessageState(message.state)
        if state is MessageState.REFUSED or state.was_accepted:
            return _receipt(message)
        if state is MessageState.SENDING and await self._was_taken(message):
            return MessageReceipt(message.id, MessageState.ACCEPTED)
        if (wait := self._rate.paused_for) > PATIENCE_SECONDS:
            raise _later("the message provider asked for a pause", UNAVAILABLE, timedelta(seconds=wait))
        await self._rate.turn()
        return await to_its_end(self._attempt(message.id, message.attempts))

    async def _ordered(self, order: MessageOrder) -> Message:
        """The ledger's row of the order, written now if it is new."""
        async with self._database.transaction() as session:
            message = await lock_message(session, key=order.key)
            if message is None:
                envelope = await session.get(Envelope, order.envelope_id)
                signer = await session.get(Signer, order.signer_id)
                if envelope is None or signer is None or signer.envelope_id != envelope.id:
                    raise ApplicationError("no such signer", type=UNKNOWN_ORDER, non_retryable=True)
                await order_message(session, order, envelope, signer, now())
                message = await lock_message(session, key=order.key)
        if message is None or (message.purpose, message.signer_id) != (order.purpose.value, order.signer_id):
            raise ApplicationError(
                f"{order.key}: is the key of another message", type=UNKNOWN_ORDER, non_retryable=True
            )
        return message

    async def _was_taken(self, message: Message) -> bool:
        """Whether the provider took an attempt whose answer was lost; if so, the ledger now says so.

        Raises a retryable error while that cannot be known yet.
        """
        async with self._database.transaction() as session:
            mark = await self._composing.mark(session, message)
        try:
            found = (
                await self._provider.find(Channel(message.channel), message.phone, mark)
                if self._provider
                else None
            )
        except NotTakenError as error:
            raise _later(str(error), UNAVAILABLE) from error
        if found:
            await self._accepted(message.id, found)
            return True
        if wait := settles_in(message, self._settle, now()):
            words = f"{message.id}: the provider's answer was lost; asking whether it took the message"
            raise _later(words, OUTCOME_UNKNOWN, min(wait, ASK_AGAIN))
        return False

    async def _attempt(self, message_id: str, attempts: int) -> MessageReceipt:
        """One call of the provider between two commits; `attempts` is what the ledger said before."""
        async with self._database.transaction() as session:
            message = await lock_message(session, message_id=message_id)
            if message is None or message.attempts != attempts or MessageState(message.state).was_accepted:
                raise _later(f"{message_id}: another attempt is under way", UNDER_WAY, timedelta(seconds=1))
            composed = await self._composing.compose(session, message, now())
            if composed.reasons:
                await refuse(session, message, composed.reasons, now())
                logger.info("message %s does not leave: %s", message_id, ", ".join(composed.reasons))
                return _receipt(message)
            claim(message, hashlib.sha256(composed.text.encode()).hexdigest(), now())
        return await self._hand_over(message, composed)

    async def _hand_over(self, message: Message, composed: Composed) -> MessageReceipt:
        if self._provider is None:
            raise RuntimeError("a message was let through although its channel is off")
        try:
            provider_id = await self._provider.send(self._outgoing(message, composed))
        except RecipientRefusedError as error:
            return await self._refused(message, error)
        except NotTakenError as error:
            async with self._database.transaction() as session:
                if row := await lock_message(session, message_id=message.id):
                    give_back(row, str(error))
            raise _later(str(error), UNAVAILABLE) from error
        except OutcomeUnknownError as error:
            raise _later(str(error), OUTCOME_UNKNOWN) from error
        await self._accepted(message.id, provider_id)
        logger.info("message %s accepted (%s)", message.id, message.purpose)
        return MessageReceipt(message.id, MessageState.ACCEPTED)

    def _outgoing(self, message: Message, composed: Composed) -> OutgoingMessage:
        channel, purpose = Channel(message.channel), MessagePurpose(message.purpose)
        return OutgoingMessage(
            channel=channel,
            to=message.phone,
            text=composed.text,
            report_to=f"{self._report_url}/{message.id}",
            template=self._templates.of(purpose, message.language) if channel is Channel.WHATSAPP else "",
            variables=composed.variables,
        )

    async def _accepted(self, message_id: str, provider_id: str) -> None:
        async with self._database.transaction() as session:
            if message := await lock_message(session, message_id=message_id):
                await progress(
                    session, message, MessageState.ACCEPTED, now(), provider_message_id=provider_id
                )

    async def _refused(self, message: Message, error: RecipientRefusedError) -> MessageReceipt:
        """The provider will never reach this number; where the recipient said stop, the consent ends."""
        async with self._database.transaction() as session:
            row = await lock_message(session, message_id=message.id)
            if row is None:
                return _receipt(message)
            row.failure = str(error)
            await refuse(session, row, [MessageRefusal.PROVIDER.value], now())
            if isinstance(error, StoppedError):
                await session.execute(
                    update(ChannelConsent)
                    .where(ChannelConsent.id == row.consent_id, ChannelConsent.revoked_at.is_(None))
                    .values(revoked_at=now(), revoked_how=Revocation.STOPPED.value)
                )
            return _receipt(row)


def _receipt(message: Message) -> MessageReceipt:
    return MessageReceipt(message.id, MessageState(message.state), tuple(message.reasons))


def _later(words: str, kind: str, delay: timedelta | None = None) -> ApplicationError:
    return ApplicationError(words, type=kind, next_retry_delay=delay)
