"""The fields of a notification to the supervisory authority (GDPR art. 33.3), as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from activities.processing.facts import Processor
from terms.breaches import AuthorityFacts, FilingKind


@dataclass(frozen=True)
class ConcernedController:
    """A controller as the authority is told of it; ids alone where the DPO may not know more."""

    business_id: str
    people: int
    records: int
    told_at: datetime | None


@dataclass(frozen=True)
class AuthorityForm:
    """Everything that the authority's form asks for, as far as it is known.

    Texts hold a value per language; they are empty before the first assessment.
    """

    breach_id: str
    incident_id: str
    kind: FilingKind
    reference: str | None
    """The authority's, of the notification that this one completes."""
    drill: bool
    made_at: datetime
    aware_at: datetime
    due_at: datetime
    late: bool
    incident_kind: str
    incident_source: str
    notifier: Processor
    nature: Mapping[str, str]
    people: Mapping[str, str]
    records: Mapping[str, str]
    consequences: Mapping[str, str]
    measures: Mapping[str, str]
    people_count: int
    record_count: int
    controllers: tuple[ConcernedController, ...]
    facts: AuthorityFacts
    contract_version: str | None
    """Whose Annex 2 describes the measures that were in place before."""
    missing: tuple[str, ...]
    """What is still unknown and has to follow (art. 33.4)."""

    def as_json(self) -> dict[str, Any]:
        """The form as JSON values."""
        made: dict[str, Any] = _FORM.dump_python(self, mode="json")
        return made


_FORM = TypeAdapter(AuthorityForm)
