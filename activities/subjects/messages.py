"""What the activities of measures about data subjects answer. Ids, dates and small enums alone."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SubjectExportReady:
    """Until when (UTC, exclusive) it can be fetched."""

    fetch_until: datetime


@dataclass(frozen=True)
class ErasureOutcome:
    """When (UTC) what had to be kept is looked at again; `None` when nothing was."""

    look_again_at: datetime | None


@dataclass(frozen=True)
class RectificationOrder:
    """Carries out a rectification; `prefix` is that of envelopes' workflow ids."""

    measure_id: str
    prefix: str
