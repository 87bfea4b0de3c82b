"""What staff find out about an incident, once it is entered (contract M7, P8)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.incident_register import add_entry
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.incidents import IncidentSubjects
from models import Breach, Incident
from terms.breaches import ENDED, BreachState
from terms.incidents import SUBJECTS_MAX, not_named_yet, words_of_addition


async def name_subjects(
    session: AsyncSession, incident: Incident, found: IncidentSubjects, by: str, at: datetime
) -> str | None:
    """Names more that a locked incident concerns, with a note of who did and when.

    What was said of the risk, or agreed, was said of fewer people: it is to be said anew (contract P8).
    Answers the breach that has to hear of it. Raises 409 where that has ended, and 422 beyond what one
    incident may name.
    """
    breach = await session.scalar(select(Breach).where(Breach.incident_id == incident.id).with_for_update())
    if breach is not None and BreachState(breach.state) in ENDED:
        raise Problem(Kind.BREACH_ENDED)
    before = len(incident.subject_ids)
    added = not_named_yet(incident.subject_ids, found.subject_ids)
    if before + len(added) > SUBJECTS_MAX:
        detail = f"An incident names {SUBJECTS_MAX} ids at most."
        raise Problem(
            Kind.VALIDATION, errors=[{"pointer": "/subject_ids", "code": "too_long", "detail": detail}]
        )
    if added:
        incident.subject_ids = [*incident.subject_ids, *added]
        await add_entry(session, incident, words_of_addition(found.words, added, before), now=at, by=by)
        if breach is not None:
            _judge_anew(breach)
    return breach.id if breach is not None else None


def _judge_anew(breach: Breach) -> None:
    breach.unlikely_by = breach.unlikely_at = breach.unlikely_reason = None
    breach.unlikely_approved_by = breach.unlikely_approved_at = None
