"""Instants that callers give."""

from datetime import UTC, datetime

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


def in_utc(instant: datetime | None) -> datetime | None:
    """The instant in UTC; one that no calendar holds in UTC is moved to the nearest that one does."""
    if instant is None:
        return None
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return _EARLIEST if instant.year == _EARLIEST.year else _LATEST
