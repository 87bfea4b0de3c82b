"""What staff do about a breach: rows that its workflow reads (contract P8)."""

import contextlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.staff_at_work import at_work
from api.access.callers import Staff
from api.access.scopes import scope_of
from api.acting.carrying_on import Entered, carry_on_entered
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.future import refuse_future
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.breach_filing import AuthorityFactsDraft, ContactDraft
from api.schemas.breaches import AssessmentDraft, BreachCharge, BreachDraft
from models import Breach, BreachAssessment, BreachContact, BreachController, Incident, StaffMember
from terms.breaches import ENDED, BreachState, may_approve, may_be_in_charge
from terms.roles import StaffRole
from workflows.breach import BreachStart, BreachWorkflow
from workflows.identifiers import breach_workflow_id


async def register(parts: Parts, caller: Staff, draft: BreachDraft, breach_id: str, at: datetime) -> None:
    """Enters a breach and starts its clocks. Raises 404 for an incident unknown, 409 for one registered, 422
    unless responsible and substitute are two people of the staff who may act upon it.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        if await session.get(Breach, breach_id) is None:
            incident = await session.get(Incident, draft.incident_id)
            if incident is None:
                raise Problem(Kind.NOT_FOUND)
            await _require_two(session, draft, at)
            await _enter(session, caller, draft, breach_id, incident.aware_at, at)
    await _begin(parts, breach_id)


async def _begin(parts: Parts, breach_id: str) -> None:
    await parts.engine.start(BreachWorkflow.run, BreachStart(breach_id), breach_workflow_id(breach_id))


async def carry_on_breaches(parts: Parts, at: datetime) -> None:
    """Starts the workflows of breaches that a crash left without one: their hours run from awareness."""
    entered = Entered(Breach.id, Breach.registered_at, Breach.state == BreachState.ASSESSING.value)
    await carry_on_entered(parts, entered, lambda breach_id: _begin(parts, breach_id), at)


async def assess(
    session: AsyncSession, caller: Staff, breach_id: str, draft: AssessmentDraft, at: datetime
) -> None:
    """Adds a version of what is known. Raises 404, 409 once the breach has ended."""
    row = await _open(session, breach_id)
    newest = await _newest(session, row.id)
    values = draft.model_dump(mode="json")
    session.add(BreachAssessment(breach_id=row.id, number=newest + 1, at=at, by=caller.user_id, **values))
    await session.flush()


async def order_notices(session: AsyncSession, breach_id: str, number: int) -> None:
    """Has the controllers told of an assessment. Raises 404, also for an unknown assessment, and 409."""
    row = await _open(session, breach_id)
    if not 0 < number <= await _newest(session, row.id):
        raise Problem(Kind.NOT_FOUND)
    row.notify = max(row.notify, number)
    await session.flush()


async def propose_unlikely(
    session: AsyncSession, caller: Staff, breach_id: str, reason: str, at: datetime
) -> None:
    """Says that a risk to people is unlikely; nothing follows before a second person agrees. Raises 404, 409
    once controllers were told.
    """
    row = await _untold(session, breach_id)
    row.unlikely_by, row.unlikely_at, row.unlikely_reason = caller.user_id, at, reason
    await session.flush()


async def approve_unlikely(session: AsyncSession, caller: Staff, breach_id: str, at: datetime) -> None:
    """The second person agrees. Raises 403 for the first, 404, 409 where nobody proposed it."""
    row = await _untold(session, breach_id)
    if row.unlikely_by is None:
        raise Problem(Kind.DECISION_NOT_AWAITING)
    if not may_approve(row.unlikely_by, caller.user_id):
        raise Problem(Kind.SECOND_PERSON_REQUIRED)
    row.unlikely_approved_by = row.unlikely_approved_by or caller.user_id
    row.unlikely_approved_at = row.unlikely_approved_at or at
    await session.flush()


async def note_filing(
    session: AsyncSession, caller: Staff, breach_id: str, reference: str, at: datetime
) -> None:
    """The authority was notified. The first filing counts; a repeated one changes nothing."""
    row = await _open(session, breach_id)
    if row.authority_filed_at is None:
        row.authority_reference, row.authority_filed_by = reference, caller.user_id
        row.authority_filed_at = at
    await session.flush()


async def ask_to_close(session: AsyncSession, caller: Staff, breach_id: str, at: datetime) -> None:
    """Nothing is left to do. It closes once the newest assessment is told and the authority knows."""
    row = await _open(session, breach_id)
    row.close_asked_by, row.close_asked_at = caller.user_id, row.close_asked_at or at
    await session.flush()


async def keep_facts(session: AsyncSession, breach_id: str, facts: AuthorityFactsDraft) -> None:
    """Keeps what the authority's form asks for besides. Raises 404, 409 once the breach has ended."""
    row = await _open(session, breach_id)
    row.authority_facts = facts.model_dump(mode="json")
    await session.flush()


async def note_contact(
    session: AsyncSession, caller: Staff, breach_id: str, draft: ContactDraft, at: datetime
) -> None:
    """A controller was told of an assessment another way; of each the first note counts. Raises 404 for one
    not concerned, also for an unknown assessment, 409, and 422 for an instant to come.
    """
    await _open(session, breach_id)
    if await session.get(BreachController, (breach_id, draft.business_id)) is None:
        raise Problem(Kind.NOT_FOUND)
    refuse_future(draft.at, at, "/at", "Nobody has been told yet.")
    assessment = draft.assessment
    if assessment is None:
        assessment = await _newest(session, breach_id, draft.at)
    elif assessment > await _newest(session, breach_id):
        raise Problem(Kind.NOT_FOUND)
    await session.execute(
        insert(BreachContact)
        .values(
            breach_id=breach_id,
            business_id=draft.business_id,
            assessment=assessment,
            at=draft.at,
            by=caller.user_id,
            words=draft.words,
            entered_at=at,
        )
        .on_conflict_do_nothing()
    )


async def put_in_charge(session: AsyncSession, breach_id: str, charge: BreachCharge, at: datetime) -> None:
    """Others are in charge from now on: warnings go to them. Raises 404, 409 once the breach has ended, and
    422 as `register` does.
    """
    row = await _open(session, breach_id)
    await _require_two(session, charge, at)
    row.responsible_id, row.substitute_id = charge.responsible_id, charge.substitute_id
    await session.flush()


async def wake(parts: Parts, breach_id: str) -> None:
    """Lets the workflow read what was written; without it, it does so at its next date."""
    with contextlib.suppress(WorkflowGone, Problem):
        await parts.engine.tell(breach_workflow_id(breach_id), BreachWorkflow.changed)


async def _enter(
    session: AsyncSession, caller: Staff, draft: BreachDraft, breach_id: str, aware_at: datetime, at: datetime
) -> None:
    made = await session.execute(
        insert(Breach)
        .values(
            id=breach_id,
            incident_id=draft.incident_id,
            drill=draft.drill,
            responsible_id=draft.responsible_id,
            substitute_id=draft.substitute_id,
            registered_by=caller.user_id,
            registered_at=at,
            aware_at=aware_at,
            notify=0,
            state=BreachState.ASSESSING.value,
        )
        .on_conflict_do_nothing()
        .returning(Breach.id)
    )
    if made.first() is None:
        raise Problem(Kind.BREACH_REGISTERED)


async def _require_two(session: AsyncSession, charge: BreachCharge, at: datetime) -> None:
    wanted = {charge.responsible_id, charge.substitute_id}
    found = await session.scalars(select(StaffMember).where(StaffMember.user_id.in_(wanted), *at_work(at)))
    able = {row.user_id for row in found if may_be_in_charge(StaffRole(role) for role in row.roles)}
    if len(able) < 2:
        error = {
            "pointer": "/substitute_id",
            "code": "two_people",
            "detail": "Responsible and substitute are two people of the staff who may act upon incidents.",
        }
        raise Problem(Kind.VALIDATION, errors=[error])


async def _open(session: AsyncSession, breach_id: str) -> Breach:
    row = await session.get(Breach, breach_id, with_for_update=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    if BreachState(row.state) in ENDED:
        raise Problem(Kind.BREACH_ENDED)
    return row


async def _untold(session: AsyncSession, breach_id: str) -> Breach:
    row = await _open(session, breach_id)
    if row.told is not None or row.notify > 0:
        raise Problem(Kind.CONTROLLERS_TOLD)
    return row


async def _newest(session: AsyncSession, breach_id: str, by: datetime | None = None) -> int:
    """The newest assessment, or the newest that there was by an instant; 0 before the first."""
    query = select(func.max(BreachAssessment.number)).where(BreachAssessment.breach_id == breach_id)
    if by is not None:
        query = query.where(BreachAssessment.at <= by)
    return await session.scalar(query) or 0
