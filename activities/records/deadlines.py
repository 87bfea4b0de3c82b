"""Starting and ending legal clocks, within the caller's transaction (contract P)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models import Acceptance, Deadline
from models.identifiers import Prefix, new_id
from terms.accounts import Document
from terms.deadlines import CLOCKS, DeadlineKind, DeadlineOutcome, due_at, outcome_of
from terms.working_days import WorkingCalendar


@dataclass(frozen=True)
class Seat:
    """Where the holder is: the zone of its days, and its working days (contract C1, C3)."""

    zone: str
    calendar: WorkingCalendar


async def start_clock(
    session: AsyncSession,
    seat: Seat,
    kind: DeadlineKind,
    subject_id: str,
    business_id: str | None,
    started_at: datetime,
) -> datetime:
    """Starts a clock and says when it runs out (UTC, exclusive); one that runs already is left as it is."""
    clock = CLOCKS[kind]
    await session.execute(
        insert(Deadline)
        .values(
            id=new_id(Prefix.DEADLINE),
            kind=kind.value,
            subject_id=subject_id,
            business_id=business_id,
            rule=clock.rule,
            ground=clock.ground,
            clause=clock.clause,
            contract_version=await _contract_of(session, business_id),
            reckoning=clock.reckoning.value,
            length=clock.length,
            zone=seat.zone,
            started_at=started_at,
            due_at=due_at(kind, started_at, seat.calendar, seat.zone),
        )
        .on_conflict_do_nothing()
    )
    due = await session.scalar(
        select(Deadline.due_at).where(
            Deadline.subject_id == subject_id,
            Deadline.kind == kind.value,
            Deadline.business_id.is_not_distinct_from(business_id),
        )
    )
    if due is None:
        raise LookupError(f"the clock {kind.value} of {subject_id} was not written")
    return due


async def end_clocks(
    session: AsyncSession, kind: DeadlineKind, subject_id: str, outcome: DeadlineOutcome, at: datetime
) -> None:
    """Ends all clocks of one kind about a subject; those that have ended keep their outcome."""
    await session.execute(
        update(Deadline)
        .where(Deadline.subject_id == subject_id, Deadline.kind == kind.value, Deadline.outcome.is_(None))
        .values(outcome=outcome.value, ended_at=at)
    )


async def end_clock(
    session: AsyncSession, kind: DeadlineKind, subject_id: str, business_id: str | None, at: datetime
) -> None:
    """Ends one clock by what was done at an instant, in time or not; one that has ended stays as it is."""
    clock = await session.scalar(
        select(Deadline)
        .where(
            Deadline.subject_id == subject_id,
            Deadline.kind == kind.value,
            Deadline.business_id.is_not_distinct_from(business_id),
        )
        .with_for_update()
    )
    if clock is not None and clock.outcome is None:
        clock.outcome, clock.ended_at = outcome_of(clock.due_at, at).value, at


async def reopen_clock(
    session: AsyncSession, kind: DeadlineKind, subject_id: str, business_id: str | None
) -> None:
    """Lets a clock run again, as what had ended it did not come about."""
    await session.execute(
        update(Deadline)
        .where(
            Deadline.subject_id == subject_id,
            Deadline.kind == kind.value,
            Deadline.business_id.is_not_distinct_from(business_id),
        )
        .values(outcome=None, ended_at=None)
    )


async def _contract_of(session: AsyncSession, business_id: str | None) -> str | None:
    """The newest version of the processor contract that was accepted for a business."""
    if business_id is None:
        return None
    version: str | None = await session.scalar(
        select(func.max(Acceptance.version)).where(
            Acceptance.business_id == business_id, Acceptance.document == Document.PROCESSOR.value
        )
    )
    return version
