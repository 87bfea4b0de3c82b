"""Personal-data breaches (contract P8)."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.breach_filing import AuthorityFactsDraft, ContactView
from api.schemas.common import Instant, Reason, Schema
from api.schemas.incidents import StaffName, SubjectId
from api.schemas.subprocessors import InBothLanguages
from terms.breaches import BreachState


class BreachCharge(Schema):
    """Two members of staff who may act upon incidents."""

    responsible_id: SubjectId
    substitute_id: SubjectId
    """Who is called when nobody acts; another person."""


class BreachDraft(BreachCharge):
    """An incident of the register that concerns personal data; its `subject_ids` say whose."""

    incident_id: SubjectId
    drill: bool = False
    """An exercise: nobody outside is told."""


class AssessmentDraft(Schema):
    """What is known, as controllers read it. No personal data: categories, and numbers are counted apart."""

    nature: InBothLanguages
    people: InBothLanguages
    """Categories of the people concerned."""
    records: InBothLanguages
    """Categories of the data concerned."""
    consequences: InBothLanguages
    measures: InBothLanguages


class AssessmentView(AssessmentDraft):
    """A version of what is known; versions are never changed."""

    number: int
    at: Instant


class NoticeOrder(Schema):
    """Which assessment the controllers are to be told."""

    assessment: int


class AuthorityFiling(Schema):
    """The authority's reference of the notification."""

    reference: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class UnlikelyRisk(Schema):
    """Why a risk to people is unlikely; another person has to agree."""

    reason: Reason


class BreachView(Schema):
    """A breach."""

    id: str
    incident_id: str
    drill: bool
    state: BreachState
    aware_at: Instant
    controllers_due_at: Instant
    """The first instant at which controllers would be told too late."""
    authority_due_at: Instant
    told: int | None
    """Which assessment all controllers know; 0 is the notice of an incident still unassessed."""
    closed_at: Instant | None


class BreachControllerView(Schema):
    """A controller whose data is concerned."""

    business_id: str
    people: int
    records: int
    told: int | None
    first_told_at: Instant | None
    told_at: Instant | None
    refused_at: Instant | None
    """When no address took its newest notice, or gave it back: it has to be told another way."""
    refused: int | None
    """Which assessment that was; 0 is the first notice of an incident still unassessed."""
    delivery: str | None
    """What the mail provider says of the newest notice."""
    second_delivery: str | None
    """The same of the notice to the second address, where the first came back."""
    contact: ContactView | None
    """How it was last told where no mail reached it."""


class BreachDetail(BreachView):
    """A breach with what was found out, and who was told."""

    responsible: StaffName
    substitute: StaffName
    registered_at: Instant
    unlikely_by: StaffName | None
    unlikely_reason: str | None
    unlikely_approved_by: StaffName | None
    authority_reference: str | None
    authority_filed_at: Instant | None
    authority_facts: AuthorityFactsDraft
    assessments: list[AssessmentView]
    controllers: list[BreachControllerView]


class BreachList(Schema):
    """All breaches, newest first; there are few, so it is one page."""

    items: list[BreachView]


class BreachForBusiness(Schema):
    """A breach that concerned a controller, as it was told."""

    id: str
    people: int
    records: int
    first_told_at: Instant | None
    """When its controller first learned of it; none while every notice was refused or came back."""
    told_at: Instant | None
    """When it was last told by mail."""
    contact: ContactView | None
    """How it was last told another way."""
    assessments: list[AssessmentView]
    """Oldest first; those it was told."""


class BreachesOfBusiness(Schema):
    """Breaches that concerned the business, newest first."""

    items: list[BreachForBusiness]
