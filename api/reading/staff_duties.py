"""What staff sign and learn, as it is shown (contract P5)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.documents import StoredFile, signed_file
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
from models import Document, EnvelopeDocument, ExternalTraining, StaffCommitment, TrainingAttempt
from models.scope import Scope
from terms.courses import Course, CourseText, current_course
from terms.people import CommitmentState, Done, passed
from terms.staff import DecisionState

SHOWN_ATTEMPTS = 10


async def show_duties(session: AsyncSession, user_id: str, done: Done, at: datetime) -> DutiesView:
    """Somebody's own, with the newest order of commitments and the last tests."""
    orders = await commitments_of(session, user_id)
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
        commitment=orders[0] if orders else None,
        signed=[order for order in orders if order.state is CommitmentState.SIGNED],
        attempts=[show_attempt(row) for row in attempts],
    )


async def commitments_of(session: AsyncSession, user_id: str) -> list[CommitmentOrder]:
    """Every order of commitments to somebody, newest first; there are few."""
    rows = await session.scalars(
        select(StaffCommitment).where(StaffCommitment.user_id == user_id).order_by(StaffCommitment.id.desc())
    )
    return [_order(row) for row in rows]


async def commitment_file(
    parts: Parts, session: AsyncSession, commitment_id: str, user_id: str | None = None
) -> StoredFile:
    """The signed and sealed PDF of an order that the session sees, `user_id`'s where one is named.

    Raises 404 for another one's, 409 until it is signed. No role sees envelopes: this one's rows alone are
    read, as whoever holds a link to it reads them.
    """
    row = await session.get(StaffCommitment, commitment_id)
    if row is None or (user_id is not None and row.user_id != user_id):
        raise Problem(Kind.NOT_FOUND)
    if row.state != CommitmentState.SIGNED.value:
        raise Problem(Kind.VERSION_NOT_FOUND)
    async with parts.database.transaction(Scope.of_link(row.envelope_id)) as narrow:
        document = await narrow.scalar(
            select(Document)
            .join(EnvelopeDocument, EnvelopeDocument.document_id == Document.id)
            .where(EnvelopeDocument.envelope_id == row.envelope_id)
        )
        file = await signed_file(narrow, row.envelope_id, document) if document else None
    if file is None:
        raise Problem(Kind.VERSION_NOT_FOUND)
    return file


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
