"""Recomputes chains of evidence: those that grew, and by turns all others (contract E4, M7)."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.evidence.dossier import EvidenceBroken, check_chain
from models import EvidenceEvent, MeasureRecord
from terms.detectors import CHAINS_A_LOOK, Detector, Occurrence
from terms.measures import Measure


@dataclass(frozen=True)
class Chains:
    """How many were recomputed, which of them are broken, and up to which envelope the round has come."""

    checked: int
    after: str
    broken: list[Occurrence]


async def broken_chains(session: AsyncSession, since: datetime) -> Chains:
    """Looks at chains with events since an instant, and at the next ones of the round."""
    grown = await session.scalars(
        select(EvidenceEvent.envelope_id).where(EvidenceEvent.at >= since).distinct().limit(CHAINS_A_LOOK)
    )
    after = await _reached(session)
    others = await session.scalars(
        select(EvidenceEvent.envelope_id)
        .where(EvidenceEvent.envelope_id > after, EvidenceEvent.sequence == 1)
        .order_by(EvidenceEvent.envelope_id)
        .limit(CHAINS_A_LOOK)
    )
    turn = list(others)
    wanted = {*grown, *turn}
    broken = [
        Occurrence(Detector.CHAIN_BREAK, f"{Detector.CHAIN_BREAK.value}:{envelope_id}", 1, (envelope_id,))
        for envelope_id in await _broken(session, wanted)
    ]
    return Chains(len(wanted), turn[-1] if len(turn) == CHAINS_A_LOOK else "", broken)


async def _broken(session: AsyncSession, envelope_ids: set[str]) -> list[str]:
    rows = await session.scalars(
        select(EvidenceEvent)
        .where(EvidenceEvent.envelope_id.in_(envelope_ids))
        .order_by(EvidenceEvent.envelope_id, EvidenceEvent.sequence)
    )
    found = []
    for envelope_id, events in groupby(rows, key=attrgetter("envelope_id")):
        try:
            check_chain(envelope_id, list(events))
        except EvidenceBroken:
            found.append(envelope_id)
    return found


async def _reached(session: AsyncSession) -> str:
    """Where the look before left the round; a new one begins with the first envelope."""
    newest = await session.scalar(
        select(func.jsonb_extract_path_text(MeasureRecord.figures, "chains_after"))
        .where(MeasureRecord.measure == Measure.DETECTION.value)
        .order_by(MeasureRecord.due_at.desc())
        .limit(1)
    )
    return newest or ""
