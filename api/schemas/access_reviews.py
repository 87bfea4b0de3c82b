"""The quarterly review of access."""

from pydantic import Field

from api.schemas.common import Instant, Schema
from terms.access_review import Decision, ItemKind, ReviewState
from terms.keys import Mode
from terms.people import Duty
from terms.roles import Permission


class ReviewSummary(Schema):
    """One quarter's review."""

    id: str
    quarter: str = Field(description="Such as `2027-Q1`.")
    state: ReviewState
    opened_at: Instant
    due_at: Instant
    signed_at: Instant | None
    items: int
    undecided: int


class ReviewSubject(Schema):
    """Whose access it is, or which key, as far as it is still known."""

    id: str
    name: str | None
    email: str | None


class ReviewDetails(Schema):
    """What the access was when the review opened."""

    roles: list[str] = []
    granted_at: Instant
    last_used_at: Instant | None = None
    mode: Mode | None = None
    scopes: list[Permission] = []
    expires_at: Instant | None = None
    """Of keys: whether they are for tests, what they may do, until when; reviews of earlier lack it."""
    commitment_until: Instant | None = None
    training_until: Instant | None = None
    """Of staff: until when what they signed and learned holds (contract P5)."""
    missing: list[Duty] = []
    """Of staff: what did not hold then."""


class ReviewEntry(Schema):
    """One access and what was decided about it."""

    id: str
    kind: ItemKind
    subject: ReviewSubject
    details: ReviewDetails
    decision: Decision | None
    decided_by: str | None
    decided_at: Instant | None


class ReviewRecord(Schema):
    """The sign-off. `sha256` is that of the record, which nobody can change."""

    signed_by: str
    signed_at: Instant
    sha256: str


class ReviewView(ReviewSummary):
    """A review, whole."""

    entries: list[ReviewEntry]
    record: ReviewRecord | None


class DecisionRequest(Schema):
    """Confirms an access, or removes it at once."""

    decision: Decision


class ReviewList(Schema):
    """All reviews, newest first."""

    items: list[ReviewSummary]
