"""The record of processing activities (contract P2, GDPR art. 30.2)."""

import datetime

from api.schemas.common import Instant, Schema
from api.schemas.subprocessors import InBothLanguages
from terms.disclosures import DisclosedData
from terms.instructions import InstructionKind, InstructionState
from terms.processing import DataGroup, Datum


class RecordContact(Schema):
    """Who answers; `name` is empty where only an address is known."""

    name: str
    email: str


class RecordProcessor(Schema):
    """The holder of the service, as it was on the day."""

    name: str
    tax_id: str
    address: str
    email: str
    registry: str
    dpo: RecordContact


class RecordContract(Schema):
    """The processor contract that the controller had accepted."""

    version: str
    language: str
    sha256: str
    accepted_at: Instant


class RecordDatum(Schema):
    """A category of data, in how many envelopes it was asked for, and of how many people."""

    datum: Datum
    group: DataGroup
    envelopes: int
    people: int


class RecordMeasure(Schema):
    """A security measure of Annex 2."""

    rule: str
    es: str
    en: str


class RecordSubprocessor(Schema):
    """A sub-processor that could be given the controller's data on the day."""

    id: str
    name: str
    purpose: InBothLanguages
    data: InBothLanguages
    country: str
    safeguards: InBothLanguages
    contact: str
    since: Instant
    third_country: bool
    """Whether its country is outside the European Economic Area: a transfer under those safeguards."""


class RecordInstruction(Schema):
    """A written instruction of the controller that was not withdrawn on the day."""

    id: str
    kind: InstructionKind
    state: InstructionState
    version: int
    subject: str
    sha256: str
    since: Instant
    """When it came to stand so."""


class RecordDisclosure(Schema):
    """Data that had been handed to a third party."""

    id: str
    basis: str
    """The instruction or the legal duty behind it."""
    recipient: str
    country: str
    data: list[DisclosedData]
    made_at: Instant
    third_country: bool
    safeguards: str
    """What protects a transfer, or which law demands it; empty within the European Economic Area."""


class ControllerRecordView(Schema):
    """What is processed on behalf of one controller."""

    business_id: str
    name: str
    tax_id: str | None
    country: str
    address: dict[str, str]
    since: Instant
    contact: RecordContact | None
    """Its owner on the day, under today's name."""
    dpo: RecordContact | None
    representative: RecordContact | None
    contract: RecordContract | None
    envelopes: int
    """Sent until the day, and not destroyed since."""
    people: int
    categories: list[RecordDatum]
    own_fields: list[str]
    """Labels of the controller's own fields; fifty at most."""
    subprocessors: list[RecordSubprocessor]
    instructions: list[RecordInstruction]
    disclosures: list[RecordDisclosure]


class ProcessingRecordView(Schema):
    """The record of processing activities as of a day."""

    on: datetime.date
    as_of: Instant
    """It tells what was so just before this instant: the day's end, or now."""
    processor: RecordProcessor
    contract_version: str
    """Whose Annex 2 describes the measures."""
    measures: list[RecordMeasure]
    controllers: list[ControllerRecordView]
    next: str | None = None
    """`after` of the part that follows; absent in the last."""
