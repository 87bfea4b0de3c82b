"""What a signature puts on a document, free of database and storage."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from terms.signatures import Box


class FieldKind(StrEnum):
    """What a place on a page is for."""

    SIGNATURE = "signature"
    INITIALS = "initials"
    DATE = "date"
    NAME = "name"
    EMAIL = "email"
    TEXT = "text"
    CHECKBOX = "checkbox"


@dataclass(frozen=True)
class Place:
    """A field's place. `page` counts from 1 and is cut to the last one; `label` is for screen readers."""

    field_id: str
    kind: FieldKind
    page: int
    box: Box
    label: str = ""


@dataclass(frozen=True)
class FilledField:
    """A field with what its signer put in: text, or whether a checkbox is ticked."""

    place: Place
    value: str | bool = field(default="", repr=False)


@dataclass(frozen=True)
class VisibleMark:
    """How a signer's signature looks. `signed_at` is shown in `zone` (IANA); `drawing` is a PNG.

    `typed` is the name as typed for a signature by keyboard; the drawing wins where there is one.
    """

    name: str = field(repr=False)
    envelope_id: str
    signed_at: datetime
    zone: str
    language: str = "es"
    typed: str = field(default="", repr=False)
    drawing: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SignatureRequest:
    """One signature on one document.

    `field_name` must be new to the document. The first of `fields` of kind signature carries the
    signature; without a mark it is invisible. `foreseen` are the fields of all signers, except the first of
    kind signature of each, that a document's first signature must prepare: later ones may only fill them.
    """

    field_name: str
    claimed_at: datetime
    mark: VisibleMark | None = None
    fields: Sequence[FilledField] = ()
    foreseen: Sequence[Place] = ()
    reason: str | None = None
