"""Requests of data subjects (contract P6, P7)."""

from typing import Annotated, Literal

from pydantic import EmailStr, StringConstraints

from api.schemas.common import Instant, Language, Name, Reason, Schema
from api.schemas.deadlines import DeadlineView
from api.schemas.incidents import StaffName
from terms.rights_requests import RequestChannel, RequesterIdentity, RequestOutcome, RequestState, Right

PersonsWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Answer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class RightsRequestDraft(Schema):
    """What a person asks for, by the address under which their data is kept."""

    email: EmailStr
    name: Name
    right: Right
    words: PersonsWords = ""
    """What exactly they ask for."""
    language: Language = "es"


class RightsRequestAnswer(Schema):
    """The same whether anything is known of the address or not: only its mailbox learns more."""

    status: Literal["mail_sent"] = "mail_sent"
    confirm_until: Instant
    """When the mailed link ends."""


class RightsToken(Schema):
    """The token of the mailed link."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RightsConfirmed(Schema):
    """The request is the person's own, and goes to the controllers."""

    status: Literal["confirmed"] = "confirmed"


class RightsWithdrawn(Schema):
    """The request was not the person's; nothing comes of it."""

    status: Literal["withdrawn"] = "withdrawn"


class RightsResolution(Schema):
    """How a controller decided; the person is told the answer as it stands here."""

    outcome: RequestOutcome
    answer: Answer
    """For whoever is refused: why."""
    reference: Reference | None = None
    """The controller's own, such as of the measure it took."""
    email: EmailStr | None = None
    """Where the person is told after the address that they gave took no answer; not before."""


class OwnRightsRequest(Schema):
    """A request as one controller has it."""

    id: str
    reference: str
    """The request's own, which the person has too."""
    right: Right
    article: str
    """Of the GDPR."""
    name: str | None
    email: str | None
    words: str | None
    language: Language
    identity: RequesterIdentity
    received_at: Instant
    passed_at: Instant
    answer_due_at: Instant
    """The first instant at which the person would be answered too late."""
    envelopes: int
    outcome: RequestOutcome | None
    answer: str | None
    measure_reference: str | None
    resolved_at: Instant | None
    person_told_at: Instant | None
    person_unreached_at: Instant | None
    """When it was found that the answer did not arrive: tell them another way, or answer again."""


class ConcernedEnvelope(Schema):
    """An envelope that names the person."""

    id: str
    title: str


class OwnRightsRequestDetail(OwnRightsRequest):
    """The same, with the newest hundred envelopes that name the person."""

    concerned: list[ConcernedEnvelope]


class StaffRightsRequestDraft(RightsRequestDraft):
    """A request that came another way than by the form."""

    channel: Literal["email", "letter", "phone", "in_person"]
    received_at: Instant
    """When it reached the holder; its periods count from then."""
    identity_reason: Reason | None = None
    """On which documents the person is identified; without it a link is mailed to the address."""


class IdentityDecision(Schema):
    """Whether the person is identified by documents, and why."""

    accepted: bool
    reason: Reason


class RightsExtension(Schema):
    """Why the holder needs two months more; the person is told."""

    reason: Reason


class RightsRequestView(Schema):
    """A request."""

    id: str
    right: Right
    name: str | None
    email: str | None
    channel: RequestChannel
    state: RequestState
    identity: RequesterIdentity
    received_at: Instant
    pass_on_due_at: Instant
    """The first instant at which controllers would be told too late."""
    passed_on_at: Instant | None
    own_due_at: Instant | None
    """When the holder's own answer would be too late, while it has to give one."""
    controllers: int
    unanswered: int
    unreached: int
    """Controllers that no mail reaches: they have to be told another way."""
    ended_at: Instant | None


class RightsPartView(Schema):
    """What a controller, or the holder itself, has done about a request."""

    business_id: str | None
    """Absent for the holder's own."""
    envelopes: int
    passed_at: Instant | None
    unreached_at: Instant | None
    delivery: str | None
    """What the mail provider says of the notice."""
    outcome: RequestOutcome | None
    answer: str | None
    measure_reference: str | None
    resolved_at: Instant | None
    person_told_at: Instant | None
    person_unreached_at: Instant | None


class RightsRequestDetail(RightsRequestView):
    """A request with everything known of it."""

    article: str
    words: str | None
    language: Language
    registered_at: Instant
    registered_by: StaffName | None
    confirm_until: Instant | None
    identity_at: Instant | None
    identity_by: StaffName | None
    identity_reason: str | None
    withdrawn_at: Instant | None
    extended_at: Instant | None
    extended_by: StaffName | None
    extension_reason: str | None
    extension_told_at: Instant | None
    extension_unreached_at: Instant | None
    """When the person's address refused for good to hear of it: tell them another way."""
    parts: list[RightsPartView]
    clocks: list[DeadlineView]
