"""The notification of a breach to the authority, and controllers told another way (contract P8)."""

from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.common import Instant, Reason, Schema
from api.schemas.incidents import SubjectId
from api.schemas.processing import RecordProcessor
from terms.breaches import Effect, FilingKind, Intent, Origin, Severity
from terms.incidents import IncidentKind, IncidentSource
from terms.processing import EUROPEAN_ECONOMIC_AREA

Texts = Annotated[dict[str, str], Field(description="By language; empty before the first assessment.")]


def _known(country: str) -> str:
    if country not in EUROPEAN_ECONOMIC_AREA:
        raise ValueError("not a state of the European Economic Area")
    return country


AreaCountry = Annotated[str, AfterValidator(_known)]


class AuthorityFactsDraft(Schema):
    """What the authority's form asks for besides the assessment. What is left out is not known yet."""

    began_at: Instant | None = None
    ended_at: Instant | None = None
    """When it was resolved."""
    effects: list[Effect] = []
    origin: Origin | None = None
    intent: Intent | None = None
    severity: Severity | None = None
    encrypted: bool | None = None
    """Whether the data was unreadable to whoever got it."""
    minors: bool | None = None
    special_categories: bool | None = None
    """Whether data of GDPR art. 9 or 10 is concerned."""
    people_informed: bool | None = None
    other_countries: Annotated[list[AreaCountry], Field(max_length=30)] = []
    """Other states of the European Economic Area with people concerned."""
    delay_reason: Reason | None = None
    """Why it is notified after 72 hours."""


class ConcernedControllerView(Schema):
    """A controller as the authority is told of it."""

    business_id: str
    people: int
    records: int
    told_at: Instant | None


class AuthorityFormView(Schema):
    """The notification, by the fields of the authority's form."""

    breach_id: str
    incident_id: str
    kind: FilingKind
    reference: str | None
    """The authority's, of the notification that this one completes."""
    drill: bool
    made_at: Instant
    aware_at: Instant
    due_at: Instant
    late: bool
    incident_kind: IncidentKind
    incident_source: IncidentSource
    notifier: RecordProcessor
    nature: Texts
    people: Texts
    records: Texts
    consequences: Texts
    measures: Texts
    people_count: int
    record_count: int
    controllers: list[ConcernedControllerView]
    facts: AuthorityFactsDraft
    contract_version: str | None
    """Whose Annex 2 describes the measures that were in place."""
    missing: list[str]
    """What is still unknown and has to follow (GDPR art. 33.4)."""


class ContactDraft(Schema):
    """A controller that no mail reached was told another way."""

    business_id: SubjectId
    assessment: int | None = Field(default=None, ge=0)
    """What it was told of, 0 before any assessment; unset, the newest that there was then. A later one is
    told anew.
    """
    at: Instant
    """When it was told; not in the future."""
    words: Reason
    """How, and whom."""


class ContactView(Schema):
    """When and how a controller was told another way, and of which assessment."""

    assessment: int
    at: Instant
    words: str
