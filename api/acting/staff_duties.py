"""What staff sign and learn (contract P5): their own test, and trainings from elsewhere with two persons."""

import contextlib
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Staff
from api.access.scopes import scope_of
from api.access.staffing import PlaceAtHolder, place_at_holder
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.staff_duties import CourseAnswers, ExternalTrainingDraft
from models import ExternalTraining, StaffMember, TrainingAttempt
from terms.calendar import local_date
from terms.courses import Course, CourseText, current_course
from terms.people import TRAINING_MONTHS, passed, right_answers, training_until
from terms.staff import DecisionState, may_decide
from workflows.commitment import CommitmentStart, CommitmentWorkflow
from workflows.identifiers import commitment_workflow_id, staff_decision_workflow_id
from workflows.staff_decision import StaffDecisionStart, StaffDecisionWorkflow


async def own_place(session: AsyncSession, user_id: str, at: datetime) -> PlaceAtHolder:
    """Where somebody works, whatever they still lack. To who does not work here nothing is there (404)."""
    place = await place_at_holder(session, user_id, at)
    if place is None:
        raise Problem(Kind.NOT_FOUND)
    return place


async def ask_for_commitments(parts: Parts, user_id: str, occasion: str) -> None:
    """Has the commitments sent for signature, once per occasion; who is asked already is not asked twice."""
    await parts.engine.start(
        CommitmentWorkflow.run, CommitmentStart(user_id), commitment_workflow_id(user_id, occasion)
    )


async def ask_joiner_for_commitments(parts: Parts, user_id: str, invitation_id: str) -> None:
    """As `ask_for_commitments` for who has just joined; left out, they ask for it, or the daily look does."""
    with contextlib.suppress(Problem):
        await ask_for_commitments(parts, user_id, invitation_id)


async def take_test(
    session: AsyncSession, user_id: str, given: CourseAnswers, attempt_id: str, at: datetime, zone: str
) -> TrainingAttempt:
    """Marks a test and keeps it; passed, the training holds from now on. Repeated, it is the same attempt.

    Raises 409 for a version that is not the current one, 422 for a question that is not in it.
    """
    await own_place(session, user_id, at)
    course = current_course(Course.DATA_PROTECTION, given.language)
    if (given.version, given.sha256) != (course.version, course.sha256):
        raise Problem(Kind.COURSE_OUTDATED)
    _require_known(course, given)
    right, asked = right_answers(given.answers, course.key), len(course.questions)
    is_passed = passed(right, asked)
    await session.execute(
        insert(TrainingAttempt)
        .values(
            id=attempt_id,
            user_id=user_id,
            course=course.course.value,
            version=course.version,
            language=course.language,
            content_sha256=course.sha256,
            answers=given.answers,
            right=right,
            asked=asked,
            passed=is_passed,
            at=at,
            valid_until=training_until(local_date(at, zone), zone) if is_passed else None,
        )
        .on_conflict_do_nothing()
    )
    return await session.get_one(TrainingAttempt, attempt_id)


def _require_known(course: CourseText, given: CourseAnswers) -> None:
    errors = [
        {"pointer": f"/answers/{code}", "code": "unknown_question", "detail": "The course does not ask this."}
        for code in given.answers
        if code not in course.key
    ]
    if errors:
        raise Problem(Kind.VALIDATION, errors=errors)


async def record_external(
    parts: Parts,
    caller: Staff,
    user_id: str,
    draft: ExternalTrainingDraft,
    training_id: str,
    at: datetime,
) -> None:
    """Stores a training from elsewhere, which counts once a second person agrees, and has them asked.

    Raises 404, 422.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        await _add_external(session, caller, user_id, draft, training_id, at, parts.settings.holder_zone)
    await parts.engine.start(
        StaffDecisionWorkflow.run, StaffDecisionStart(training_id), staff_decision_workflow_id(training_id)
    )


async def _add_external(
    session: AsyncSession,
    caller: Staff,
    user_id: str,
    draft: ExternalTrainingDraft,
    training_id: str,
    at: datetime,
    zone: str,
) -> None:
    member = await session.get(StaffMember, user_id)
    if member is None or member.left_at is not None:
        raise Problem(Kind.NOT_FOUND)
    is_to_come = draft.trained_on > local_date(at, zone)
    if is_to_come or (until := training_until(draft.trained_on, zone)) <= at:
        error = {
            "pointer": "/trained_on",
            "code": "out_of_range",
            "detail": f"A day of the last {TRAINING_MONTHS} months.",
        }
        raise Problem(Kind.VALIDATION, errors=[error])
    await session.execute(
        insert(ExternalTraining)
        .values(
            id=training_id,
            user_id=user_id,
            course=Course.DATA_PROTECTION.value,
            recorded_by=caller.user_id,
            recorded_at=at,
            state=DecisionState.AWAITING.value,
            valid_until=until,
            **draft.model_dump(),
        )
        .on_conflict_do_nothing()
    )


async def decide_external(
    parts: Parts,
    caller: Staff,
    training_id: str,
    state: DecisionState,
    reason: str | None,
    at: datetime,
) -> None:
    """The second person's word; repeated, changes nothing.

    Raises 403 for whoever recorded it and whom it is about, 404, and 409 once it was decided or has lapsed.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        await _decide(session, caller, training_id, state, reason, at)
    with contextlib.suppress(WorkflowGone, Problem):
        await parts.engine.tell(staff_decision_workflow_id(training_id), StaffDecisionWorkflow.changed)


async def _decide(
    session: AsyncSession,
    caller: Staff,
    training_id: str,
    state: DecisionState,
    reason: str | None,
    at: datetime,
) -> None:
    row = await session.get(ExternalTraining, training_id, with_for_update=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    if (row.state, row.decided_by) == (state.value, caller.user_id):
        return
    if row.state != DecisionState.AWAITING.value:
        raise Problem(Kind.DECISION_ENDED)
    if not may_decide(caller.user_id, row.recorded_by, row.user_id):
        raise Problem(Kind.SECOND_PERSON_REQUIRED)
    row.state = state.value
    row.decided_by, row.decided_at, row.decision_reason = caller.user_id, at, reason
    await session.flush()
