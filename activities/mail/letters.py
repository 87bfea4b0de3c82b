"""Reads what a mail says from PostgreSQL, so that no name or address ever passes through Temporal."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.account_letters import AccountLetter, Desk, GroundGoneError, UnknownOrderError, found
from activities.mail.facts import DataController, EnvelopeFacts, Letter, Recipient
from activities.mail.links import LinkTokens, issue_signing_link
from activities.mail.messages import MailOrder, Purpose
from activities.mail.staff_letters import MEMBERS_PATH
from activities.mail.wording import address_words, instant_words, many_lines, one_line
from activities.mail.writers import WRITERS
from activities.records.ledger import EventDraft, append_events
from activities.records.test_recipients import strangers
from activities.subjects.blocked import envelope_is_restricted, signer_is_restricted
from activities.vault.vault import Vault
from models import (
    Business,
    Document,
    Envelope,
    EnvelopeDocument,
    Mail,
    Membership,
    Signer,
    SigningLink,
    User,
)
from terms.envelope import EnvelopeState, SignerState
from terms.evidence import ActorKind, EventKind, instant_text
from terms.links import signing_link_deadline

_REPLACES_OLDER = frozenset({Purpose.SIGN_REQUEST, Purpose.SIGN_NEW_LINK})
"""An invitation is the first link, or goes to a corrected address; a new link replaces a lost one."""


class Letters:
    """Writes letters from orders: who gets them, what they say, and the link they carry."""

    def __init__(self, tokens: LinkTokens, public_url: str, zone: str, vault: Vault | None = None) -> None:
        """`zone` is the holder's, in which dates are written for people who have set none of their own.

        Without a vault nothing that is kept there is attached.
        """
        self._tokens = tokens
        self._public_url = public_url.rstrip("/")
        self._zone = zone
        self._vault = vault

    async def recipient(self, session: AsyncSession, order: MailOrder) -> Recipient:
        """Who the order is for. Raises `UnknownOrderError`."""
        if order.purpose in WRITERS:
            return (await self._account_letter(session, order)).recipient
        if order.signer_id:
            signer = found(await session.get(Signer, order.signer_id), order)
            await _refuse_strangers_to_tests(session, order, signer)
            await _refuse_restricted(session, order, signer)
            return Recipient("signer", signer.email, signer.language, one_line(signer.name), self._zone)
        if order.envelope_id:
            user = await _correspondent(session, order, order.user_id or "")
            name = one_line(user.name) if user.name else None
            return Recipient("sender", user.email, user.language, name, user.time_zone)
        raise UnknownOrderError(f"{order.key}: no recipient")

    async def write(self, session: AsyncSession, order: MailOrder, mail: Mail, now: datetime) -> Letter:
        """The letter of a mail in the ledger, to the address the ledger has.

        Where it carries a signing link, that is issued in the same transaction.
        """
        current = await self.recipient(session, order)
        recipient = replace(current, address=mail.address, language=mail.language)
        if order.envelope_id is None or order.purpose in WRITERS:
            return await self._outside_envelopes(session, order, recipient)
        envelope = found(await session.get(Envelope, order.envelope_id), order)
        business = found(await session.get(Business, envelope.business_id), order)
        sender = await _correspondent(session, order, envelope.created_by)
        facts = await _envelope_facts(session, order, recipient, envelope, business)
        if order.signer_id is None:
            path = f"/envelopes/{envelope.id}" if business.owner_id else MEMBERS_PATH
            url = self._public_url + path
            return Letter(order.purpose, recipient, url, "", facts)
        link = await self._link(session, order, envelope, now)
        return Letter(
            order.purpose,
            recipient,
            action_url=f"{self._public_url}/sign/{self._tokens.token(link.id)}",
            link_until=instant_words(link.expires_at, recipient.zone, recipient.language),
            envelope=facts,
            controller=_controller(business, sender),
            reply_to=sender.email,
        )

    async def _outside_envelopes(
        self, session: AsyncSession, order: MailOrder, recipient: Recipient
    ) -> Letter:
        written = await self._account_letter(session, order)
        until = written.link_until
        return Letter(
            order.purpose,
            recipient,
            action_url=self._public_url + written.path,
            link_until=instant_words(until, recipient.zone, recipient.language) if until else "",
            words=written.words,
            attachments=written.attachments,
        )

    async def _account_letter(self, session: AsyncSession, order: MailOrder) -> AccountLetter:
        writer = WRITERS.get(order.purpose)
        if writer is None:
            raise UnknownOrderError(f"{order.key}: no recipient")
        return await writer(Desk(session, self._tokens, self._zone, self._vault), order)

    async def _link(
        self, session: AsyncSession, order: MailOrder, envelope: Envelope, now: datetime
    ) -> SigningLink:
        link, is_new = await issue_signing_link(
            session,
            self._tokens,
            key=order.key,
            signer_id=order.signer_id or "",
            envelope_id=envelope.id,
            now=now,
            expires_at=signing_link_deadline(now, envelope.expires_at, self._zone),
            replaces_older=order.purpose in _REPLACES_OLDER,
        )
        if is_new:
            await append_events(session, envelope.id, [_link_event(link, order.purpose)])
        return link


async def _refuse_strangers_to_tests(session: AsyncSession, order: MailOrder, signer: Signer) -> None:
    """The API refuses to send a test to anybody but members; one may have left since."""
    envelope = found(await session.get(Envelope, signer.envelope_id), order)
    if envelope.test and await strangers(session, envelope.business_id, [signer.email]):
        raise UnknownOrderError(f"{order.key}: a test goes to members of the business alone")


async def _refuse_restricted(session: AsyncSession, order: MailOrder, signer: Signer) -> None:
    """Nothing is mailed to whose data is restricted, nor to others of an interruption that is theirs.

    Raises `GroundGoneError`.
    """
    restricted = await signer_is_restricted(session, signer.id)
    if order.purpose is Purpose.SIGN_INTERRUPTED:
        restricted = restricted or await envelope_is_restricted(session, signer.envelope_id)
    if restricted:
        raise GroundGoneError(f"{order.key}: processing is restricted")


async def _correspondent(session: AsyncSession, order: MailOrder, user_id: str) -> User:
    """The user who answers for the envelope: its sender, or the owner once the sender has left (A5).

    For what the holder sends to its own staff, which nobody owns, the sender does.
    """
    envelope = found(await session.get(Envelope, order.envelope_id or ""), order)
    place = await session.get(Membership, (envelope.business_id, user_id))
    if place is None or place.revoked_at is not None:
        business = found(await session.get(Business, envelope.business_id), order)
        user_id = business.owner_id or user_id
    return found(await session.get(User, user_id), order)


def _link_event(link: SigningLink, purpose: Purpose) -> EventDraft:
    return EventDraft(
        key=f"link:{link.id}",
        kind=EventKind.LINK_RENEWED if purpose is Purpose.SIGN_NEW_LINK else EventKind.LINK_ISSUED,
        at=link.created_at,
        actor=ActorKind.SERVICE,
        data={
            "link_id": link.id,
            "signer_id": link.signer_id,
            "purpose": purpose.value,
            "expires_at": instant_text(link.expires_at),
            "replaces_older": purpose in _REPLACES_OLDER,
        },
    )


def _controller(business: Business, sender: User) -> DataController:
    """Who asks for the data and where rights are exercised (contract E3)."""
    return DataController(
        name=one_line(business.name),
        tax_id=one_line(business.tax_id) if business.tax_id else None,
        address=address_words(business.address),
        contact_email=sender.email if business.owner_id else business.privacy_contacts["dpo"]["email"],
    )


async def _envelope_facts(
    session: AsyncSession, order: MailOrder, recipient: Recipient, envelope: Envelope, business: Business
) -> EnvelopeFacts:
    signers = list(
        await session.scalars(
            select(Signer).where(Signer.envelope_id == envelope.id).order_by(Signer.position)
        )
    )
    about = _about(order, signers)
    missing = [signer for signer in signers if signer.state != SignerState.SIGNED.value]

    def words(at: datetime | None) -> str:
        return instant_words(at, recipient.zone, recipient.language) if at else ""

    has_deadline = envelope.state in (EnvelopeState.SENT.value, EnvelopeState.EXPIRED.value)
    return EnvelopeFacts(
        envelope_id=envelope.id,
        business=one_line(business.name),
        title=one_line(envelope.title),
        message_lines=many_lines(envelope.message),
        documents=await _document_names(session, envelope.id),
        signers=_names(signers),
        missing=_names(missing),
        deadline=words(envelope.expires_at) if has_deadline else "",
        finished=words(envelope.finished_at),
        reason_lines=many_lines(envelope.reason or (about.decline_reason if about else None) or ""),
        about_name=one_line(about.name) if about else "",
        about_address=about.email if about else "",
        about_is_recipient=about is not None and about.id == order.signer_id,
        test=envelope.test,
    )


def _about(order: MailOrder, signers: list[Signer]) -> Signer | None:
    """Whom the mail is about: the signer the order names, else the one who declined."""
    if order.about_signer_id:
        return next((signer for signer in signers if signer.id == order.about_signer_id), None)
    return next((signer for signer in signers if signer.state == SignerState.DECLINED.value), None)


def _names(signers: list[Signer]) -> str:
    return ", ".join(one_line(signer.name) for signer in signers)


async def _document_names(session: AsyncSession, envelope_id: str) -> str:
    names = await session.scalars(
        select(Document.name)
        .join(EnvelopeDocument, EnvelopeDocument.document_id == Document.id)
        .where(EnvelopeDocument.envelope_id == envelope_id)
        .order_by(EnvelopeDocument.position)
    )
    return ", ".join(one_line(name) for name in names)
