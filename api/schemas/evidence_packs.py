"""Packs of evidence for controllers (contract P9, P10)."""

from api.schemas.common import Instant, Schema
from api.schemas.incidents import SubjectId
from terms.evidence_packs import PackState


class PackOrder(Schema):
    """For which controller the DPO has one made."""

    business_id: SubjectId


class EvidencePackView(Schema):
    """A pack: how far it is, and until when it can be fetched."""

    id: str
    business_id: str
    requested_by: str
    requested_at: Instant
    state: PackState
    made_at: Instant | None
    """As of when it tells everything."""
    sha256: str | None
    size: int | None
    fetch_until: Instant | None
    """The first instant at which it is no longer there."""


class EvidencePackList(Schema):
    """Packs, newest first; fifty at most."""

    items: list[EvidencePackView]
