"""Orders for mails, and the patience with which Temporal retries them."""

import asyncio

from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, Purpose
from models import Mail
from models.database import Database
from tests.activities.mail.envelopes import SentEnvelope


def to_signer(sent: SentEnvelope, purpose: Purpose = Purpose.SIGN_REQUEST, number: int = 1) -> MailOrder:
    """As the envelope's workflow orders it."""
    key = f"envelope-{sent.envelope_id}:{purpose.value}:{sent.signer_id}:{number}"
    return MailOrder(key, purpose, envelope_id=sent.envelope_id, signer_id=sent.signer_id)


def to_sender(sent: SentEnvelope, purpose: Purpose) -> MailOrder:
    """As the envelope's workflow orders it."""
    key = f"envelope-{sent.envelope_id}:{purpose.value}:{sent.user_id}"
    return MailOrder(
        key, purpose, envelope_id=sent.envelope_id, user_id=sent.user_id, about_signer_id=sent.other_id
    )


async def until_sent(mailer: Mailer, order: MailOrder, seconds: float = 20) -> MailReceipt:
    """Retries as Temporal does, after the delay that an error asks for."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                return await mailer.send(order)
            except ApplicationError as error:
                if error.non_retryable:
                    raise
                delay = error.next_retry_delay
                await asyncio.sleep(delay.total_seconds() if delay is not None else 0.05)


async def ledger_row(database: Database, order: MailOrder) -> Mail:
    """The mail of an order."""
    async with database.transaction() as session:
        mail = await session.scalar(select(Mail).where(Mail.key == order.key))
    assert mail is not None
    return mail
