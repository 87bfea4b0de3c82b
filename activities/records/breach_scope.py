"""Which controllers a breach concerns, and about how many people and records of each (contract P8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from models import Business, Document, Envelope, EnvelopeDocument, Membership, Signer
from models.identifiers import Prefix


@dataclass(frozen=True)
class Extent:
    """Numbers of one controller: distinct people, and records (signers, documents, members)."""

    people: int
    records: int


async def extents(session: AsyncSession, subject_ids: Sequence[str]) -> Mapping[str, Extent]:
    """Business → extent, from the ids that an incident names: businesses, envelopes, documents, users.

    A business named whole counts whole; one known by envelopes or documents alone counts with these. A user
    concerns every business they belong to, as one person. The holder is no controller of its own.
    """
    named = {prefix: [one for one in subject_ids if one.startswith(f"{prefix.value}_")] for prefix in Prefix}
    whole = set(
        await session.scalars(
            select(Business.id).where(Business.id.in_(named[Prefix.BUSINESS]), Business.owner_id.is_not(None))
        )
    )
    found = await _whole(session, whole)
    in_documents = select(EnvelopeDocument.envelope_id).where(
        EnvelopeDocument.document_id.in_(named[Prefix.DOCUMENT])
    )
    touched = Envelope.id.in_(named[Prefix.ENVELOPE]) | Envelope.id.in_(in_documents)
    for business, extent in (await _by_envelopes(session, touched)).items():
        found.setdefault(business, extent)
    memberships = await session.scalars(
        select(Membership.business_id).where(Membership.user_id.in_(named[Prefix.USER])).distinct()
    )
    for business in memberships:
        found.setdefault(business, Extent(1, 1))
    return found


async def _whole(session: AsyncSession, business_ids: Collection[str]) -> dict[str, Extent]:
    """All that there is of each, counted in one query a table however many they are."""
    signers = await _by_envelopes(session, Envelope.business_id.in_(business_ids))
    documents = await _count(session, Document.business_id, business_ids)
    members = await _count(session, Membership.business_id, business_ids)
    nothing = Extent(0, 0)
    return {
        business: Extent(
            signers.get(business, nothing).people + members.get(business, 0),
            signers.get(business, nothing).records + documents.get(business, 0) + members.get(business, 0),
        )
        for business in sorted(business_ids)
    }


async def _count(
    session: AsyncSession, column: InstrumentedAttribute[str], business_ids: Collection[str]
) -> dict[str, int]:
    rows = await session.execute(
        select(column, func.count()).where(column.in_(business_ids)).group_by(column)
    )
    return {row[0]: row[1] for row in rows}


async def _by_envelopes(session: AsyncSession, where: ColumnElement[bool]) -> dict[str, Extent]:
    """Signers of envelopes, by business: a person is an address, a record a signer's row."""
    rows = await session.execute(
        select(Envelope.business_id, func.count(distinct(func.lower(Signer.email))), func.count(Signer.id))
        .join(Signer, Signer.envelope_id == Envelope.id)
        .join(Business, Business.id == Envelope.business_id)
        .where(where, Business.owner_id.is_not(None))
        .group_by(Envelope.business_id)
    )
    return {business: Extent(people, records) for business, people, records in rows}
