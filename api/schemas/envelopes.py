"""Envelopes as their sender sees them."""

from typing import Annotated, Any, Literal

from pydantic import EmailStr, Field, StringConstraints

from activities.records.envelope_messages import DeadlineKind, Step
from api.schemas.common import Instant, Language, Name, Reason, Schema
from terms.envelope import (
    EXPIRES_IN_DAYS,
    EXPIRES_IN_DAYS_MAX,
    REMIND_EVERY_DAYS,
    REMIND_FIRST_AFTER_DAYS,
    REMIND_MAX,
    EnvelopeState,
    SignerState,
)

Fraction = Annotated[float, Field(ge=0, le=1)]
MetadataName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
MetadataValue = Annotated[str, StringConstraints(max_length=500)]
FieldKind = Literal["signature", "initials", "date", "name", "email", "text", "checkbox"]


class FieldDraft(Schema):
    """A place on a page, in fractions of the page as shown, from its top left corner."""

    document_id: str
    kind: FieldKind = "signature"
    page: Annotated[int, Field(ge=1)]
    x: Fraction
    y: Fraction
    width: Annotated[float, Field(gt=0, le=1)]
    height: Annotated[float, Field(gt=0, le=1)]
    required: bool = True
    label: Annotated[str, StringConstraints(max_length=200)] = ""


class SignerDraft(Schema):
    """A person to sign. Equal `routing_order` signs in parallel; higher waits for all lower ones."""

    name: Name
    email: EmailStr
    language: Language = "es"
    routing_order: Annotated[int, Field(ge=1, le=1000)] = 1
    fields: Annotated[list[FieldDraft], Field(max_length=200)] = []


class Reminders(Schema):
    """Automatic reminders to those whose turn it is."""

    first_after_days: Annotated[int, Field(ge=1, le=90)] = REMIND_FIRST_AFTER_DAYS
    every_days: Annotated[int, Field(ge=1, le=90)] = REMIND_EVERY_DAYS
    maximum: Annotated[int, Field(ge=0, le=30)] = REMIND_MAX


class EnvelopeDraft(Schema):
    """A new envelope, not yet sent."""

    title: Name
    message: Annotated[str, StringConstraints(max_length=5000)] = ""
    language: Language = "es"
    document_ids: Annotated[list[str], Field(min_length=1, max_length=20)]
    signers: Annotated[list[SignerDraft], Field(min_length=1, max_length=50)]
    expires_in_days: Annotated[int, Field(ge=1, le=EXPIRES_IN_DAYS_MAX)] = EXPIRES_IN_DAYS
    reminders: Reminders = Reminders()
    metadata: Annotated[dict[MetadataName, MetadataValue], Field(max_length=50)] = {}
    external_id: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None


class EnvelopeChange(Schema):
    """What can be changed in flight."""

    expires_at: Instant


class VoidRequest(Schema):
    """Why the envelope is voided; the signers who were invited are told."""

    reason: Reason


class RemindRequest(Schema):
    """Whom to remind: one signer, or everybody whose turn it is."""

    signer_id: str | None = None


class SignerCorrection(Schema):
    """A signer's corrected name or address; a fresh invitation goes to it and old links end."""

    name: Name | None = None
    email: EmailStr | None = None


class FieldView(FieldDraft):
    """A field with its id."""

    id: str


class SignerView(Schema):
    """A signer and their state. There is no way to see a signer's link."""

    id: str
    name: str
    email: str
    language: str
    routing_order: int
    state: SignerState
    notified_at: Instant | None
    viewed_at: Instant | None
    acted_at: Instant | None
    decline_reason: str | None
    fields: list[FieldView]


class EnvelopeDocumentView(Schema):
    """A document of the envelope. `level` and `signed_sha256` are of its newest signed version."""

    id: str
    name: str
    page_count: int
    sha256: str
    signed_sha256: str | None
    level: str | None
    """PAdES level found by validating the signed version: B-B, B-T, B-LT or B-LTA."""
    sealed: bool


class EnvelopeView(Schema):
    """An envelope, whole."""

    id: str
    title: str
    message: str
    language: str
    state: EnvelopeState
    documents: list[EnvelopeDocumentView]
    signers: list[SignerView]
    expires_in_days: int
    expires_at: Instant | None
    reminders: Reminders
    metadata: dict[str, str]
    external_id: str | None
    paused: bool
    test: bool
    """Made in test mode: its pages say so, and mails go to members of the business alone."""
    reason: str | None
    created_at: Instant
    sent_at: Instant | None
    finished_at: Instant | None
    certificate_ready: bool


class EnvelopeSummary(Schema):
    """An envelope in a list."""

    id: str
    title: str
    state: EnvelopeState
    external_id: str | None
    test: bool
    signers_total: int
    signers_signed: int
    expires_at: Instant | None
    created_at: Instant
    sent_at: Instant | None
    finished_at: Instant | None


class EventView(Schema):
    """One link of the evidence chain."""

    sequence: int
    at: Instant
    kind: str
    actor: str
    actor_id: str | None
    document_id: str | None
    document_sha256: str | None
    ip: str | None
    user_agent: str | None
    data: dict[str, Any]
    hash: str
    previous: str


class PendingWork(Schema):
    """Something the workflow is trying to get done. `last_error` is the newest failure, in words."""

    name: str
    attempts: int
    last_error: str | None
    next_attempt_at: Instant | None
    since: Instant | None


class WaitedFor(Schema):
    """A signer the envelope waits for."""

    signer_id: str
    name: str
    state: SignerState
    since: Instant | None


class NextTimer(Schema):
    """What happens by itself, and when."""

    kind: DeadlineKind
    at: Instant


class Explanation(Schema):
    """Why the envelope is where it is."""

    envelope_id: str
    state: EnvelopeState
    step: Step
    since: Instant | None
    summary: str
    waits_for: list[WaitedFor]
    next_timer: NextTimer | None
    pending: list[PendingWork]
    engine: Literal["running", "finished", "not_started", "unreachable"]
