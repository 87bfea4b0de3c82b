"""Signing links that end because the credentials of their addressee are lost (contract A7)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.credential_messages import LinkEnded
from activities.records.credentials import only_within
from activities.records.ledger import EventDraft, append_events
from models import Envelope, Signer, SigningLink
from terms.envelope import EnvelopeState
from terms.evidence import ActorKind, EventKind


async def envelopes_with_links(
    session: AsyncSession, email: str, now: datetime, within: str | None
) -> Sequence[str]:
    """Envelopes, of one business or all, for which a working link was mailed to the address (lower case)."""
    rows = await session.scalars(
        select(SigningLink.envelope_id)
        .join(Signer, Signer.id == SigningLink.signer_id)
        .join(Envelope, Envelope.id == SigningLink.envelope_id)
        .where(
            only_within(Envelope.business_id, within),
            func.lower(Signer.email) == email,
            SigningLink.revoked_at.is_(None),
            SigningLink.expires_at > now,
        )
        .distinct()
        .order_by(SigningLink.envelope_id)
    )
    return rows.all()


async def end_links_of(
    session: AsyncSession, envelope_id: str, email: str, report_id: str, now: datetime
) -> None:
    """Ends the address's links to one envelope, and says so in its evidence, once per signer and report."""
    signers = await session.scalars(
        select(Signer.id)
        .where(Signer.envelope_id == envelope_id, func.lower(Signer.email) == email)
        .order_by(Signer.id)
    )
    for signer_id in signers.all():
        ended = await session.scalars(
            update(SigningLink)
            .where(SigningLink.signer_id == signer_id, SigningLink.revoked_at.is_(None))
            .values(revoked_at=now, ended_by_report=report_id)
            .returning(SigningLink.id)
        )
        link_ids = sorted(ended.all())
        if link_ids:
            await append_events(session, envelope_id, [_event(signer_id, report_id, link_ids, now)])


async def links_ended_by(session: AsyncSession, report_id: str) -> Sequence[LinkEnded]:
    """Signers of envelopes under way whose links the report has ended."""
    rows = await session.execute(
        select(SigningLink.envelope_id, SigningLink.signer_id, Envelope.created_by)
        .join(Envelope, Envelope.id == SigningLink.envelope_id)
        .where(SigningLink.ended_by_report == report_id, Envelope.state == EnvelopeState.SENT.value)
        .distinct()
        .order_by(SigningLink.envelope_id, SigningLink.signer_id)
    )
    return [LinkEnded(row.envelope_id, row.signer_id, row.created_by) for row in rows]


async def report_that_ended_links(session: AsyncSession, signer_id: str) -> str | None:
    """The report that ended the signer's newest link; `None` when that one was issued since."""
    return await session.scalar(
        select(SigningLink.ended_by_report)
        .where(SigningLink.signer_id == signer_id)
        .order_by(SigningLink.id.desc())
        .limit(1)
    )


def _event(signer_id: str, report_id: str, link_ids: list[str], at: datetime) -> EventDraft:
    return EventDraft(
        key=f"links-ended:{report_id}:{signer_id}",
        kind=EventKind.LINK_ENDED,
        at=at,
        actor=ActorKind.SERVICE,
        data={"signer_id": signer_id, "link_ids": link_ids, "cause": "credentials_reported"},
    )
