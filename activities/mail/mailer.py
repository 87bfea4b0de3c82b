"""Sends each ordered mail once: the ledger row is claimed before the provider is called and closed after."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.finishing import to_its_end
from activities.mail.account_letters import GroundGoneError, UnknownOrderError
from activities.mail.content import MailTemplates
from activities.mail.ledger import (
    accept,
    claim,
    give_back,
    lock_mail,
    order_mail,
    provider_reported,
    refuse,
    settles_in,
)
from activities.mail.letters import Letters
from activities.mail.messages import MailOrder, MailReceipt
from activities.mail.provider import NotTakenError, OutcomeUnknownError, RecipientRefusedError, SendGrid
from activities.mail.rate import ProviderRate
from activities.mail.request import MailSender, send_request
from activities.messenger.notices import Notices
from models import Mail
from models.database import Database
from terms.mail import MailState

REFUSED = "MailRefused"
"""Error type: the address will never be accepted; to the envelope it is as good as a bounce."""
UNKNOWN_ORDER = "MailOrderUnknown"
"""Error type: the order names rows that do not exist (any more)."""
GROUND_GONE = "MailGroundGone"
"""Error type: what the mail would say is no longer so; nobody gets it."""
UNAVAILABLE = "MailProviderUnavailable"
OUTCOME_UNKNOWN = "MailOutcomeUnknown"
UNDER_WAY = "MailUnderWay"

SETTLE = timedelta(minutes=2)
"""How long after a lost answer the provider must know of a message that it took."""
ASK_AGAIN = timedelta(seconds=10)
RETRY_AFTER_MAX = timedelta(hours=1)
PATIENCE_SECONDS = 20
"""Longest wait for the provider's rate within one attempt; beyond it the attempt ends and comes back."""

logger = logging.getLogger(__name__)


class Mailer:
    """The activity that sends mail. Everything a mail says is read from PostgreSQL here."""

    def __init__(
        self,
        database: Database,
        provider: SendGrid,
        letters: Letters,
        templates: MailTemplates,
        sender: MailSender,
        rate: ProviderRate,
        settle: timedelta = SETTLE,
        notices: Notices | None = None,
    ) -> None:
        """`settle` must be longer than one call of the provider can take."""
        self._database = database
        self._provider = provider
        self._letters = letters
        self._templates = templates
        self._sender = sender
        self._rate = rate
        self._settle = settle
        self._notices = notices

    @activity.defn(name="Send mail")
    async def send(self, order: MailOrder) -> MailReceipt:
        """Sends the ordered mail, unless its key was accepted before; returns the ledger's receipt.

        Raises `ApplicationError` of type `MailRefused` (never to be retried) when the provider refuses the
        address; all else (provider away or busy, answer lost) is to be retried and loses nothing.
        """
        try:
            receipt = await self._send(order)
            channels = await self._notices.channels(order) if self._notices else ()
            return replace(receipt, channels=channels)
        except UnknownOrderError as error:
            raise ApplicationError(str(error), type=UNKNOWN_ORDER, non_retryable=True) from error
        except GroundGoneError as error:
            await self._withdraw(order, str(error))
            raise ApplicationError(str(error), type=GROUND_GONE, non_retryable=True) from error

    async def post(self, order: MailOrder) -> bool:
        """Sends it as `send` does, within an activity that goes on when an address never takes its mail.

        Says whether it was taken; raises when it may be taken later.
        """
        try:
            await self.send(order)
        except ApplicationError as error:
            if error.type not in (REFUSED, UNKNOWN_ORDER):
                raise
            logger.warning("mail refused for good: %s", order.key)
            return False
        return True

    async def _send(self, order: MailOrder) -> MailReceipt:
        mail = await self._ordered(order)
        state = MailState(mail.state)
        if state is MailState.REFUSED:
            raise _refused(mail.failure or "")
        if state.was_accepted or (state is MailState.SENDING and await self._was_taken(mail)):
            return MailReceipt(mail.id)
        await self._wait_for_turn()
        return await to_its_end(self._attempt(order, mail.id, mail.attempts))

    async def _ordered(self, order: MailOrder) -> Mail:
        """The ledger's row of the order, written now if it is new."""
        async with self._database.transaction() as session:
            mail = await lock_mail(session, key=order.key)
            if mail is None:
                recipient = await self._letters.recipient(session, order)
                await order_mail(session, order, recipient, now())
                mail = await lock_mail(session, key=order.key)
        if mail is None or (mail.purpose, mail.signer_id) != (order.purpose.value, order.signer_id):
            raise ApplicationError(
                f"{order.key}: is the key of another mail", type=UNKNOWN_ORDER, non_retryable=True
            )
        return mail

    async def _was_taken(self, mail: Mail) -> bool:
        """Whether the provider took an attempt whose answer was lost; if so, the ledger now says so.

        Raises a retryable error while that cannot be known yet.
        """
        async with self._database.transaction() as session:
            known = await provider_reported(session, mail.id)
        try:
            provider_id = None if known else await self._provider.find(mail.id)
        except NotTakenError as error:
            raise _later(error, UNAVAILABLE) from error
        if known or provider_id:
            await self._accepted(mail.id, provider_id)
            return True
        if wait := settles_in(mail, self._settle, now()):
            raise ApplicationError(
                f"{mail.id}: the provider's answer was lost; asking whether it took the message",
                type=OUTCOME_UNKNOWN,
                next_retry_delay=min(wait, ASK_AGAIN),
            )
        return False

    async def _wait_for_turn(self) -> None:
        if (wait := self._rate.paused_for) > PATIENCE_SECONDS:
            raise ApplicationError(
                "the mail provider asked for a pause",
                type=UNAVAILABLE,
                next_retry_delay=timedelta(seconds=wait),
            )
        await self._rate.turn()

    async def _attempt(self, order: MailOrder, mail_id: str, attempts: int) -> MailReceipt:
        """One call of the provider between two commits; `attempts` is what the ledger said before."""
        async with self._database.transaction() as session:
            mail = await lock_mail(session, mail_id=mail_id)
            if mail is None or mail.attempts != attempts or MailState(mail.state).was_accepted:
                raise ApplicationError(
                    f"{mail_id}: another attempt is under way",
                    type=UNDER_WAY,
                    next_retry_delay=timedelta(seconds=1),
                )
            letter = await self._letters.write(session, order, mail, now())
            content = self._templates.render(letter)
            claim(mail, content.sha256, now())
        request = send_request(self._sender, mail_id, letter, content)
        try:
            provider_id = await self._provider.send(request)
        except RecipientRefusedError as error:
            await self._note(mail_id, refuse, str(error))
            raise _refused(str(error)) from error
        except NotTakenError as error:
            if error.retry_after:
                self._rate.pause(min(error.retry_after, RETRY_AFTER_MAX.total_seconds()))
            await self._note(mail_id, give_back, str(error))
            raise _later(error, UNAVAILABLE) from error
        except OutcomeUnknownError as error:
            raise ApplicationError(str(error), type=OUTCOME_UNKNOWN) from error
        await self._accepted(mail_id, provider_id)
        logger.info("mail %s accepted (%s)", mail_id, order.purpose.value)
        return MailReceipt(mail_id)

    async def _accepted(self, mail_id: str, provider_id: str | None) -> None:
        async with self._database.transaction() as session:
            if mail := await lock_mail(session, mail_id=mail_id):
                await accept(session, mail, provider_id, now())

    async def _withdraw(self, order: MailOrder, words: str) -> None:
        """Closes the ledger's row, if there is one, of a mail that is not sent after all."""
        async with self._database.transaction() as session:
            if mail := await lock_mail(session, key=order.key):
                refuse(mail, words)

    async def _note(self, mail_id: str, how: Callable[[Mail, str], None], words: str) -> None:
        async with self._database.transaction() as session:
            if mail := await lock_mail(session, mail_id=mail_id):
                how(mail, words)


def _refused(words: str) -> ApplicationError:
    return ApplicationError(
        words or "the mail provider refuses the address", type=REFUSED, non_retryable=True
    )


def _later(error: NotTakenError, kind: str) -> ApplicationError:
    """A retryable error that asks Temporal to wait as long as the provider said, within reason."""
    delay = None if error.retry_after is None else min(timedelta(seconds=error.retry_after), RETRY_AFTER_MAX)
    return ApplicationError(str(error), type=kind, next_retry_delay=delay)
