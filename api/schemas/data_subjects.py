"""What a controller does about one data subject (contract P6, P7)."""

from typing import Annotated, Literal

from pydantic import EmailStr, StringConstraints

from api.schemas.common import Instant, Name, Reason, Schema
from terms.envelope import EnvelopeState, SignerState
from terms.subjects import (
    Elsewhere,
    ElsewhereBecause,
    ErasureGround,
    KeptReason,
    MeasureKind,
    MeasureState,
    NamedBecause,
    OwnText,
    RestrictionGround,
)

Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class SubjectPlaceView(Schema):
    """A signer of an envelope who was looked for."""

    envelope_id: str
    title: str
    envelope_state: EnvelopeState
    test: bool
    signer_id: str
    name: str
    email: str
    state: SignerState
    corrected: bool
    """Found by an address that the sender has corrected since: this may be another person."""
    created_at: Instant
    acted_at: Instant | None
    restricted: bool
    """Processing of the envelope is restricted now."""
    named_in: list[OwnText]
    """What others wrote into the envelope and that names the person, when looked for by address: an erasure
    redacts it, but for `evidence`.
    """


class SubjectDraft(Schema):
    """Whom a measure is about, by address, and the controller's own reference for it."""

    email: EmailStr
    reference: Reference | None = None


class RectificationDraft(SubjectDraft):
    """What is right instead: a name, an address or both, and words about it for the evidence."""

    name: Name | None = None
    new_email: EmailStr | None = None
    words: Reason | None = None


class RestrictionDraft(SubjectDraft):
    """A restriction, and on which ground of GDPR art. 18.1; an objection (art. 21) is the last of them."""

    ground: RestrictionGround


class ErasureDraft(SubjectDraft):
    """An erasure, and on which ground of GDPR art. 17.1."""

    ground: ErasureGround
    redact_texts: bool = True
    """Whether what others wrote into the envelopes and names the person is redacted too. Only where the name
    is somebody else's, say, is there a reason not to; then `still_named` tells what names them, and it can be
    redacted later.
    """


class RedactionDraft(SubjectDraft):
    """Whom texts name that an erasure left on request: nothing tells it any more once the person is gone."""

    name: Name


class NamedView(Schema):
    """An envelope from which the person was erased, what in it still names them, and why it was left."""

    envelope_id: str
    texts: list[OwnText]
    because: NamedBecause


class ElsewhereView(Schema):
    """What is left of an erased person outside the envelopes, and why."""

    what: Elsewhere
    because: ElsewhereBecause
    count: int
    until: Instant | None
    """When the last of it is destroyed, where it has a date."""
    ids: list[str]
    """Of the instructions or documents."""


class KeptView(Schema):
    """Data of an erased person that had to be kept: blocked, and destroyed at its date."""

    envelope_id: str
    reason: KeptReason
    kept_until: Instant | None
    """From then on, it is destroyed; without a date it is looked at daily."""


class ReleaseDraft(Schema):
    """Why processing goes on. The person has to be told before (GDPR art. 18.3)."""

    reason: Reason
    subject_informed: Literal[True]


class MeasureView(Schema):
    """A measure about one person, over the envelopes that named them when it was asked for."""

    id: str
    kind: MeasureKind
    state: MeasureState
    email: str | None
    """Gone once it is erased."""
    ground: str | None
    reference: str | None
    asked_at: Instant
    places: int
    """Envelopes concerned."""
    corrected: int
    """Of a rectification: envelopes not signed yet, in which it was put right."""
    noted: int
    """Of a rectification: envelopes in whose evidence it was noted."""
    destroyed: int
    """Of an erasure: envelopes in which nothing of the person is left."""
    kept: list[KeptView]
    still_named: list[NamedView]
    """Of an erasure: what of the envelopes still names the person."""
    left_elsewhere: list[ElsewhereView]
    """Of an erasure: what is left of the person outside the envelopes."""
    counts: dict[str, int]
    """What an erasure destroyed, by table."""
    certified: bool
    """Whether the certificate of what was done can be fetched."""
    size: int | None
    """Of an export, in bytes, once it is made."""
    fetch_until: Instant | None
    """Until then, exclusive, an export can be fetched."""
    release_reason: str | None
    """Why a restriction was released."""
    ended_at: Instant | None
