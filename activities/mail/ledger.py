"""The mail ledger: a row per message, claimed before the provider is called and closed after it answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.facts import Recipient
from activities.mail.messages import MailOrder
from activities.mail.states import ON_ITS_WAY
from activities.records.ledger import EventDraft, append_events
from models import Mail, MailProviderEvent
from models.identifiers import Prefix, new_id
from terms.evidence import ActorKind, EventKind
from terms.mail import MailState, advance


async def order_mail(session: AsyncSession, order: MailOrder, recipient: Recipient, now: datetime) -> None:
    """Writes the order into the ledger, or finds that its key is there already."""
    await session.execute(
        insert(Mail)
        .values(
            id=new_id(Prefix.MAIL),
            key=order.key,
            purpose=order.purpose.value,
            language=recipient.language,
            envelope_id=order.envelope_id,
            signer_id=order.signer_id,
            user_id=order.user_id,
            address=recipient.address,
            state=MailState.QUEUED.value,
            attempts=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Mail.key])
    )


async def lock_mail(
    session: AsyncSession, *, key: str | None = None, mail_id: str | None = None
) -> Mail | None:
    """The mail by key or id, locked until the transaction ends: one attempt decides at a time."""
    wanted = Mail.key == key if key is not None else Mail.id == mail_id
    return await session.scalar(select(Mail).where(wanted).with_for_update())


def settles_in(mail: Mail, settle: timedelta, now: datetime) -> timedelta:
    """How long to keep away from an attempt that was handed over and not answered; zero when it is over."""
    handed_over = mail.sending_at or mail.created_at
    return max(handed_over + settle - now, timedelta())


def claim(mail: Mail, content_sha256: str, now: datetime) -> None:
    """Marks the mail as handed over. Has to be committed before the provider is called."""
    mail.state = MailState.SENDING.value
    mail.sending_at = now
    mail.attempts += 1
    mail.content_sha256 = content_sha256


def give_back(mail: Mail, words: str) -> None:
    """The provider certainly did not take it: the next attempt may send at once."""
    if mail.state == MailState.SENDING.value:
        mail.state = MailState.QUEUED.value
        mail.sending_at = None
    mail.failure = words


def refuse(mail: Mail, words: str) -> None:
    """The provider will never take it for this address."""
    if mail.state in ON_ITS_WAY:
        mail.state = MailState.REFUSED.value
    mail.failure = words


async def accept(session: AsyncSession, mail: Mail, provider_message_id: str | None, at: datetime) -> None:
    """The provider took it, at `at`; told again, nothing changes. Evidence goes with it."""
    mail.state = advance(MailState(mail.state), MailState.ACCEPTED).value
    mail.provider_message_id = mail.provider_message_id or provider_message_id or None
    if mail.accepted_at is not None:
        return
    mail.accepted_at = at
    mail.failure = None
    await record(session, mail, EventKind.MAIL_ACCEPTED, at, data={"content_sha256": mail.content_sha256})


async def record(
    session: AsyncSession,
    mail: Mail,
    kind: EventKind,
    at: datetime,
    *,
    data: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> None:
    """Evidence of what became of a mail, once per kind; mails outside envelopes leave none."""
    if mail.envelope_id is None:
        return
    about = {
        "mail_id": mail.id,
        "purpose": mail.purpose,
        "signer_id": mail.signer_id,
        "user_id": mail.user_id,
        "provider_message_id": mail.provider_message_id,
    }
    draft = EventDraft(
        key=f"{mail.id}:{kind.value}",
        kind=kind,
        at=at,
        actor=ActorKind.MAIL_PROVIDER,
        data=about | dict(data or {}),
        personal={"address": mail.address} | dict(personal or {}),
    )
    await append_events(session, mail.envelope_id, [draft])


async def provider_reported(session: AsyncSession, mail_id: str) -> bool:
    """Whether the provider's webhook has told anything about this mail, which proves that it took it."""
    count = select(func.count()).select_from(MailProviderEvent).where(MailProviderEvent.mail_id == mail_id)
    return bool(await session.scalar(count))
