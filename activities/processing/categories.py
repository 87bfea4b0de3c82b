"""What the envelopes of a controller really ask for (contract E2, P2)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.processing.facts import AskedDatum
from models import Envelope, Field, Signer
from terms.processing import GROUP_OF, LABELS_MAX, OF_EVERY_ENVELOPE, Datum, datum_of

_PEOPLE = func.count(distinct(func.lower(Signer.email)))
_ENVELOPES = func.count(distinct(Envelope.id))
Extent = tuple[int, int]
"""How many envelopes, and how many people, each address once."""


async def extent_before(session: AsyncSession, business_id: str, before: datetime) -> Extent:
    """Envelopes sent before an instant, and their signers."""
    row = (
        await session.execute(
            select(_ENVELOPES, _PEOPLE)
            .join(Signer, Signer.envelope_id == Envelope.id)
            .where(Envelope.business_id == business_id, Envelope.sent_at < before)
        )
    ).one()
    return int(row[0]), int(row[1])


async def categories_before(
    session: AsyncSession, business_id: str, before: datetime, whole: Extent
) -> tuple[AskedDatum, ...]:
    """Each category of data that these envelopes ask for; none where none was sent.

    Several kinds of field may be one category: of their numbers the largest is told.
    """
    if not whole[0]:
        return ()
    found: dict[Datum, Extent] = dict.fromkeys(OF_EVERY_ENVELOPE, whole)
    for kind, (envelopes, people) in (await _by_kind(session, business_id, before)).items():
        had = found.get(datum_of(kind), (0, 0))
        found[datum_of(kind)] = max(had[0], envelopes), max(had[1], people)
    return tuple(AskedDatum(datum, GROUP_OF[datum], *found[datum]) for datum in Datum if datum in found)


async def labels_before(session: AsyncSession, business_id: str, before: datetime) -> tuple[str, ...]:
    """How the controller named its own fields."""
    rows = await session.scalars(
        select(Field.label)
        .join(Envelope, Envelope.id == Field.envelope_id)
        .where(Envelope.business_id == business_id, Envelope.sent_at < before, Field.label != "")
        .distinct()
        .order_by(Field.label)
        .limit(LABELS_MAX)
    )
    return tuple(rows)


async def _by_kind(session: AsyncSession, business_id: str, before: datetime) -> Mapping[str, Extent]:
    rows = await session.execute(
        select(Field.kind, _ENVELOPES, _PEOPLE)
        .join(Envelope, Envelope.id == Field.envelope_id)
        .join(Signer, Signer.id == Field.signer_id)
        .where(Envelope.business_id == business_id, Envelope.sent_at < before)
        .group_by(Field.kind)
    )
    return {kind: (envelopes, people) for kind, envelopes, people in rows}
