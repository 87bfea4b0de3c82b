"""Writes a message from PostgreSQL and judges it: what it says, to which number, and why it may not leave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens, issue_signing_link
from activities.mail.wording import one_line
from activities.messenger.codes import code_of
from activities.messenger.permission import in_force, refusals
from activities.messenger.wording import text_of, variables_of
from activities.records.ledger import EventDraft, append_events
from models import Business, ChannelConsent, Envelope, Message, Signer, SigningLink
from terms.evidence import ActorKind, EventKind, instant_text
from terms.links import signing_link_deadline
from terms.messaging import Channel, MessagePurpose, MessageRefusal
from terms.sensitive_text import sensitive


@dataclass(frozen=True)
class Composed:
    """A message as it would leave."""

    text: str
    variables: Mapping[str, str]
    reasons: tuple[str, ...]


class Composing:
    """Knows the service's address and keys, and which channels are on."""

    def __init__(self, tokens: LinkTokens, public_url: str, zone: str, channels: Collection[Channel]) -> None:
        """`zone` is the holder's, in which a link's days are counted."""
        self._tokens = tokens
        self._public_url = public_url.rstrip("/")
        self._zone = zone
        self._channels = channels

    async def compose(self, session: AsyncSession, message: Message, now: datetime) -> Composed:
        """The message, with the number and consent written into its row, and all reasons against it.

        Where it carries a signing link, that is issued in the same transaction, if it may leave.
        """
        envelope = await session.get_one(Envelope, message.envelope_id)
        signer = await session.get_one(Signer, message.signer_id)
        business = await session.get_one(Business, message.business_id)
        channel, purpose = Channel(message.channel), MessagePurpose(message.purpose)
        consent = await _consent(session, message, signer)
        message.phone = consent.phone if consent else ""
        message.consent_id = consent.id if consent else message.consent_id
        against: list[str] = [
            *([] if channel in self._channels else [MessageRefusal.CHANNEL_OFF.value]),
            *(row.value for row in await refusals(session, envelope, signer, channel, consent, now)),
        ]
        if purpose is MessagePurpose.CODE:
            code = code_of(self._tokens, message.consent_id or "")
            return self._judged(message, variables_of(code, one_line(business.name)), "", against)
        said = variables_of(one_line(business.name), one_line(envelope.title), "")
        before = self._judged(message, said, "", against)
        if before.reasons:
            return before
        link = await self._link(session, message, envelope, now)
        url = f"{self._public_url}/sign/{self._tokens.token(link.id)}"
        return self._judged(message, {**said, "3": url}, url, against)

    async def mark(self, session: AsyncSession, message: Message) -> str:
        """The mark of a message that was handed over before."""
        if message.purpose == MessagePurpose.CODE.value:
            return code_of(self._tokens, message.consent_id or "")
        link_id = await session.scalar(select(SigningLink.id).where(SigningLink.key == message.id))
        return self._tokens.token(link_id or message.id)

    def _judged(
        self, message: Message, variables: Mapping[str, str], url: str, against: list[str]
    ) -> Composed:
        text = text_of(MessagePurpose(message.purpose), message.language, variables)
        holds = sensitive(text, self._public_url, [url] if url else [])
        return Composed(text, variables, (*against, *(kind.value for kind in holds)))

    async def _link(
        self, session: AsyncSession, message: Message, envelope: Envelope, now: datetime
    ) -> SigningLink:
        link, is_new = await issue_signing_link(
            session,
            self._tokens,
            key=message.id,
            signer_id=message.signer_id,
            envelope_id=envelope.id,
            now=now,
            expires_at=signing_link_deadline(now, envelope.expires_at, self._zone),
        )
        if is_new:
            await append_events(session, envelope.id, [_issued(link, message)])
        return link


async def _consent(session: AsyncSession, message: Message, signer: Signer) -> ChannelConsent | None:
    """For a code the consent it is to confirm; else the one in force towards who asks."""
    if message.purpose == MessagePurpose.CODE.value:
        return await session.scalar(
            select(ChannelConsent).where(
                ChannelConsent.id == message.consent_id,
                ChannelConsent.confirmed_at.is_(None),
                ChannelConsent.lapsed_at.is_(None),
                ChannelConsent.revoked_at.is_(None),
            )
        )
    return await session.scalar(
        select(ChannelConsent).where(
            ChannelConsent.business_id == message.business_id,
            ChannelConsent.email == func.lower(signer.email),
            ChannelConsent.channel == message.channel,
            in_force(),
        )
    )


def _issued(link: SigningLink, message: Message) -> EventDraft:
    return EventDraft(
        key=f"link:{link.id}",
        kind=EventKind.LINK_ISSUED,
        at=link.created_at,
        actor=ActorKind.SERVICE,
        data={
            "link_id": link.id,
            "signer_id": link.signer_id,
            "purpose": message.purpose,
            "channel": message.channel,
            "expires_at": instant_text(link.expires_at),
            "replaces_older": False,
        },
    )
