"""Controllers' instructions (contract P1, P3)."""

from typing import Annotated

from pydantic import EmailStr, Field, StringConstraints

from api.schemas.accounts import Country, TaxId
from api.schemas.common import Instant, Language, Name, Reason, Schema
from terms.disclosures import DisclosedData
from terms.instructions import InstructionAct, InstructionKind, InstructionState

InstructionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
EnvelopeIds = Annotated[
    list[Annotated[str, StringConstraints(pattern="^env_[0-9A-Z]{26}$")]], Field(min_length=1, max_length=500)
]
SomeData = Annotated[list[DisclosedData], Field(min_length=1)]
Version = Annotated[int, Field(ge=1)]


class AuthorisedRecipient(Schema):
    """Another processor of the same controller."""

    name: Name
    tax_id: TaxId
    country: Country
    email: EmailStr


class DisclosureTerms(Schema):
    """What may be handed to whom, and how it is protected. For what is the instruction's own text."""

    recipient: AuthorisedRecipient
    data: SomeData
    envelopes: EnvelopeIds | None = None
    """Without, data of all of them."""
    measures: Reason
    """Security measures to apply."""
    safeguards: Reason | None = None
    """What protects a transfer to a third country (GDPR art. 46); without it none is acknowledged."""


class InstructionDraft(Schema):
    """A written instruction; with `disclosure` it authorises to hand data over."""

    subject: Name
    text: InstructionText
    disclosure: DisclosureTerms | None = None


class InstructionAmendment(InstructionDraft):
    """The whole instruction anew, in place of the version that was read."""

    version: Version


class InstructionStatement(Schema):
    """What is said about a version: how it is followed, or why it is confirmed or withdrawn."""

    version: Version
    words: Reason


class InstructionDoubt(InstructionStatement):
    """Why a version seems to infringe the law."""

    ground: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    """Which law."""


class InstructionEntryView(Schema):
    """An act about an instruction, as it was said."""

    id: str
    act: InstructionAct
    version: int
    subject: str | None
    words: str
    ground: str | None
    disclosure: DisclosureTerms | None
    sha256: str
    at: Instant
    told_at: Instant | None
    """When the controller's mail about it was taken."""


class InstructionView(Schema):
    """An instruction as it stands, with everything that was said about it, oldest first."""

    id: str
    kind: InstructionKind
    state: InstructionState
    version: int
    subject: str
    text: str
    disclosure: DisclosureTerms | None
    sha256: str
    given_at: Instant
    state_at: Instant
    answer_due_at: Instant | None
    """The first instant at which the holder's answer would be too late, while it owes one."""
    entries: list[InstructionEntryView]


class InstructionForStaff(InstructionView):
    """The same for the holder's dpo."""

    business_id: str
    unreached: bool
    """Whether the controller's address refused a mail about it for good: tell it another way."""


class ImpliedInstructions(Schema):
    """What a business tells the holder by its settings."""

    channels: list[str]
    """Channels over which signers may get messages (contract W1)."""
    promotion_allowed: bool
    """Whether its name and logo may be shown (contract A9)."""
    objected_subprocessors: list[str]
    """Names of those that may not have its data (contract P4)."""


class BaseInstruction(Schema):
    """What a controller instructs by the processor contract that it accepted, and by its settings."""

    document_version: str
    """Of the processor contract; its text is `GET /v1/terms/processor`."""
    language: Language
    sha256: str
    accepted_at: Instant
    accepted_by: str
    implied: ImpliedInstructions
