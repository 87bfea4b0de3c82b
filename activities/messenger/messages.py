"""What `Messenger` is asked and answers. Numbers, names, codes and links stay in PostgreSQL."""

from dataclasses import dataclass

from terms.messaging import Channel, MessagePurpose, MessageState


@dataclass(frozen=True)
class MessageOrder:
    """One message to one signer over one channel; `key` makes it unique for ever.

    A code is for the consent `consent_id`; notices go to the number of the consent in force.
    """

    key: str
    purpose: MessagePurpose
    channel: Channel
    envelope_id: str
    signer_id: str
    consent_id: str | None = None


@dataclass(frozen=True)
class MessageReceipt:
    """What became of it, with the reasons if it did not leave (contract W2)."""

    message_id: str
    state: MessageState
    reasons: tuple[str, ...] = ()
