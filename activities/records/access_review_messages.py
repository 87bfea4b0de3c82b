"""What `AccessReviewRecords` is asked and answers: ids, instants and closed vocabularies."""

from dataclasses import dataclass
from datetime import datetime

from terms.access_review import Decision, ReviewRefusal, ReviewState


@dataclass(frozen=True)
class ReviewOpening:
    """A review of a quarter (`2027-Q1`), of a business or, without one, of the holder's staff."""

    quarter: str
    business_id: str | None
    opened_at: datetime
    zone: str


@dataclass(frozen=True)
class ReviewPlan:
    """The review as it was opened; a repeated opening finds the first one."""

    review_id: str
    opened_at: datetime


@dataclass(frozen=True)
class DecisionOrder:
    """Somebody decides about one item."""

    review_id: str
    item_id: str
    decision: Decision
    user_id: str
    at: datetime


@dataclass(frozen=True)
class DecisionOutcome:
    """`refusal` says why not. The ids are of a removed guest or member of staff: people are to be told."""

    refusal: ReviewRefusal | None = None
    departure_id: str | None = None
    leaving_id: str | None = None


@dataclass(frozen=True)
class SignOffOrder:
    """Somebody signs the review off."""

    review_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True)
class ReviewChange:
    """The state of a review that time has changed."""

    review_id: str
    state: ReviewState
    at: datetime
