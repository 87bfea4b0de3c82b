"""What an activity that carries out a security measure is asked and answers (contract M9)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from terms.measures import Measure, Outcome


@dataclass(frozen=True)
class MeasureOrder:
    """Carry the measure out, for the moment at which it was due."""

    due_at: datetime


@dataclass(frozen=True)
class Findings:
    """What was done and found: counts, ids, digests and durations, no personal data.

    `reason` says in a few words why the measure failed though it was carried out; `None` where it did not.
    """

    figures: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True)
class MeasureReport:
    """One time of a measure, for the record."""

    measure: Measure
    due_at: datetime
    began_at: datetime
    ended_at: datetime
    outcome: Outcome
    reason: str | None
    figures: dict[str, Any]
