"""What is left of an erased person outside the envelopes that they were to sign (GDPR art. 17.3)."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.disclosure_register import disclosures_told, duties_told
from activities.subjects.finding import addresses_of
from activities.subjects.former import naming_ever
from models import (
    Activity,
    Disclosure,
    DisclosureDuty,
    EnvelopeDocument,
    InstructionEntry,
    Signer,
    SubjectMeasure,
    SubjectPlace,
)
from terms.subjects import NAME, Elsewhere

Left = dict[str, dict[str, object]]


async def left_elsewhere(session: AsyncSession, measure: SubjectMeasure, now: datetime) -> Left | None:
    """What is left of the person now, by `Elsewhere`.

    To be called before names go: what was found by its words stays told when names no longer find it.
    """
    places = await session.execute(
        select(SubjectPlace.signer_id, SubjectPlace.envelope_id).where(SubjectPlace.measure_id == measure.id)
    )
    rows = places.all()
    signers, envelopes = [row.signer_id for row in rows], [row.envelope_id for row in rows]
    people = await _people(session, measure, signers)
    found = {
        Elsewhere.INSTRUCTIONS: await _instructions(session, measure, people),
        Elsewhere.DISCLOSURES: await _disclosures(session, measure, people),
    }
    before = measure.elsewhere or {}
    left = {
        Elsewhere.REQUEST_LOG.value: await _requests(session, signers, now),
        **{
            what.value: _told({*_texts(before.get(what.value, {}).get("ids")), *ids})
            for what, ids in found.items()
        },
        Elsewhere.DOCUMENTS.value: _told(await _documents(session, envelopes)),
    }
    return {name: told for name, told in left.items() if told["count"]} or None


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _told(ids: set[str]) -> dict[str, object]:
    return {"count": len(ids), "ids": sorted(ids)}


async def _requests(session: AsyncSession, signers: Sequence[str], now: datetime) -> dict[str, object]:
    found = await session.execute(
        select(func.count(), func.max(Activity.keep_until)).where(
            Activity.objects.overlap(signers), Activity.actor_id.in_(signers), Activity.keep_until > now
        )
    )
    count, until = found.one()
    return {"count": count, "until": until.isoformat() if until else None}


async def _people(
    session: AsyncSession, measure: SubjectMeasure, signers: Sequence[str]
) -> Sequence[re.Pattern[str]]:
    """What finds the person, by what they are and were called at each place."""
    rows = (await session.scalars(select(Signer).where(Signer.id.in_(signers)))).all()
    emails = await addresses_of(session, measure.business_id, measure.email or "")
    name = (measure.details or {}).get(NAME)
    also = [] if name is None else [str(name)]
    return [await naming_ever(session, row, emails, also) for row in rows]


async def _instructions(
    session: AsyncSession, measure: SubjectMeasure, people: Sequence[re.Pattern[str]]
) -> set[str]:
    """Those of which any entry names the person."""
    entries = await session.scalars(
        select(InstructionEntry).where(InstructionEntry.business_id == measure.business_id)
    )
    return {
        entry.instruction_id for entry in entries if any(person.search(_said(entry)) for person in people)
    }


async def _disclosures(
    session: AsyncSession, measure: SubjectMeasure, people: Sequence[re.Pattern[str]]
) -> set[str]:
    """Disclosures and legal duties whose words name the person, of those that the controller may know of."""
    duties = await session.scalars(select(DisclosureDuty).where(duties_told(measure.business_id)))
    made = await session.scalars(select(Disclosure).where(disclosures_told(measure.business_id)))
    said = {row.id: f"{row.recipient}\n{row.ground}\n{row.words}" for row in duties}
    said |= {row.id: f"{row.recipient}\n{row.words}" for row in made}
    return {about for about, text in said.items() if any(person.search(text) for person in people)}


def _said(entry: InstructionEntry) -> str:
    return "\n".join(map(str, filter(None, (entry.subject, entry.words, entry.ground, entry.terms))))


async def _documents(session: AsyncSession, envelopes: Sequence[str]) -> set[str]:
    rows = await session.scalars(
        select(EnvelopeDocument.document_id).where(EnvelopeDocument.envelope_id.in_(envelopes))
    )
    return set(rows)
