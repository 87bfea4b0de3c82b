"""Requests of the provider's webhook, signed by a key of the tests' own."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.mail.facts import Recipient
from activities.mail.ledger import order_mail
from activities.mail.messages import MailOrder
from activities.webhooks.mail_events import MailEvents, UndeliveredMail
from activities.webhooks.signature import WebhookSignature
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import SentEnvelope, sent_envelope
from tests.activities.mail.orders import ledger_row, to_signer

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


class ProviderKey:
    """Signs as the provider does."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        der = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public_base64 = base64.b64encode(der).decode()

    def sign(self, body: bytes, timestamp: str) -> str:
        """Base64 signature over timestamp and body."""
        return base64.b64encode(
            self.private.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        ).decode()


@dataclass
class Webhook:
    """The provider's side of the webhook."""

    events: MailEvents
    key: ProviderKey

    async def post(self, *batch: Any, now: datetime = NOW) -> list[UndeliveredMail]:
        """A batch as signed now."""
        return await self.post_raw(json.dumps(batch).encode(), now=now)

    async def post_raw(self, body: bytes, now: datetime = NOW) -> list[UndeliveredMail]:
        """A body as signed now."""
        timestamp = str(int(now.timestamp()))
        return await self.events.receive(body, self.key.sign(body, timestamp), timestamp, now)


@dataclass
class SentMail:
    """A signer's mail that was handed to the provider and whose answer is not known yet."""

    envelope: SentEnvelope
    order: MailOrder
    mail_id: str

    def event(self, kind: str, seconds: int = 0, **members: Any) -> dict[str, Any]:
        """An event of this mail, so many seconds after `NOW`."""
        return {
            "sg_event_id": new_id(Prefix.EVENT),
            "event": kind,
            "timestamp": int(NOW.timestamp()) + seconds,
            "email": self.envelope.signer_address,
            "sg_message_id": f"{self.mail_id}-provider.filter-0-0.0",
            "mail_id": self.mail_id,
            **members,
        }


@pytest.fixture
def webhook(database: Database) -> Webhook:
    """The webhook with its key."""
    key = ProviderKey()
    return Webhook(MailEvents(database, WebhookSignature(key.public_base64)), key)


@pytest.fixture
async def mail(database: Database) -> SentMail:
    """A mail in flight."""
    return await mail_in_flight(database)


async def mail_in_flight(database: Database) -> SentMail:
    """Another mail in flight, of an envelope of its own."""
    envelope = await sent_envelope(database)
    order = to_signer(envelope)
    recipient = Recipient("signer", envelope.signer_address, "es", "Lucía", "Europe/Madrid")
    async with database.transaction() as session:
        await order_mail(session, order, recipient, NOW)
    return SentMail(envelope, order, (await ledger_row(database, order)).id)


def kinds(events: Sequence[Any]) -> list[str]:
    """The kinds of evidence events, in order."""
    return [event.kind for event in events]
