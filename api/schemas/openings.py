"""Openings of customers' documents by the holder's staff (contract A8, S17)."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from api.schemas.common import Instant, Reason, Schema
from api.schemas.staff import StaffPerson
from terms.openings import OpeningState

Id = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Case = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class ReportedOpeningDraft(Schema):
    """A reviewer opens a document of a report that they have claimed. The owner reads reason and ground."""

    document_id: Id
    report_id: Id
    reason: Reason
    legal_ground: Reason


class BlockedOpeningDraft(Schema):
    """The DPO asks to open a document of a blocked business, for an authority's request (S17)."""

    document_id: Id
    business_id: Id
    case_id: Case
    """The reference of the request."""
    reason: Reason
    legal_ground: Reason


class PageLook(Schema):
    """A page that was looked at."""

    page: int
    at: Instant


class OpeningView(Schema):
    """An opening as staff see it: neither the document's name nor its contents."""

    id: str
    business_id: str
    document_id: str
    page_count: int | None
    """Known while it is open."""
    role: Literal["reviewer", "dpo"]
    opened_by: StaffPerson
    reason: str
    legal_ground: str
    case_id: str
    state: OpeningState
    asked_at: Instant
    expires_at: Instant
    decided_by: StaffPerson | None
    decided_at: Instant | None
    decision_reason: str | None
    opened_at: Instant | None
    ended_at: Instant | None
    views: list[PageLook]


class OpeningOfOwnDocument(Schema):
    """An opening as the owner of the document sees it."""

    id: str
    document_id: str
    role: Literal["reviewer", "dpo"]
    reason: str
    legal_ground: str
    case_id: str
    state: OpeningState
    asked_at: Instant
    opened_at: Instant | None
    ended_at: Instant | None
    views: list[PageLook]
