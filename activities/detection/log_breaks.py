"""Recomputes the chain over the log: the newest segment, and by turns all others (contract M7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.log_chain.checking import LogChecker, contradicted, newest_number
from models import MeasureRecord
from terms.detectors import Detector, Occurrence
from terms.log_chain import SEGMENTS_A_LOOK
from terms.measures import Measure, Outcome

_LISTED = 100
"""Entries of the log that one occurrence names."""


@dataclass(frozen=True)
class LogLook:
    """The newest segment, up to which one the round has come, and those that are broken."""

    newest: int
    after: int
    broken: list[Occurrence]


async def broken_log(session: AsyncSession, checker: LogChecker, at: datetime) -> LogLook:
    """Looks at the newest segment, at the next ones of the round, and whether those on record are there."""
    newest = await newest_number(session)
    after = int((await _figures(session, Measure.DETECTION)).get("log_after", 0))
    turn = [number for number in range(after + 1, after + 1 + SEGMENTS_A_LOOK) if number <= newest]
    broken: list[Occurrence] = []
    for number in sorted({*turn, *([newest] if newest else [])}):
        found = await checker.check(session, number, at)
        if found:
            ids = dict.fromkeys(entry_id for one in found for entry_id in one.entry_ids)
            broken.append(_occurrence(number, tuple(ids)[:_LISTED]))
    named = {one.number for one in await contradicted(session)} - {
        int(one.key.split(":")[1]) for one in broken
    }
    broken += [_occurrence(number, ()) for number in sorted(named)]
    reached = turn[-1] if turn and turn[-1] < newest else 0
    return LogLook(newest, reached, broken)


async def _figures(session: AsyncSession, measure: Measure) -> dict[str, Any]:
    newest = await session.scalar(
        select(MeasureRecord.figures)
        .where(MeasureRecord.measure == measure.value, MeasureRecord.outcome == Outcome.DONE.value)
        .order_by(MeasureRecord.due_at.desc())
        .limit(1)
    )
    return newest or {}


def _occurrence(number: int, entry_ids: Sequence[str]) -> Occurrence:
    listed = tuple(dict.fromkeys(entry_ids))[:_LISTED]
    return Occurrence(Detector.LOG_BREAK, f"{Detector.LOG_BREAK.value}:{number}", 1, listed)
