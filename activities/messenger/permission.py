"""Whether a message may leave, and to which number: clause, consent and sub-processor (contract W1, P4)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.subprocessor_register import subprocessor_for
from models import ChannelClause, ChannelConsent, Envelope, Signer
from terms.envelope import EnvelopeState, SignerState
from terms.messaging import Channel, MessageRefusal
from terms.subprocessors import OutsideService


async def consents_of(session: AsyncSession, signer_id: str) -> Sequence[ChannelConsent]:
    """The signer's consents in force towards who asks, for channels that its contract authorises.

    Empty for a test, which leaves the service by e-mail alone.
    """
    rows = await session.scalars(
        select(ChannelConsent)
        .join(Signer, func.lower(Signer.email) == ChannelConsent.email)
        .join(
            Envelope,
            and_(Envelope.id == Signer.envelope_id, Envelope.business_id == ChannelConsent.business_id),
        )
        .join(
            ChannelClause,
            and_(
                ChannelClause.business_id == ChannelConsent.business_id,
                ChannelClause.channel == ChannelConsent.channel,
                ChannelClause.revoked_at.is_(None),
            ),
        )
        .where(Signer.id == signer_id, Envelope.test.is_(False), in_force())
        .order_by(ChannelConsent.channel)
    )
    return rows.all()


def in_force() -> ColumnElement[bool]:
    """Consents whose code was typed and that nobody revoked."""
    return and_(ChannelConsent.confirmed_at.is_not(None), ChannelConsent.revoked_at.is_(None))


async def has_clause(session: AsyncSession, business_id: str, channel: Channel) -> bool:
    """Whether the customer's contract authorises the channel now."""
    clause = select(ChannelClause.id).where(
        ChannelClause.business_id == business_id,
        ChannelClause.channel == channel.value,
        ChannelClause.revoked_at.is_(None),
    )
    return await session.scalar(clause) is not None


async def refusals(
    session: AsyncSession,
    envelope: Envelope,
    signer: Signer,
    channel: Channel,
    consent: ChannelConsent | None,
    now: datetime,
) -> list[MessageRefusal]:
    """Why no message may leave to this signer; all reasons, whatever its text."""
    allowed = await subprocessor_for(session, OutsideService.MESSAGING, envelope.business_id, now)
    over = envelope.state != EnvelopeState.SENT.value or SignerState(signer.state).is_final
    return [
        refusal
        for refusal, holds in (
            (MessageRefusal.NO_CLAUSE, not await has_clause(session, envelope.business_id, channel)),
            (MessageRefusal.NO_CONSENT, consent is None),
            (MessageRefusal.NO_SUBPROCESSOR, allowed is None),
            (MessageRefusal.OVER, over and (consent is None or consent.confirmed_at is not None)),
        )
        if holds
    ]
