"""The record of processing activities (contract P2, E2): what data envelopes ask for, and where it may go."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from terms.tax_ids import EU_VAT_COUNTRIES

EUROPEAN_ECONOMIC_AREA = EU_VAT_COUNTRIES | {"IS", "LI", "NO"}
"""ISO 3166 codes: the member states of the Union, Iceland, Liechtenstein and Norway."""
LABELS_MAX = 50
"""So many labels of own fields are named per controller; labels are categories, and few people write more."""


class DataGroup(StrEnum):
    """Groups of signer data, as the processor contract lists them (contract E2)."""

    IDENTIFICATION = "identification"
    ASKED = "asked"
    """What the controller asks for in fields of its own."""
    TECHNICAL = "technical"
    DOCUMENTS = "documents"
    """Whatever the controller wrote into what it has signed."""


class Datum(StrEnum):
    """A category of data that an envelope asks for or brings along."""

    NAME = "name"
    EMAIL = "email"
    SIGNATURE = "signature"
    INITIALS = "initials"
    DATE = "date"
    ANSWER = "answer"
    CHOICE = "choice"
    NETWORK = "network"
    SOFTWARE = "software"
    CONTENT = "content"


GROUP_OF: Mapping[Datum, DataGroup] = MappingProxyType(
    {
        Datum.NAME: DataGroup.IDENTIFICATION,
        Datum.EMAIL: DataGroup.IDENTIFICATION,
        Datum.SIGNATURE: DataGroup.IDENTIFICATION,
        Datum.INITIALS: DataGroup.IDENTIFICATION,
        Datum.DATE: DataGroup.ASKED,
        Datum.ANSWER: DataGroup.ASKED,
        Datum.CHOICE: DataGroup.ASKED,
        Datum.NETWORK: DataGroup.TECHNICAL,
        Datum.SOFTWARE: DataGroup.TECHNICAL,
        Datum.CONTENT: DataGroup.DOCUMENTS,
    }
)
OF_EVERY_ENVELOPE = (Datum.NAME, Datum.EMAIL, Datum.NETWORK, Datum.SOFTWARE, Datum.CONTENT)
"""Whom an envelope is for is named, is mailed, opens it from somewhere, and reads it."""
_OF_FIELDS: Mapping[str, Datum] = MappingProxyType(
    {
        "signature": Datum.SIGNATURE,
        "initials": Datum.INITIALS,
        "date": Datum.DATE,
        "name": Datum.NAME,
        "email": Datum.EMAIL,
        "checkbox": Datum.CHOICE,
    }
)


def datum_of(field_kind: str) -> Datum:
    """What a field asks for; a kind that has no category of its own is an answer to the controller."""
    return _OF_FIELDS.get(field_kind, Datum.ANSWER)


def is_third_country(country: str) -> bool:
    """Whether processing there is a transfer that needs safeguards (GDPR chapter V); ISO 3166 code."""
    return country.upper() not in EUROPEAN_ECONOMIC_AREA


def in_force(begins_at: datetime | None, ends_at: datetime | None, before: datetime) -> bool:
    """Whether something that began and perhaps ended was so just before an instant."""
    return begins_at is not None and begins_at < before and (ends_at is None or ends_at >= before)
