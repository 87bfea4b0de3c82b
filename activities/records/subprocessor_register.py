"""Whom the register lets work for which controller: code that would use a sub-processor asks here (P4)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Acceptance, Business, Deadline, Subprocessor, SubprocessorObjection
from models.database import Database
from terms.accounts import Document
from terms.deadlines import DeadlineKind, DeadlineOutcome
from terms.subprocessors import OutsideService, SubprocessorState, may_work
from terms.subscription import SHUT


async def subprocessor_for(
    session: AsyncSession, service: OutsideService, business_id: str, at: datetime
) -> str | None:
    """The sub-processor that may do a service for a controller now: the newest of those it did not object to.

    `None`: there is none, and the controller's data must not leave for that service.
    """
    rows = await session.scalars(
        select(Subprocessor)
        .where(Subprocessor.service == service.value, Subprocessor.state == SubprocessorState.CURRENT.value)
        .order_by(Subprocessor.id.desc())
    )
    for row in rows.all():
        if await may_work_for(session, row, business_id, at):
            return row.id
    return None


async def may_work_for(session: AsyncSession, row: Subprocessor, business_id: str, at: datetime) -> bool:
    """Whether one sub-processor may be given a controller's data.

    A controller that was there before the announcement and could not be told has no period that could end.
    """
    due_at = await session.scalar(
        select(Deadline.due_at).where(
            Deadline.subject_id == row.id,
            Deadline.kind == DeadlineKind.SUBPROCESSOR_OBJECTION.value,
            Deadline.business_id == business_id,
            Deadline.outcome.is_distinct_from(DeadlineOutcome.UNDELIVERED.value),
        )
    )
    if due_at is None:
        since = await session.scalar(select(Business.created_at).where(Business.id == business_id))
        if since is None or since <= row.entered_at:
            return False
    objection = await session.get(SubprocessorObjection, (row.id, business_id))
    objected_at = objection.at if objection is not None and objection.taken_back_at is None else None
    return may_work(SubprocessorState(row.state), due_at, objected_at, at)


async def require_in_force_for_all(database: Database, configured: Mapping[str, str], at: datetime) -> None:
    """For services that are one for the whole deployment: each may be a sub-processor's only once it is in
    force for every controller. `configured`: service → the register's entry.

    Raises `ValueError` that names what the register does not hold so, and why.
    """
    if not configured:
        return
    async with database.transaction() as session:
        wrong = [
            f"{service}:{entry} ({why})"
            for service, entry in configured.items()
            if (why := await _why_not_for_all(session, service, entry, at)) is not None
        ]
    if wrong:
        raise ValueError(f"SUBPROCESSORS: not in force for every controller: {', '.join(wrong)}")


async def _why_not_for_all(session: AsyncSession, service: str, entry: str, at: datetime) -> str | None:
    row = await session.get(Subprocessor, entry)
    if row is None or row.service != service:
        return "the register has no such entry of that service"
    if row.state != SubprocessorState.CURRENT.value:
        return f"it is {row.state}"
    there = exists().where(Business.id == SubprocessorObjection.business_id, Business.standing.not_in(SHUT))
    objections = await session.scalar(
        select(func.count())
        .select_from(SubprocessorObjection)
        .where(
            SubprocessorObjection.subprocessor_id == row.id,
            SubprocessorObjection.taken_back_at.is_(None),
            there,
        )
    )
    unreached = await session.scalar(
        select(func.count())
        .select_from(Business)
        .outerjoin(
            Deadline,
            (Deadline.business_id == Business.id)
            & (Deadline.subject_id == row.id)
            & (Deadline.kind == DeadlineKind.SUBPROCESSOR_OBJECTION.value),
        )
        .where(
            or_(
                Deadline.outcome == DeadlineOutcome.UNDELIVERED.value,
                Deadline.due_at > at,
                and_(Deadline.id.is_(None), *were_there(row)),
            ),
            Business.standing.not_in(SHUT),
        )
    )
    if objections or unreached:
        return f"{objections} object, {unreached} were not told in time"
    return None


def were_there(row: Subprocessor) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the controllers that contracted before a sub-processor came into the register: each is
    to be told of it, and who has no period was not.
    """
    contracted = exists().where(
        Acceptance.business_id == Business.id, Acceptance.document == Document.PROCESSOR.value
    )
    return contracted, Business.created_at <= row.entered_at
