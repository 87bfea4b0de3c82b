"""Uploaded documents."""

from api.schemas.common import Instant, Schema
from api.schemas.signing import PageView


class DocumentView(Schema):
    """A document as examined. `sha256` is of what everybody sees and signs.

    It differs from `uploaded_sha256` only where `changes` says why.
    """

    id: str
    name: str
    sha256: str
    uploaded_sha256: str
    size: int
    page_count: int
    pages: list[PageView]
    changes: list[str]
    """What was done to it before anyone saw it, such as `repaired`, `neutralised`, `stripped`."""
    findings: list[str]
    """What was found and left as it is."""
    signature_count: int
    """Signatures it carried when uploaded; they stay valid."""
    test: bool
    """Made in test mode: every page says so."""
    created_at: Instant
