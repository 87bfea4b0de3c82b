"""Openings of customers' documents by the holder's staff (contract A8, S17)."""

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

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
    """The DPO asks to open a document of a blocked business, for an authority's request (S17).

    It is a document, an invoice, or the certificate of evidence of an envelope: exactly one of them.
    """

    document_id: Id | None = None
    invoice_id: Id | None = None
    envelope_id: Id | None = None
    business_id: Id
    case_id: Case
    """The reference of the request."""
    reason: Reason
    legal_ground: Reason
    silence_reason: Reason | None = None
    """Which law forbids telling the owner, and why. Until somebody lifts that, the owner is neither mailed
    nor shown the opening.
    """

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        """Raises `ValueError` unless it is exactly one."""
        if sum(one is not None for one in (self.document_id, self.invoice_id, self.envelope_id)) != 1:
            raise ValueError("exactly one of document_id, invoice_id and envelope_id")
        return self


class PageLook(Schema):
    """A page that was looked at, and of which version: 1 after the first signature, none as it was sent."""

    page: int
    version: int | None
    at: Instant


class OpenedVersion(Schema):
    """A signed version of the document that is open: the newest there is."""

    number: int
    """1 after the first signature, and so on; the seal counts too."""
    sealed: bool
    """Whether all have signed and the service has sealed it."""
    sha256: str
    signed_at: Instant


class OpeningView(Schema):
    """An opening as staff see it: neither the document's name nor its contents."""

    id: str
    business_id: str
    subject_id: str
    """The document, the invoice, or the envelope whose certificate of evidence it is."""
    document_id: str | None
    page_count: int | None
    """Known while it is open."""
    version: OpenedVersion | None
    """Which version is shown while it is open; none: the document as it was sent."""
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
    silence_reason: str | None
    """Which law forbids telling the owner, and why."""
    lifted_at: Instant | None
    """From when the owner was told after all."""
    opened_at: Instant | None
    ended_at: Instant | None
    views: list[PageLook]


class OpeningOfOwnDocument(Schema):
    """An opening as the owner of the document sees it."""

    id: str
    subject_id: str
    """The document, the invoice, or the envelope whose certificate of evidence it was."""
    document_id: str | None
    role: Literal["reviewer", "dpo"]
    reason: str
    legal_ground: str
    case_id: str
    state: OpeningState
    asked_at: Instant
    opened_at: Instant | None
    ended_at: Instant | None
    views: list[PageLook]
