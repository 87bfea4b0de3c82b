"""What everyone on the staff signs and learns, and the evidence of it (contract P5)."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.common import Instant, Language, Name, Reason, Schema
from api.schemas.staff import StaffPerson
from terms.courses import Course
from terms.people import CommitmentState, Duty
from terms.staff import DecisionState

Code = Annotated[str, StringConstraints(min_length=1, max_length=32)]


class CommitmentOrder(Schema):
    """Commitments sent to somebody for signature."""

    id: str
    version: str
    language: Language
    text_sha256: str
    state: CommitmentState
    sent_at: Instant
    ended_at: Instant | None
    valid_until: Instant | None


class TrainingAttemptView(Schema):
    """One try at the test."""

    id: str
    course: Course
    version: str
    at: Instant
    right: int
    asked: int
    passed: bool
    valid_until: Instant | None
    """Until when the training holds; only of a test that was passed."""
    wrong: list[str]
    """Codes of the questions to read again."""


class DutiesView(Schema):
    """What somebody signed and learned. With anything missing there is no access, except until `due_at`."""

    missing: list[Duty]
    due_at: Instant | None
    """For whoever worked here before this was asked: until when access goes on without it."""
    commitment_until: Instant | None
    training_until: Instant | None
    commitment: CommitmentOrder | None
    """The newest order: while it is `sent`, a mail with the link is on its way or has come."""
    signed: list[CommitmentOrder]
    """All that were signed, newest first; each can be fetched."""
    attempts: list[TrainingAttemptView]
    """Newest first, the last ten."""


class CourseOption(Schema):
    """A possible answer."""

    code: Code
    text: str


class CourseQuestion(Schema):
    """A question with its possible answers, one of which is right."""

    code: Code
    text: str
    options: list[CourseOption]


class CourseView(Schema):
    """The course as it is now. `sha256` covers text and questions."""

    course: Course
    version: str
    language: Language
    title: str
    body: str
    """Markdown."""
    sha256: str
    questions: list[CourseQuestion]
    right_needed: int


class CourseAnswers(Schema):
    """Answers to all questions: code of the question → code of the option."""

    version: Annotated[str, StringConstraints(max_length=32)]
    language: Language
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    answers: Annotated[dict[Code, Code], Field(max_length=50)]


class ExternalTrainingDraft(Schema):
    """A training that somebody had elsewhere, and where its evidence is."""

    title: Name
    provider: Name
    trained_on: date
    evidence: Reason


class ExternalTrainingView(Schema):
    """Such a training and what a second person said of it; it counts once it is `applied`."""

    id: str
    member: StaffPerson
    course: Course
    title: str
    provider: str
    trained_on: date
    evidence: str
    recorded_by: StaffPerson
    recorded_at: Instant
    state: DecisionState
    decided_by: StaffPerson | None
    decided_at: Instant | None
    decision_reason: str | None
    valid_until: Instant
