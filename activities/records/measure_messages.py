"""What `MeasureRecords` is asked and answers: ids, instants, small enums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from terms.alarms import AlarmKind
from terms.incidents import IncidentKind
from terms.measures import Measure


@dataclass(frozen=True)
class AlarmOrder:
    """An alarm: `subject` is what it is about, such as a measure, and `source_id` makes it one.

    `words` are technical and hold no personal data.
    """

    kind: AlarmKind
    subject: str
    source_id: str
    aware_at: datetime
    words: str
    incident: IncidentKind = IncidentKind.OTHER
    subject_ids: Sequence[str] = ()


@dataclass(frozen=True)
class OverdueMeasure:
    """A measure without a record of the time at which it was due."""

    measure: Measure
    missed_at: datetime


@dataclass(frozen=True)
class AlarmReceipt:
    """The incident of the alarm, whether it is new, and the members of staff who are told."""

    incident_id: str
    new: bool
    user_ids: Sequence[str]
