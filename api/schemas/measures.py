"""The evidence of security measures as security, operations and the DPO read it (contract M9)."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.common import Instant, Name, Reason, Schema
from terms.channels import ChannelVerdict, ReviewChannel
from terms.measures import Measure, Outcome


class MeasureRecordView(Schema):
    """One time of a measure."""

    id: str
    measure: Measure
    due_at: Instant
    began_at: Instant
    ended_at: Instant
    outcome: Outcome
    reason: str | None
    """Why it failed."""
    figures: dict[str, Any]
    """What was done and found; each measure has its own."""
    figures_sha256: str
    version: str
    """Which version of the service did it."""


class MeasureStanding(Schema):
    """Where a measure stands."""

    measure: Measure
    rule: str
    next_due_at: Instant
    missed_at: Instant | None
    """The due time that passed without any record; absent where none did."""
    newest: MeasureRecordView | None
    newest_done: MeasureRecordView | None
    """The last time it did not fail."""


class MeasureStandings(Schema):
    """All measures that the service carries out regularly."""

    items: list[MeasureStanding]


class ReviewedChannel(Schema):
    """A channel, the application behind it, and what the review says of it."""

    channel: ReviewChannel
    application: Name
    """The application or provider, with its version where it has one."""
    verdict: ChannelVerdict
    words: Reason


class ChannelReviewDraft(Schema):
    """A review of all channels, without personal data."""

    channels: Annotated[list[ReviewedChannel], Field(min_length=1, max_length=20)]
    words: Reason
    """What was looked at, and what follows from it."""
