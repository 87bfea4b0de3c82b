"""Consents for instant-messaging channels: how they end, with evidence (contract W1, W3)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.credentials import only_within
from activities.records.ledger import EventDraft, append_events
from models import ChannelConsent
from models.database import Database
from terms.evidence import ActorKind, EventKind
from terms.messaging import ConsentState, Revocation, state_of


class ChannelConsentRecords:
    """What the workflow of a consent reads and writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Close code of channel consent")
    async def close_code(self, consent_id: str, at: datetime) -> ConsentState:
        """Ends the code's time: a consent not confirmed by it lapses, and its number is forgotten."""
        async with self._database.transaction() as session:
            consent = await session.get(ChannelConsent, consent_id, with_for_update=True)
            if consent is None:
                return ConsentState.LAPSED
            if consent.confirmed_at is None and consent.lapsed_at is None:
                consent.lapsed_at, consent.phone = at, ""
            return consent_state(consent)


def consent_state(consent: ChannelConsent) -> ConsentState:
    """Where the consent stands."""
    return state_of(
        confirmed=consent.confirmed_at is not None,
        lapsed=consent.lapsed_at is not None,
        revoked=consent.revoked_at is not None,
    )


async def confirm_consent(session: AsyncSession, consent: ChannelConsent, at: datetime) -> None:
    """The code was typed: from now on it counts, in place of an older one for the same channel.

    The row is locked by the caller.
    """
    older = await session.scalars(
        select(ChannelConsent)
        .where(
            ChannelConsent.business_id == consent.business_id,
            ChannelConsent.email == consent.email,
            ChannelConsent.channel == consent.channel,
            ChannelConsent.confirmed_at.is_not(None),
            ChannelConsent.revoked_at.is_(None),
            ChannelConsent.id != consent.id,
        )
        .with_for_update()
    )
    for row in older.all():
        row.revoked_at, row.revoked_how = at, Revocation.REPLACED.value
    await session.flush()
    consent.confirmed_at = at
    await append_events(session, consent.envelope_id, [_event(consent, EventKind.CHANNEL_CONSENTED, at)])


async def revoke_consent(
    session: AsyncSession,
    consent: ChannelConsent,
    how: Revocation,
    at: datetime,
    user_id: str | None = None,
) -> None:
    """Ends a consent, once; no message leaves on it any more."""
    events = mark_revoked(consent, how, at, user_id)
    if events:
        await append_events(session, consent.envelope_id, events)


def mark_revoked(
    consent: ChannelConsent, how: Revocation, at: datetime, user_id: str | None = None
) -> list[EventDraft]:
    """Ends a consent in its row alone; the evidence to append, if it counted and had not ended yet."""
    if consent.revoked_at is not None:
        return []
    consent.revoked_at, consent.revoked_how, consent.revoked_by = at, how.value, user_id
    if consent.confirmed_at is None:
        return []
    return [_event(consent, EventKind.CHANNEL_REVOKED, at, how)]


async def revoke_consents_of(
    session: AsyncSession, email: str, how: Revocation, at: datetime, within: str | None = None
) -> None:
    """Ends every consent of a person (address in lower case), towards one business or all, in one go."""
    rows = await session.scalars(
        select(ChannelConsent)
        .where(
            ChannelConsent.email == email,
            ChannelConsent.revoked_at.is_(None),
            only_within(ChannelConsent.business_id, within),
        )
        .order_by(ChannelConsent.envelope_id, ChannelConsent.id)
        .with_for_update()
    )
    for consent in rows.all():
        await revoke_consent(session, consent, how, at)


def _event(
    consent: ChannelConsent, kind: EventKind, at: datetime, how: Revocation | None = None
) -> EventDraft:
    by_signer = how in (None, Revocation.SIGNER, Revocation.MAIL)
    about = {
        "consent_id": consent.id,
        "channel": consent.channel,
        "signer_id": consent.signer_id,
        "text_version": consent.text_version,
        "text_sha256": consent.text_sha256,
    }
    return EventDraft(
        key=f"{kind.value}:{consent.id}",
        kind=kind,
        at=at,
        actor=ActorKind.SIGNER if by_signer else ActorKind.SERVICE,
        actor_id=consent.signer_id if by_signer else None,
        data=about | ({"how": how.value} if how else {}),
        personal={"phone": consent.phone, "ip": consent.ip, "user_agent": consent.user_agent},
    )
