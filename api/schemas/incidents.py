"""The register of incidents (contract A7, M7), for staff with a duty in it."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.common import Instant, Name, Reason, Schema
from terms.incidents import EntryKind, IncidentKind, IncidentSource, IncidentState

AT_ONCE = 5000
"""A breach may concern very many businesses; each is named by its id."""
SubjectId = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}_[0-9A-Za-z]{1,36}$")]


class StaffName(Schema):
    """A member of staff."""

    id: str
    name: str | None


class IncidentDraft(Schema):
    """A new incident. Neither title nor words may hold personal data: name people and things by their ids."""

    kind: IncidentKind
    title: Name
    words: Reason
    aware_at: Instant
    """When the holder became aware of it; legal deadlines count from here."""
    subject_ids: Annotated[list[SubjectId], Field(max_length=AT_ONCE)] = []


class IncidentNote(Schema):
    """What is added to an incident's history, without personal data."""

    words: Reason


class IncidentSubjects(Schema):
    """Whom and what an incident turns out to concern besides, and how that was found."""

    subject_ids: Annotated[list[SubjectId], Field(min_length=1, max_length=AT_ONCE)]
    words: Reason


class IncidentChange(Schema):
    """The state that an incident takes, and why."""

    state: IncidentState
    words: Reason


class IncidentView(Schema):
    """An incident."""

    id: str
    kind: IncidentKind
    source: IncidentSource
    source_id: str | None
    title: str
    subject_ids: list[str]
    state: IncidentState
    aware_at: Instant
    opened_at: Instant
    opened_by: StaffName | None
    """Absent where the service entered it of its own accord."""
    closed_at: Instant | None


class IncidentEntryView(Schema):
    """One line of an incident's history; lines are never changed."""

    number: int
    at: Instant
    kind: EntryKind
    by: StaffName | None
    words: str
    state: IncidentState | None


class IncidentDetail(IncidentView):
    """An incident with its history, oldest first."""

    entries: list[IncidentEntryView]
