"""What a record of processing says, as plain values: JSON and PDF are made from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from terms.disclosures import DisclosedData
from terms.instructions import InstructionKind, InstructionState
from terms.processing import DataGroup, Datum


@dataclass(frozen=True)
class Contact:
    """Somebody who answers, and where; `name` is empty where only an address is known."""

    name: str
    email: str


@dataclass(frozen=True)
class Processor:
    """The holder, as configuration named it on the day."""

    name: str
    tax_id: str
    address: str
    email: str
    registry: str
    dpo: Contact


@dataclass(frozen=True)
class AcceptedContract:
    """The version of the processor contract that the controller had accepted."""

    version: str
    language: str
    sha256: str
    accepted_at: datetime


@dataclass(frozen=True)
class AskedDatum:
    """A category of data, in how many envelopes it was asked for, and of how many people."""

    datum: Datum
    group: DataGroup
    envelopes: int
    people: int


@dataclass(frozen=True)
class Measure:
    """A security measure, as the contract describes it in each language."""

    rule: str
    es: str
    en: str


@dataclass(frozen=True)
class UsedSubprocessor:
    """A sub-processor that could be given the controller's data on the day."""

    id: str
    name: str
    purpose: Mapping[str, str]
    data: Mapping[str, str]
    country: str
    safeguards: Mapping[str, str]
    contact: str
    since: datetime
    third_country: bool
    """Whether its country is outside the European Economic Area: a transfer under those safeguards."""


@dataclass(frozen=True)
class StandingInstruction:
    """A written instruction of the controller that was not withdrawn on the day (contract P1)."""

    id: str
    kind: InstructionKind
    state: InstructionState
    version: int
    subject: str
    sha256: str
    since: datetime
    """When it came to stand so."""


@dataclass(frozen=True)
class MadeDisclosure:
    """Data that had been handed to a third party (contract P3)."""

    id: str
    basis: str
    """The instruction or the legal duty behind it."""
    recipient: str
    country: str
    data: tuple[DisclosedData, ...]
    made_at: datetime
    third_country: bool
    safeguards: str
    """What protects a transfer, or which law demands it; empty within the Area."""


@dataclass(frozen=True)
class ControllerRecord:
    """What is processed on behalf of one controller."""

    business_id: str
    name: str
    tax_id: str | None
    country: str
    address: Mapping[str, str]
    since: datetime
    contact: Contact | None
    """Its owner on the day; `None` where nobody is known any more."""
    dpo: Contact | None
    representative: Contact | None
    contract: AcceptedContract | None
    envelopes: int
    """Sent until the day."""
    people: int
    """Signers of these, each address once."""
    categories: tuple[AskedDatum, ...]
    own_fields: tuple[str, ...]
    """Labels of the controller's own fields."""
    subprocessors: tuple[UsedSubprocessor, ...]
    instructions: tuple[StandingInstruction, ...]
    disclosures: tuple[MadeDisclosure, ...]


@dataclass(frozen=True)
class ProcessingRecord:
    """The record of one controller, or a part of the whole."""

    on: date
    as_of: datetime
    """The record tells what was so just before this instant."""
    processor: Processor
    contract_version: str
    """Whose Annex 2 describes the measures."""
    measures: tuple[Measure, ...]
    controllers: tuple[ControllerRecord, ...]
    next: str | None = None
    """The last controller of a part that others follow."""

    def as_json(self) -> dict[str, Any]:
        """The record as JSON values."""
        made: dict[str, Any] = _RECORD.dump_python(self, mode="json")
        return made


_RECORD = TypeAdapter(ProcessingRecord)
