"""The evidence ledger (contract E4): a closed vocabulary of events and their hash chain.

The chain commits to personal details only through a salted digest, so that they can be redacted later
while everything else of the chain still verifies.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64
"""What the first event of a chain names as its predecessor."""


class EventKind(StrEnum):
    """Everything that can happen to an envelope, as `subject:action`. Nothing else is ever recorded."""

    DOCUMENT_UPLOADED = "document:uploaded"
    DOCUMENT_REPAIRED = "document:repaired"
    DOCUMENT_SANITISED = "document:sanitised"
    DOCUMENT_VIEWED = "document:viewed"
    ENVELOPE_CREATED = "envelope:created"
    ENVELOPE_SENT = "envelope:sent"
    ENVELOPE_COMPLETED = "envelope:completed"
    ENVELOPE_DECLINED = "envelope:declined"
    ENVELOPE_EXPIRED = "envelope:expired"
    ENVELOPE_VOIDED = "envelope:voided"
    ENVELOPE_PAUSED = "envelope:paused"
    ENVELOPE_RESUMED = "envelope:resumed"
    EXPIRY_CHANGED = "expiry:changed"
    SIGNER_INVITED = "signer:invited"
    SIGNER_REMINDED = "signer:reminded"
    SIGNER_VIEWED = "signer:viewed"
    SIGNER_SIGNED = "signer:signed"
    SIGNER_DECLINED = "signer:declined"
    SIGNER_BOUNCED = "signer:bounced"
    SIGNER_CORRECTED = "signer:corrected"
    SIGNER_RECTIFIED = "signer:rectified"
    CONSENT_ACCEPTED = "consent:accepted"
    LINK_ISSUED = "link:issued"
    LINK_RENEWED = "link:renewed"
    LINK_REFUSED = "link:refused"
    LINK_ENDED = "link:ended"
    SIGNATURE_APPLIED = "signature:applied"
    SEAL_APPLIED = "seal:applied"
    TIMESTAMP_RENEWED = "timestamp:renewed"
    CERTIFICATE_ISSUED = "certificate:issued"
    COPY_DOWNLOADED = "copy:downloaded"
    MAIL_ACCEPTED = "mail:accepted"
    MAIL_DELIVERED = "mail:delivered"
    MAIL_DEFERRED = "mail:deferred"
    MAIL_BOUNCED = "mail:bounced"
    MAIL_DROPPED = "mail:dropped"
    MAIL_OPENED = "mail:opened"
    MAIL_REPORTED = "mail:reported"
    MESSAGE_ACCEPTED = "message:accepted"
    MESSAGE_DELIVERED = "message:delivered"
    MESSAGE_UNDELIVERED = "message:undelivered"
    MESSAGE_REFUSED = "message:refused"
    CHANNEL_CONSENTED = "channel:consented"
    CHANNEL_REVOKED = "channel:revoked"


class ActorKind(StrEnum):
    """Who did it."""

    SENDER = "sender"
    SIGNER = "signer"
    SERVICE = "service"
    MAIL_PROVIDER = "mail_provider"
    MESSAGE_PROVIDER = "message_provider"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class ChainedEvent:
    """One link of the chain, as hashed and as exported.

    `at` is an instant in UTC; `personal_digest` commits to the redactable details (IP, user agent, names);
    `data` holds no personal data; `previous` is the hash of the event before, or `GENESIS`.
    """

    envelope_id: str
    sequence: int
    at: datetime
    kind: EventKind
    actor: ActorKind
    actor_id: str | None
    document_id: str | None
    document_sha256: str | None
    data: Mapping[str, Any]
    personal_digest: str
    previous: str


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8: the same bytes on every machine.

    Raises `TypeError` for floats, whose text differs between programs.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("no floats in evidence: their text form is not unique")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def instant_text(at: datetime) -> str:
    """An instant as evidence writes it: RFC 3339, UTC, six decimals."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def personal_digest(salt: bytes, details: Mapping[str, Any]) -> str:
    """Salted SHA-256 (hex) of the personal details; without the salt it says nothing about them."""
    return hashlib.sha256(salt + canonical_json(details)).hexdigest()


def event_body(event: ChainedEvent) -> dict[str, Any]:
    """The exact content of an event that its hash covers."""
    return {
        "envelope_id": event.envelope_id,
        "sequence": event.sequence,
        "at": instant_text(event.at),
        "kind": event.kind.value,
        "actor": event.actor.value,
        "actor_id": event.actor_id,
        "document_id": event.document_id,
        "document_sha256": event.document_sha256,
        "data": dict(event.data),
        "personal_digest": event.personal_digest,
        "previous": event.previous,
    }


def event_hash(event: ChainedEvent) -> str:
    """SHA-256 (hex) of the event's canonical JSON, which names the hash of the event before it."""
    return hashlib.sha256(canonical_json(event_body(event))).hexdigest()


def chain_break(events: Iterable[tuple[ChainedEvent, str]]) -> int | None:
    """Sequence number of the first event that does not follow from the one before; `None` when whole.

    Takes pairs of event and recorded hash in order; sequence numbers start at 1.
    """
    previous = GENESIS
    for expected, (event, recorded) in enumerate(events, start=1):
        if event.sequence != expected or event.previous != previous or event_hash(event) != recorded:
            return expected
        previous = recorded
    return None
