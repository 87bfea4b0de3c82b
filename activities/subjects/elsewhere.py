"""What is left of an erased person outside the envelopes that they were to sign (GDPR art. 17.3)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.subjects.former import naming_ever
from models import Activity, EnvelopeDocument, InstructionEntry, Signer, SubjectMeasure, SubjectPlace
from terms.subjects import Elsewhere

Left = dict[str, dict[str, object]]


async def left_elsewhere(session: AsyncSession, measure: SubjectMeasure, now: datetime) -> Left | None:
    """What is left of the person now, by `Elsewhere`.

    To be called before names go: instructions that were found stay told when names no longer find them.
    """
    places = await session.execute(
        select(SubjectPlace.signer_id, SubjectPlace.envelope_id).where(SubjectPlace.measure_id == measure.id)
    )
    rows = places.all()
    signers, envelopes = [row.signer_id for row in rows], [row.envelope_id for row in rows]
    before = (measure.elsewhere or {}).get(Elsewhere.INSTRUCTIONS, {}).get("ids", [])
    left = {
        Elsewhere.REQUEST_LOG.value: await _requests(session, signers, now),
        Elsewhere.INSTRUCTIONS.value: _told(
            {*_texts(before), *await _instructions(session, measure, signers)}
        ),
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


async def _instructions(session: AsyncSession, measure: SubjectMeasure, signers: Sequence[str]) -> set[str]:
    """Those of which any entry names the person."""
    rows = (await session.scalars(select(Signer).where(Signer.id.in_(signers)))).all()
    people = [await naming_ever(session, row, measure.email or "") for row in rows]
    entries = await session.scalars(
        select(InstructionEntry).where(InstructionEntry.business_id == measure.business_id)
    )
    return {
        entry.instruction_id for entry in entries if any(person.search(_said(entry)) for person in people)
    }


def _said(entry: InstructionEntry) -> str:
    return "\n".join(map(str, filter(None, (entry.subject, entry.words, entry.ground, entry.terms))))


async def _documents(session: AsyncSession, envelopes: Sequence[str]) -> set[str]:
    rows = await session.scalars(
        select(EnvelopeDocument.document_id).where(EnvelopeDocument.envelope_id.in_(envelopes))
    )
    return set(rows)
