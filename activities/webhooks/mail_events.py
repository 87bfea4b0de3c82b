"""The mail provider's event webhook: each event once, into the mail's state and the evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.ledger import accept, lock_mail, record
from activities.webhooks.provider_event import ProviderEvent, read_events
from activities.webhooks.signature import WebhookSignature
from models import Mail, MailProviderEvent
from models.database import Database
from models.scope import Scope
from terms.mail import MailState, advance

SWEEP = 200


class NoticeKind(StrEnum):
    """Notices to controllers whose workflow has to know when they come back: how their keys begin
    (`activities.records.breach_reach`, `activities.records.controller_post`).
    """

    BREACH = "breach"
    DISCLOSURE = "disclosure"
    INSTRUCTION = "instruction"


@dataclass(frozen=True)
class UndeliveredMail:
    """A mail that will not arrive, and whose workflow has to be told: a signer's, or a controller's notice.

    `event_number` names the inbox row, which stays open until `MailEvents.handled` closes it.
    """

    event_number: int
    envelope_id: str | None
    signer_id: str | None
    mail_id: str
    notice: NoticeKind | None = None
    about_id: str | None = None
    """What the notice is about, from which its workflow has its id."""


class MailEvents:
    """Takes the webhook's requests. A row and its effect are one transaction, so nothing is half done."""

    def __init__(self, database: Database, signature: WebhookSignature) -> None:
        self._database = database
        self._signature = signature

    async def receive(
        self, body: bytes, signature: str | None, timestamp: str | None, now: datetime
    ) -> list[UndeliveredMail]:
        """Takes in one request of the provider; returns what the workflows have to be told of.

        Told again, a request changes nothing, but what was never handled is returned again. Raises
        `WebhookRefusedError` or `UnreadableEventsError`; after any other error the provider sends it again.
        """
        self._signature.verify(body, signature, timestamp, now)
        events = read_events(body)
        for event in events:
            scope = Scope.of_mail(event.mail_id or event.provider_message_id or "")
            async with self._database.transaction(scope) as session:
                await _take_in(session, event, now)
        async with self._database.transaction(Scope.of_mail()) as session:
            return await unhandled(session, [event.id for event in events])

    async def handled(self, notices: Iterable[UndeliveredMail], now: datetime) -> None:
        """Closes the inbox rows of notices that the workflows have taken (or that have no workflow left)."""
        numbers = [notice.event_number for notice in notices]
        async with self._database.transaction(Scope.of_mail()) as session:
            await session.execute(
                update(MailProviderEvent)
                .where(MailProviderEvent.number.in_(numbers), MailProviderEvent.handled_at.is_(None))
                .values(handled_at=now)
            )

    async def sweep(self) -> list[UndeliveredMail]:
        """Notices left open by a crash between taking them in and telling the workflow; oldest first."""
        async with self._database.transaction(Scope.of_mail()) as session:
            return await unhandled(session)


async def unhandled(
    session: AsyncSession, event_ids: Sequence[str] | None = None, limit: int = SWEEP
) -> list[UndeliveredMail]:
    """Notices whose inbox rows are still open, oldest first; of the given events, or of all."""
    query = (
        select(MailProviderEvent.number, Mail.envelope_id, Mail.signer_id, Mail.id, Mail.key)
        .join(Mail, Mail.id == MailProviderEvent.mail_id)
        .where(
            MailProviderEvent.handled_at.is_(None),
            or_(Mail.signer_id.is_not(None), *_of_notices()),
        )
        .order_by(MailProviderEvent.number)
    )
    if event_ids is None:
        query = query.limit(limit)
    else:
        query = query.where(MailProviderEvent.provider_event_id.in_(event_ids))
    rows = await session.execute(query)
    return [
        UndeliveredMail(number, envelope_id, signer_id, mail_id, *_notice_of(key))
        for number, envelope_id, signer_id, mail_id, key in rows
    ]


def _of_notices() -> list[ColumnElement[bool]]:
    return [Mail.key.startswith(f"{kind.value}:") for kind in NoticeKind]


def _notice_of(key: str) -> tuple[NoticeKind | None, str | None]:
    """Which notice a mail is, and about what: `breach:business:breach:…`, `disclosure:duty…`."""
    begin, *rest = key.split(":")
    for kind in NoticeKind:
        if begin == kind.value:
            return kind, rest[1 if kind is NoticeKind.BREACH else 0]
    return None, None


async def _take_in(session: AsyncSession, event: ProviderEvent, now: datetime) -> None:
    """Inbox row and effect of one event; nothing when it is there already.

    Of a mail that is not (any more) in the ledger only the event itself is kept, not whom it names.
    """
    mail = await _mail_of(session, event)
    must_tell = event.meaning.undelivered and mail is not None and _has_workflow(mail)
    inserted = await session.execute(
        insert(MailProviderEvent)
        .values(
            provider_event_id=event.id,
            mail_id=mail.id if mail else event.mail_id,
            kind=event.kind,
            at=event.at,
            received_at=now,
            handled_at=None if must_tell else now,
            payload=event.payload if mail else {},
        )
        .on_conflict_do_nothing(index_elements=[MailProviderEvent.provider_event_id])
        .returning(MailProviderEvent.number)
    )
    if inserted.scalar_one_or_none() is not None and mail is not None:
        await _apply(session, mail, event)


def _has_workflow(mail: Mail) -> bool:
    return mail.signer_id is not None or _notice_of(mail.key)[0] is not None


async def _mail_of(session: AsyncSession, event: ProviderEvent) -> Mail | None:
    """The mail of the ledger by our id, else by the provider's; locked."""
    if event.mail_id:
        return await lock_mail(session, mail_id=event.mail_id)
    if not event.provider_message_id:
        return None
    return await session.scalar(
        select(Mail).where(Mail.provider_message_id == event.provider_message_id).with_for_update()
    )


async def _apply(session: AsyncSession, mail: Mail, event: ProviderEvent) -> None:
    """State and evidence. Whatever the provider reports proves that it took the message."""
    meaning = event.meaning
    await accept(session, mail, event.provider_message_id, event.at)
    if meaning.state is not None:
        mail.state = advance(MailState(mail.state), meaning.state).value
    if meaning.undelivered:
        mail.failure = event.text("reason")
    if event.kind == "open" and meaning.evidence and mail.opened_at is None:
        mail.opened_at = event.at
    if meaning.evidence is not None:
        await record(
            session,
            mail,
            meaning.evidence,
            event.at,
            data={
                "provider_event_id": event.id,
                "status": event.text("status"),
                "classification": event.text("bounce_classification"),
                "type": event.text("type"),
            },
            personal={
                "reported_address": event.text("email"),
                "reason": event.text("reason") or event.text("response"),
                "ip": event.text("ip"),
                "user_agent": event.text("useragent"),
            },
        )
