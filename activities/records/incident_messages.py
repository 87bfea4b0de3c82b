"""What `IncidentRecords` is told. Ids, instants and small enums only: no personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from terms.incidents import IncidentKind, IncidentSource


@dataclass(frozen=True)
class IncidentOrder:
    """What the service enters into the register of its own accord; once per `source_id`."""

    kind: IncidentKind
    source: IncidentSource
    source_id: str
    aware_at: datetime
    subject_ids: Sequence[str]
