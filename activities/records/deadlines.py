"""Starting and ending legal clocks, within the caller's transaction (contract P)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
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
    await start_clocks(session, seat, kind, subject_id, [business_id], started_at)
    due = await session.scalar(select(Deadline.due_at).where(*_one(kind, subject_id, business_id)))
    if due is None:
        raise LookupError(f"the clock {kind.value} of {subject_id} was not written")
    return due


async def start_clocks(
    session: AsyncSession,
    seat: Seat,
    kind: DeadlineKind,
    subject_id: str,
    business_ids: Sequence[str | None],
    started_at: datetime,
) -> None:
    """Starts the clocks of several about a subject, in two statements however many they are; those that run
    already are left as they are.
    """
    clock = CLOCKS[kind]
    contracts = await _contracts_of(session, [one for one in business_ids if one is not None])
    same = {
        "kind": kind.value,
        "subject_id": subject_id,
        "rule": clock.rule,
        "ground": clock.ground,
        "clause": clock.clause,
        "reckoning": clock.reckoning.value,
        "length": clock.length,
        "zone": seat.zone,
        "started_at": started_at,
        "due_at": due_at(kind, started_at, seat.calendar, seat.zone),
    }
    rows = [
        same
        | {"id": new_id(Prefix.DEADLINE), "business_id": one, "contract_version": contracts.get(one or "")}
        for one in business_ids
    ]
    if rows:
        await session.execute(insert(Deadline).on_conflict_do_nothing(), rows)


async def end_clocks(
    session: AsyncSession, kind: DeadlineKind, subject_id: str, outcome: DeadlineOutcome, at: datetime
) -> None:
    """Ends all clocks of one kind about a subject; those that have ended keep their outcome."""
    await session.execute(
        update(Deadline).where(*all_running(kind, subject_id)).values(outcome=outcome.value, ended_at=at)
    )


async def end_clock(
    session: AsyncSession,
    kind: DeadlineKind,
    subject_id: str,
    business_id: str | None,
    at: datetime,
    *,
    undelivered: bool = False,
) -> None:
    """Ends one clock by what was done at an instant, in time or not; one that has ended stays as it is, but
    where `undelivered` for one that ended as that.
    """
    clock = await session.scalar(
        select(Deadline).where(*_one(kind, subject_id, business_id)).with_for_update()
    )
    open_ones = (None, DeadlineOutcome.UNDELIVERED.value) if undelivered else (None,)
    if clock is not None and clock.outcome in open_ones:
        clock.outcome, clock.ended_at = outcome_of(clock.due_at, at).value, at


async def reopen_clock(
    session: AsyncSession, kind: DeadlineKind, subject_id: str, business_id: str | None
) -> None:
    """Lets a clock run again, as what had ended it did not come about."""
    await session.execute(
        update(Deadline).where(*_one(kind, subject_id, business_id)).values(outcome=None, ended_at=None)
    )


async def restart_clock(
    session: AsyncSession,
    seat: Seat,
    kind: DeadlineKind,
    subject_id: str,
    business_id: str | None,
    started_at: datetime,
) -> None:
    """Lets a clock that runs count from a later instant, as what had started it did not come about."""
    await session.execute(
        update(Deadline)
        .where(
            *_one(kind, subject_id, business_id), Deadline.outcome.is_(None), Deadline.started_at < started_at
        )
        .values(started_at=started_at, due_at=due_at(kind, started_at, seat.calendar, seat.zone))
    )


async def undo_clock(
    session: AsyncSession, kind: DeadlineKind, subject_id: str, done_at: datetime, at: datetime | None
) -> None:
    """What ended a clock of nobody's business at `done_at` did not arrive: it ends as undelivered at `at`, or
    runs again.
    """
    outcome = None if at is None else DeadlineOutcome.UNDELIVERED.value
    await session.execute(
        update(Deadline)
        .where(*_one(kind, subject_id, None), Deadline.ended_at == done_at)
        .values(outcome=outcome, ended_at=at)
    )


async def fail_clock(
    session: AsyncSession, kind: DeadlineKind, subject_id: str, business_id: str | None, at: datetime
) -> None:
    """Ends one clock as no mail reached whom it is for; one that has ended stays as it is."""
    await session.execute(
        update(Deadline)
        .where(*_one(kind, subject_id, business_id), Deadline.outcome.is_(None))
        .values(outcome=DeadlineOutcome.UNDELIVERED.value, ended_at=at)
    )


def all_running(kind: DeadlineKind, subject_id: str) -> tuple[ColumnElement[bool], ...]:
    """The clocks of one kind about a subject that have not ended."""
    return (*_all(kind, subject_id), Deadline.outcome.is_(None))


def _all(kind: DeadlineKind, subject_id: str) -> tuple[ColumnElement[bool], ...]:
    return (Deadline.subject_id == subject_id, Deadline.kind == kind.value)


def _one(kind: DeadlineKind, subject_id: str, business_id: str | None) -> tuple[ColumnElement[bool], ...]:
    return (*_all(kind, subject_id), Deadline.business_id.is_not_distinct_from(business_id))


async def _contracts_of(session: AsyncSession, business_ids: Sequence[str]) -> Mapping[str, str]:
    """The newest version of the processor contract that was accepted for each business."""
    if not business_ids:
        return {}
    rows = await session.execute(
        select(Acceptance.business_id, func.max(Acceptance.version))
        .where(Acceptance.business_id.in_(business_ids), Acceptance.document == Document.PROCESSOR.value)
        .group_by(Acceptance.business_id)
    )
    return {business_id: version for business_id, version in rows if business_id is not None}
