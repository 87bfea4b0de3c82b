"""What staff sign and learn, as it is shown (contract P5)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.reading.staff import people, show_member_duties
from api.schemas.staff_duties import (
    CommitmentOrder,
    CourseOption,
    CourseQuestion,
    CourseView,
    DutiesView,
    ExternalTrainingView,
    TrainingAttemptView,
)
from models import ExternalTraining, StaffCommitment, TrainingAttempt
from terms.courses import Course, CourseText, current_course
from terms.people import CommitmentState, Done, passed
from terms.staff import DecisionState

SHOWN_ATTEMPTS = 10


async def show_duties(session: AsyncSession, user_id: str, done: Done, at: datetime) -> DutiesView:
    """Somebody's own, with the newest order of commitments and the last tests."""
    order = await session.scalar(
        select(StaffCommitment)
        .where(StaffCommitment.user_id == user_id)
        .order_by(StaffCommitment.id.desc())
        .limit(1)
    )
    attempts = await session.scalars(
        select(TrainingAttempt)
        .where(TrainingAttempt.user_id == user_id)
        .order_by(TrainingAttempt.id.desc())
        .limit(SHOWN_ATTEMPTS)
    )
    return DutiesView(
        missing=show_member_duties(done, at).missing,
        due_at=done.grace_until,
        commitment_until=done.commitment_until,
        training_until=done.training_until,
        commitment=_order(order) if order else None,
        attempts=[show_attempt(row) for row in attempts],
    )


def _order(row: StaffCommitment) -> CommitmentOrder:
    return CommitmentOrder(
        id=row.id,
        version=row.version,
        language=row.language,
        text_sha256=row.text_sha256,
        state=CommitmentState(row.state),
        sent_at=row.sent_at,
        ended_at=row.ended_at,
        valid_until=row.valid_until,
    )


def show_attempt(row: TrainingAttempt) -> TrainingAttemptView:
    """A test with the questions to read again, of the version that is current now."""
    key = current_course(Course(row.course), row.language).key
    return TrainingAttemptView(
        id=row.id,
        course=Course(row.course),
        version=row.version,
        at=row.at,
        right=row.right,
        asked=row.asked,
        passed=row.passed,
        valid_until=row.valid_until,
        wrong=[code for code, right in key.items() if row.answers.get(code) != right],
    )


def show_course(text: CourseText) -> CourseView:
    """The course without what is right."""
    asked = len(text.questions)
    return CourseView(
        course=text.course,
        version=text.version,
        language=text.language,
        title=text.title,
        body=text.body,
        sha256=text.sha256,
        questions=[
            CourseQuestion(
                code=question.code,
                text=question.words[text.language],
                options=[
                    CourseOption(code=option.code, text=option.words[text.language])
                    for option in question.options
                ],
            )
            for question in text.questions
        ],
        right_needed=next(right for right in range(asked + 1) if passed(right, asked)),
    )


async def show_external(
    session: AsyncSession, rows: Sequence[ExternalTraining]
) -> list[ExternalTrainingView]:
    """Trainings from elsewhere, with the names of those concerned."""
    names = await people(
        session, (person for row in rows for person in (row.user_id, row.recorded_by, row.decided_by))
    )
    return [
        ExternalTrainingView(
            id=row.id,
            member=names[row.user_id],
            course=Course(row.course),
            title=row.title,
            provider=row.provider,
            trained_on=row.trained_on,
            evidence=row.evidence,
            recorded_by=names[row.recorded_by],
            recorded_at=row.recorded_at,
            state=DecisionState(row.state),
            decided_by=names.get(row.decided_by or ""),
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            valid_until=row.valid_until,
        )
        for row in rows
    ]
