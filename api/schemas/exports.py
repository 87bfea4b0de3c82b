"""Exports of everything of a business (contract S16)."""

from api.schemas.common import Instant, Schema
from terms.exports import ExportState


class ExportView(Schema):
    """An export: `size` in bytes and what follows is known once it is ready."""

    id: str
    state: ExportState
    requested_at: Instant
    files: int
    """In the archive; while it is being made, so far."""
    unreadable: int
    """Files that could not be read: the archive's manifest names them."""
    made_at: Instant | None
    """As of when it tells everything."""
    size: int | None
    ready_at: Instant | None
    fetch_until: Instant | None
    """Until then, exclusive, it can be fetched."""
