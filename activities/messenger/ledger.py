"""The ledger of messages: a row each, claimed before the provider is called, closed after it answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.messenger.messages import MessageOrder
from activities.records.ledger import EventDraft, append_events
from models import Envelope, Message, Signer
from models.identifiers import Prefix, new_id
from terms.evidence import ActorKind, EventKind
from terms.messaging import MessageState, advance

_EVIDENCE: Mapping[MessageState, EventKind] = {
    MessageState.ACCEPTED: EventKind.MESSAGE_ACCEPTED,
    MessageState.DELIVERED: EventKind.MESSAGE_DELIVERED,
    MessageState.UNDELIVERED: EventKind.MESSAGE_UNDELIVERED,
    MessageState.REFUSED: EventKind.MESSAGE_REFUSED,
}


async def order_message(
    session: AsyncSession, order: MessageOrder, envelope: Envelope, signer: Signer, now: datetime
) -> None:
    """Writes the order into the ledger, or finds that its key is there already."""
    await session.execute(
        insert(Message)
        .values(
            id=new_id(Prefix.MESSAGE),
            key=order.key,
            purpose=order.purpose.value,
            channel=order.channel.value,
            business_id=envelope.business_id,
            envelope_id=envelope.id,
            signer_id=signer.id,
            consent_id=order.consent_id,
            phone="",
            language=signer.language,
            state=MessageState.QUEUED.value,
            reasons=[],
            attempts=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Message.key])
    )


async def lock_message(
    session: AsyncSession, *, key: str | None = None, message_id: str | None = None
) -> Message | None:
    """The message by key or id, locked until the transaction ends: one attempt decides at a time."""
    wanted = Message.key == key if key is not None else Message.id == message_id
    return await session.scalar(select(Message).where(wanted).with_for_update())


def settles_in(message: Message, settle: timedelta, now: datetime) -> timedelta:
    """How long to keep away from an attempt that was handed over and not answered; zero when it is over."""
    return max((message.sending_at or message.created_at) + settle - now, timedelta())


def claim(message: Message, content_sha256: str, now: datetime) -> None:
    """Marks the message as handed over. Has to be committed before the provider is called."""
    message.state = MessageState.SENDING.value
    message.sending_at = now
    message.attempts += 1
    message.content_sha256 = content_sha256


def give_back(message: Message, words: str) -> None:
    """The provider certainly did not take it: the next attempt may send at once."""
    if message.state == MessageState.SENDING.value:
        message.state = MessageState.QUEUED.value
        message.sending_at = None
    message.failure = words


async def refuse(session: AsyncSession, message: Message, reasons: Sequence[str], now: datetime) -> None:
    """It does not leave, with evidence of the reasons (contract W2)."""
    if MessageState(message.state).was_accepted:
        return
    message.state, message.reasons, message.ended_at = MessageState.REFUSED.value, list(reasons), now
    await record(session, message, MessageState.REFUSED, now, {"reasons": list(reasons)})


async def progress(
    session: AsyncSession,
    message: Message,
    reported: MessageState,
    at: datetime,
    *,
    provider_message_id: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """The provider took it, or tells what became of it, with evidence; told again, nothing changes."""
    message.provider_message_id = message.provider_message_id or provider_message_id
    if message.accepted_at is None:
        message.accepted_at, message.failure = at, None
        await record(session, message, MessageState.ACCEPTED, at)
    after = advance(MessageState(message.state), reported)
    message.state = after.value
    if reported in (MessageState.DELIVERED, MessageState.UNDELIVERED):
        message.ended_at = message.ended_at or at
        await record(session, message, reported, at, data)


async def record(
    session: AsyncSession,
    message: Message,
    state: MessageState,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Evidence of what became of a message, once per state."""
    about = {
        "message_id": message.id,
        "purpose": message.purpose,
        "channel": message.channel,
        "signer_id": message.signer_id,
        "consent_id": message.consent_id,
        "content_sha256": message.content_sha256,
        "provider_message_id": message.provider_message_id,
    }
    refused = state is MessageState.REFUSED
    draft = EventDraft(
        key=f"{message.id}:{state.value}",
        kind=_EVIDENCE[state],
        at=at,
        actor=ActorKind.SERVICE if refused else ActorKind.MESSAGE_PROVIDER,
        data={name: value for name, value in (about | dict(data or {})).items() if value is not None},
        personal={"phone": message.phone or None},
    )
    await append_events(session, message.envelope_id, [draft])
