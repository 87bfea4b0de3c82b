"""A controller's instructions and disclosures as they stood before an instant (contract P1, P3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.processing.facts import MadeDisclosure, StandingInstruction
from activities.records.disclosure_register import disclosures_told
from models import Disclosure, DisclosureDuty, InstructionEntry
from terms.disclosures import DisclosedData
from terms.instructions import (
    WORDED,
    InstructionAct,
    InstructionCourse,
    InstructionKind,
    InstructionState,
    course_after,
    given,
)
from terms.processing import is_third_country


async def instructions_before(
    session: AsyncSession, business_id: str, before: datetime
) -> tuple[StandingInstruction, ...]:
    """Those that were not withdrawn: each is told by the acts that had counted by then."""
    rows = await session.scalars(
        select(InstructionEntry)
        .where(InstructionEntry.business_id == business_id, InstructionEntry.counted_at < before)
        .order_by(InstructionEntry.instruction_id, InstructionEntry.sequence)
    )
    stood = [_standing(list(entries)) for _, entries in groupby(rows, lambda entry: entry.instruction_id)]
    return tuple(one for one in stood if one.state is not InstructionState.WITHDRAWN)


async def disclosures_before(
    session: AsyncSession, business_id: str, before: datetime
) -> tuple[MadeDisclosure, ...]:
    """What had been recorded, but for what the law forbids telling the controller."""
    rows = (
        await session.execute(
            select(Disclosure, DisclosureDuty.ground)
            .outerjoin(DisclosureDuty, DisclosureDuty.id == Disclosure.duty_id)
            .where(disclosures_told(business_id), Disclosure.recorded_at < before)
            .order_by(Disclosure.made_at, Disclosure.id)
        )
    ).all()
    versions = await _versions(session, [row for row, _ in rows])
    return tuple(_made(row, ground, versions) for row, ground in rows)


def _standing(entries: Sequence[InstructionEntry]) -> StandingInstruction:
    course: InstructionCourse | None = None
    for entry in entries:
        at = entry.counted_at or entry.at
        course = (
            given(entry.id, at)
            if course is None
            else course_after(course, InstructionAct(entry.act), entry.id, at)
        )
    if course is None:
        raise ValueError("no act, no instruction")
    version = [entry for entry in entries if InstructionAct(entry.act) in WORDED][-1]
    return StandingInstruction(
        id=version.instruction_id,
        kind=InstructionKind.WRITTEN if version.terms is None else InstructionKind.DISCLOSURE,
        state=course.state,
        version=course.version,
        subject=version.subject or "",
        sha256=version.sha256,
        since=entries[-1].counted_at or entries[-1].at,
    )


async def _versions(
    session: AsyncSession, made: Sequence[Disclosure]
) -> Mapping[tuple[str, int], Mapping[str, Any]]:
    """What the versions authorised under which data was handed over."""
    rows = await session.scalars(
        select(InstructionEntry).where(
            InstructionEntry.instruction_id.in_([one.instruction_id for one in made if one.instruction_id]),
            InstructionEntry.act.in_([act.value for act in WORDED]),
            InstructionEntry.version.is_not(None),
        )
    )
    return {(row.instruction_id, row.version or 0): row.terms or {} for row in rows}


def _made(
    row: Disclosure, ground: str | None, versions: Mapping[tuple[str, int], Mapping[str, Any]]
) -> MadeDisclosure:
    country = str(row.recipient["country"])
    authorised = versions.get((row.instruction_id or "", row.version or 0), {})
    return MadeDisclosure(
        id=row.id,
        basis=row.instruction_id or row.duty_id or "",
        recipient=str(row.recipient["name"]),
        country=country,
        data=tuple(DisclosedData(name) for name in row.data),
        made_at=row.made_at,
        third_country=is_third_country(country),
        safeguards=ground or str(authorised.get("safeguards") or ""),
    )
