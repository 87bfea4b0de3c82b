"""Channels, clauses and consents as signers and owners see them (contract W1)."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.evidence.texts import TextArchive
from activities.records.channel_consents import consent_state
from api.access.callers import LinkHolder
from api.schemas.messaging import (
    BusinessChannels,
    ChannelText,
    ClauseView,
    ConsentOfSigner,
    ConsentView,
    SignerChannels,
)
from models import ChannelClause, ChannelConsent
from terms.accounts import Document
from terms.messaging import CODE_WORKS, Channel, ConsentState, Revocation, masked_number

CONSENTS_SHOWN = 500
_OF_INTEREST = (ConsentState.AWAITING_CODE, ConsentState.CONFIRMED)


async def offered_channels(
    session: AsyncSession, on: Collection[Channel], holder: LinkHolder
) -> list[Channel]:
    """The channels that are on and that the sender's contract authorises; none for a test."""
    if holder.envelope.test or not on:
        return []
    rows = await session.scalars(
        select(ChannelClause.channel).where(
            ChannelClause.business_id == holder.envelope.business_id, ChannelClause.revoked_at.is_(None)
        )
    )
    authorised = set(rows.all())
    return [channel for channel in on if channel.value in authorised]


async def show_to_signer(
    session: AsyncSession, texts: TextArchive, on: Collection[Channel], holder: LinkHolder
) -> SignerChannels:
    """What the signing page offers, and the signer's consents that count or await their code."""
    rows = await session.scalars(
        select(ChannelConsent)
        .where(
            ChannelConsent.business_id == holder.envelope.business_id,
            ChannelConsent.email == func.lower(holder.signer.email),
        )
        .order_by(ChannelConsent.id.desc())
    )
    shown = [show_consent(row) for row in rows.all()]
    return SignerChannels(
        channels=await offered_channels(session, on, holder),
        text=_text(texts, Document.MESSAGING_CONSENT, holder.signer.language),
        consents=[one for one in shown if one.state in _OF_INTEREST],
    )


def show_consent(row: ChannelConsent) -> ConsentView:
    """A consent, to the signer who gave it."""
    return ConsentView(
        id=row.id,
        channel=Channel(row.channel),
        phone=masked_number(row.phone),
        state=consent_state(row),
        given_at=row.given_at,
        confirmed_at=row.confirmed_at,
        code_until=row.given_at + CODE_WORKS,
    )


async def show_to_owner(
    session: AsyncSession, texts: TextArchive, on: Collection[Channel], business_id: str, language: str
) -> BusinessChannels:
    """The clause of every channel, and the newest consents."""
    clauses = await session.scalars(
        select(ChannelClause).where(ChannelClause.business_id == business_id).order_by(ChannelClause.id)
    )
    newest = {row.channel: row for row in clauses.all()}
    consents = await session.scalars(
        select(ChannelConsent)
        .where(ChannelConsent.business_id == business_id, ChannelConsent.lapsed_at.is_(None))
        .order_by(ChannelConsent.id.desc())
        .limit(CONSENTS_SHOWN)
    )
    return BusinessChannels(
        text=_text(texts, Document.MESSAGING_CLAUSE, language),
        clauses=[_clause(channel, channel in on, newest.get(channel.value)) for channel in Channel],
        consents=_consents(consents.all()),
    )


def _clause(channel: Channel, available: bool, row: ChannelClause | None) -> ClauseView:
    return ClauseView(
        channel=channel,
        available=available,
        accepted_at=row.accepted_at if row else None,
        accepted_by=row.accepted_by if row else None,
        text_version=row.text_version if row else None,
        revoked_at=row.revoked_at if row else None,
    )


def _consents(rows: Sequence[ChannelConsent]) -> list[ConsentOfSigner]:
    return [
        ConsentOfSigner(
            id=row.id,
            email=row.email,
            channel=Channel(row.channel),
            phone=masked_number(row.phone),
            state=consent_state(row),
            text_version=row.text_version,
            given_at=row.given_at,
            confirmed_at=row.confirmed_at,
            revoked_at=row.revoked_at,
            revoked_how=Revocation(row.revoked_how) if row.revoked_how else None,
        )
        for row in rows
    ]


def _text(texts: TextArchive, kind: Document, language: str) -> ChannelText:
    text = texts.current(kind, language)
    return ChannelText(
        version=text.version, language=text.language, sha256=text.sha256, title=text.title, body=text.body
    )
