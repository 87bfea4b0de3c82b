"""Consents of signers and clauses of businesses for instant-messaging channels (contract W1)."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens
from activities.messenger.codes import is_code
from activities.records.channel_consents import confirm_consent, mark_revoked, revoke_consent
from activities.records.ledger import append_events
from api.access.callers import LinkHolder, Member
from api.access.scopes import scope_of
from api.acting.consent import require_current
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.messaging import offered_channels
from api.schemas.messaging import ConsentRequest, TextGiven
from models import ChannelClause, ChannelConsent
from models.database import enter
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.access import (
    CHANNEL_CODES_PER_BUSINESS,
    CHANNEL_CODES_PER_NUMBER,
    CHANNEL_CODES_PER_ORIGIN,
    CHANNEL_CODES_PER_SIGNER,
)
from terms.accounts import Document
from terms.messaging import Channel, CodeOutcome, Revocation, try_code
from workflows.channel_consent import ChannelConsentStart, ChannelConsentWorkflow
from workflows.identifiers import channel_consent_workflow_id


async def give_consent(
    parts: Parts,
    holder: LinkHolder,
    request: ConsentRequest,
    consent_id: str,
    origin: Origin,
    now: datetime,
) -> ChannelConsent:
    """Stores the consent and has its code sent. It counts for nothing before the code is typed.

    Raises 409 for an outdated text or a channel that is not offered, 429 for too many codes.
    """
    require_current(parts.texts, Document.MESSAGING_CONSENT, request.consent, "/consent")
    async with parts.database.transaction(scope_of(holder)) as session:
        if request.channel not in await offered_channels(session, parts.channels, holder):
            raise Problem(Kind.CHANNEL_NOT_OFFERED)
    await _limit(parts, holder, request.phone, origin, now)
    async with parts.database.transaction(scope_of(holder)) as session:
        await session.execute(
            insert(ChannelConsent)
            .values(
                id=consent_id,
                business_id=holder.envelope.business_id,
                envelope_id=holder.envelope.id,
                signer_id=holder.signer.id,
                email=holder.signer.email.lower(),
                channel=request.channel.value,
                phone=request.phone,
                language=request.consent.language,
                text_version=request.consent.version,
                text_sha256=request.consent.sha256,
                token_sha256=LinkTokens.sha256(parts.links.token(consent_id)),
                ip=origin.ip,
                user_agent=origin.user_agent,
                given_at=now,
                tries=0,
            )
            .on_conflict_do_nothing()
        )
        consent = await session.get_one(ChannelConsent, consent_id)
    start = ChannelConsentStart(consent_id, request.channel, holder.envelope.id, holder.signer.id)
    workflow_id = channel_consent_workflow_id(consent_id)
    await parts.engine.start(ChannelConsentWorkflow.run, start, workflow_id)
    return consent


async def type_code(
    parts: Parts, holder: LinkHolder, consent_id: str, code: str, now: datetime
) -> ChannelConsent:
    """Confirms the consent by its code. A wrong one counts, whatever follows.

    Raises 404, 410 when the code does not work any more, 422 when it is wrong.
    """
    async with parts.database.transaction(scope_of(holder)) as session:
        consent = await _own(session, holder, consent_id)
        if consent.confirmed_at is not None and consent.revoked_at is None:
            return consent
        outcome = try_code(
            right=is_code(parts.links, consent_id, code),
            asked_at=consent.given_at,
            tries=consent.tries,
            ended=consent.lapsed_at is not None or consent.revoked_at is not None,
            now=now,
        )
        if outcome is CodeOutcome.CONFIRMED:
            await confirm_consent(session, consent, now)
        elif outcome is CodeOutcome.WRONG:
            consent.tries += 1
    if outcome is CodeOutcome.WRONG:
        raise Problem(Kind.CHANNEL_CODE_WRONG)
    if outcome is CodeOutcome.LAPSED:
        raise Problem(Kind.CHANNEL_CODE_LAPSED)
    with suppress(WorkflowGone, Problem):  # it looks by itself when the code's time ends
        await parts.engine.tell(channel_consent_workflow_id(consent_id), ChannelConsentWorkflow.confirmed)
    return consent


async def withdraw(session: AsyncSession, holder: LinkHolder, consent_id: str, now: datetime) -> None:
    """The signer withdraws a consent of theirs on the signing page. Raises 404."""
    await revoke_consent(session, await _own(session, holder, consent_id), Revocation.SIGNER, now)


async def withdraw_by_mail(parts: Parts, token: str, now: datetime) -> Channel:
    """Whoever follows the mailed link withdraws; told again, nothing changes. Raises 404."""
    token_sha256 = LinkTokens.sha256(token)
    async with parts.database.transaction(Scope.of_credential(token_sha256)) as session:
        consent = await session.scalar(
            select(ChannelConsent).where(ChannelConsent.token_sha256 == token_sha256).with_for_update()
        )
        if consent is None:
            raise Problem(Kind.NOT_FOUND)
        events = mark_revoked(consent, Revocation.MAIL, now)
        if events:
            await enter(session, Scope.of_link(consent.envelope_id, consent.signer_id))
            await append_events(session, consent.envelope_id, events)
        return Channel(consent.channel)


async def revoke_as_owner(session: AsyncSession, member: Member, consent_id: str, now: datetime) -> None:
    """The owner ends a signer's consent. Raises 404."""
    consent = await session.get(ChannelConsent, consent_id, with_for_update=True)
    if consent is None or consent.business_id != member.business_id:
        raise Problem(Kind.NOT_FOUND)
    await revoke_consent(session, consent, Revocation.OWNER, now, member.user_id)
    await session.flush()


async def accept_clause(
    parts: Parts, session: AsyncSession, member: Member, channel: Channel, given: TextGiven, now: datetime
) -> None:
    """The owner accepts the clause for a channel; again, it stays as it is. Raises 409."""
    require_current(parts.texts, Document.MESSAGING_CLAUSE, given, "")
    if channel not in parts.channels:
        raise Problem(Kind.CHANNEL_NOT_OFFERED)
    await session.execute(
        insert(ChannelClause)
        .values(
            id=new_id(Prefix.CHANNEL_CLAUSE),
            business_id=member.business_id,
            channel=channel.value,
            text_version=given.version,
            text_language=given.language,
            text_sha256=given.sha256,
            accepted_by=member.user_id,
            accepted_at=now,
        )
        .on_conflict_do_nothing()
    )


async def revoke_clause(session: AsyncSession, member: Member, channel: Channel, now: datetime) -> None:
    """The owner revokes it: no message leaves over the channel any more. Raises 404 without one."""
    clause = await session.scalar(
        select(ChannelClause)
        .where(
            ChannelClause.business_id == member.business_id,
            ChannelClause.channel == channel.value,
            ChannelClause.revoked_at.is_(None),
        )
        .with_for_update()
    )
    if clause is None:
        raise Problem(Kind.NOT_FOUND)
    clause.revoked_at, clause.revoked_by = now, member.user_id
    await session.flush()


async def _limit(parts: Parts, holder: LinkHolder, phone: str, origin: Origin, now: datetime) -> None:
    """Raises 429: nobody's phone is flooded, by whichever pages."""
    for limit, what, whose in (
        (CHANNEL_CODES_PER_ORIGIN, "channel-code-origin", origin.ip),
        (CHANNEL_CODES_PER_BUSINESS, "channel-code-business", holder.envelope.business_id),
        (CHANNEL_CODES_PER_SIGNER, "channel-code-signer", holder.signer.email.lower()),
        (CHANNEL_CODES_PER_NUMBER, "channel-code-number", phone),
    ):
        await parts.throttles.attempt(limit, what, whose, now=now)


async def _own(session: AsyncSession, holder: LinkHolder, consent_id: str) -> ChannelConsent:
    """The signer's own consent towards this sender, locked. Raises 404."""
    consent = await session.scalar(
        select(ChannelConsent)
        .where(
            ChannelConsent.id == consent_id,
            ChannelConsent.business_id == holder.envelope.business_id,
            ChannelConsent.email == func.lower(holder.signer.email),
        )
        .with_for_update()
    )
    if consent is None:
        raise Problem(Kind.NOT_FOUND)
    return consent
