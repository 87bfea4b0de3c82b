"""Which envelopes are restricted at a data subject's request (GDPR art. 18; LOPDGDD art. 32)."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Envelope, EnvelopeDocument, SubjectPlace

GROUND = "data_protection"
"""What evidence says of the pause; other signers can read it."""


def is_restricted() -> ColumnElement[bool]:
    """Envelopes of the query whose processing is restricted now."""
    return (
        exists()
        .where(
            SubjectPlace.envelope_id == Envelope.id,
            SubjectPlace.blocks,
            SubjectPlace.released_at.is_(None),
        )
        .correlate(Envelope)
    )


async def envelope_is_restricted(session: AsyncSession, envelope_id: str) -> bool:
    """Whether processing of the envelope is restricted now."""
    return await _any(session, SubjectPlace.envelope_id == envelope_id)


async def signer_is_restricted(session: AsyncSession, signer_id: str) -> bool:
    """Whether it is at this signer's request."""
    return await _any(session, SubjectPlace.signer_id == signer_id)


async def document_is_restricted(session: AsyncSession, document_id: str) -> bool:
    """Whether processing of an envelope with the document is restricted now."""
    envelopes = select(EnvelopeDocument.envelope_id).where(EnvelopeDocument.document_id == document_id)
    return await _any(session, SubjectPlace.envelope_id.in_(envelopes))


async def _any(session: AsyncSession, whose: ColumnElement[bool]) -> bool:
    found = await session.scalar(
        select(
            exists().where(whose, SubjectPlace.blocks, SubjectPlace.released_at.is_(None)),
        )
    )
    return bool(found)
