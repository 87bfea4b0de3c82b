"""What `SubprocessorRecords` is told and answers. Ids, instants and small enums only."""

from dataclasses import dataclass
from datetime import datetime

from terms.subprocessors import SubprocessorState


@dataclass(frozen=True)
class ControllersPage:
    """The controllers to tell: those after the business `after`, where an earlier page ended."""

    subprocessor_id: str
    after: str | None = None


@dataclass(frozen=True)
class ControllersTold:
    """How many were told, and when the latest of their periods ends; `next` is where a further page begins.

    `unreached` could not be told: their addresses refuse for good.
    """

    told: int
    unreached: int
    next: str | None
    due_at: datetime | None


@dataclass(frozen=True)
class SubprocessorRecord:
    """The state that a sub-processor takes, and since or from when."""

    subprocessor_id: str
    state: SubprocessorState
    at: datetime
    effective_at: datetime | None = None
    told: int = 0
    unreached: int = 0
