"""Legal holds, dates of destruction and certificates, as staff see them (contract S17, S18)."""

from typing import Any

from api.schemas.common import Instant, Reason, Schema
from api.schemas.openings import Case, Id
from api.schemas.staff import StaffPerson
from terms.retention import PurgeStage


class LegalHoldDraft(Schema):
    """The DPO stops the destruction of a business's data, because an authority orders it."""

    business_id: Id
    reference: Case
    """The authority's."""
    reason: Reason


class ReleaseAsked(Schema):
    """Somebody has asked to lift a hold; a second person decides."""

    by: StaffPerson
    at: Instant
    reason: str


class LegalHoldView(Schema):
    """A legal hold; in force until `released_at`."""

    id: str
    business_id: str
    reference: str
    reason: str
    placed_by: StaffPerson
    placed_at: Instant
    release_asked: ReleaseAsked | None
    released_by: StaffPerson | None
    released_at: Instant | None


class StageView(Schema):
    """One stage of a purge. Without `due_at`, a legal hold keeps the data."""

    stage: PurgeStage
    due_at: Instant | None
    begun_at: Instant | None
    purged_at: Instant | None
    certificate_id: str | None


class RetentionView(Schema):
    """When the data of a blocked business is destroyed, and what has been."""

    business_id: str
    blocked_at: Instant
    stages: list[StageView]


class PurgeCertificateView(Schema):
    """What was destroyed: how many rows of which table, files and histories, and the digest of their list."""

    id: str
    business_id: str
    stage: PurgeStage
    issued_at: Instant
    digest: str
    facts: dict[str, Any]
