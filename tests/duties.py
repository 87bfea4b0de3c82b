"""What everyone on the staff signed and learned before they have access (contract P5), for tests."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from models import Base, StaffCommitment, TrainingAttempt
from models.identifiers import Prefix, new_id
from terms import texts
from terms.accounts import Document
from terms.calendar import local_date
from terms.courses import Course, current_course
from terms.people import CommitmentState, commitment_until, training_until

Duties = Callable[[str, datetime], Sequence[StaffCommitment | TrainingAttempt]]
"""Of a user at an instant, the rows of what they did."""


def duties_done(user_id: str, at: datetime) -> list[StaffCommitment | TrainingAttempt]:
    """Rows of somebody who signed and passed at that instant."""
    return [signed_commitment(user_id, at), passed_test(user_id, at)]


def only_signed(user_id: str, at: datetime) -> list[StaffCommitment]:
    """Rows of somebody who never took the course."""
    return [signed_commitment(user_id, at)]


def only_trained(user_id: str, at: datetime) -> list[TrainingAttempt]:
    """Rows of somebody who signed nothing."""
    return [passed_test(user_id, at)]


def signed_commitment(user_id: str, at: datetime) -> StaffCommitment:
    """The current commitments, signed."""
    text = texts.current(Document.STAFF_COMMITMENTS, "es")
    commitment_id = new_id(Prefix.STAFF_COMMITMENT)
    return StaffCommitment(
        id=commitment_id,
        user_id=user_id,
        key=commitment_id,
        version=text.version,
        language=text.language,
        text_sha256=text.sha256,
        document_sha256=text.sha256,
        envelope_id=new_id(Prefix.ENVELOPE),
        state=CommitmentState.SIGNED.value,
        sent_at=at,
        ended_at=at,
        sealed_sha256=text.sha256,
        valid_until=commitment_until(at),
    )


def passed_test(user_id: str, at: datetime) -> TrainingAttempt:
    """The current course, passed."""
    course = current_course(Course.DATA_PROTECTION, "es")
    return TrainingAttempt(
        id=new_id(Prefix.TRAINING_ATTEMPT),
        user_id=user_id,
        course=course.course.value,
        version=course.version,
        language=course.language,
        content_sha256=course.sha256,
        answers=dict(course.key),
        right=len(course.key),
        asked=len(course.key),
        passed=True,
        at=at,
        valid_until=training_until(local_date(at)),
    )


def nothing_done(_user_id: str, _at: datetime) -> list[StaffCommitment | TrainingAttempt]:
    """No rows: somebody who signed and learned nothing."""
    return []


def values_of(row: Base) -> dict[str, Any]:
    """A row's columns, for a statement."""
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}
