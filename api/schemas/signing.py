"""The envelope as one signer sees it, by the token of their link."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.common import Instant, Language, Name, Reason, Schema
from api.schemas.envelopes import FieldKind, Fraction
from terms.envelope import EnvelopeState, SignerState
from terms.messaging import Channel

SigningStatus = Literal[
    "ready",
    "not_your_turn",
    "signed",
    "declined",
    "completed",
    "declined_by_other",
    "expired",
    "voided",
    "interrupted",
]
"""What the page shows: `ready` to sign; `signed` by this signer while others are missing or the seal is
pending; `completed` with the copy ready; `interrupted` when the sender's service is."""


class Controller(Schema):
    """Who asks for the data, and where to exercise rights (contract E3)."""

    name: str
    tax_id: str | None
    address: str
    contact_email: str
    rights_text: str


class ConsentText(Schema):
    """A text to accept before signing; its version and hash are sent back with the signature."""

    version: str
    language: Language
    sha256: str
    title: str
    body: str


class PageView(Schema):
    """The size of a page as shown, in points."""

    width: float
    height: float


class SigningField(Schema):
    """A field of this signer, in fractions of the page as shown, from its top left."""

    id: str
    kind: FieldKind
    page: int
    x: Fraction
    y: Fraction
    width: float
    height: float
    required: bool
    label: str


class SigningDocument(Schema):
    """A document to read and sign."""

    id: str
    name: str
    sha256: str
    pages: list[PageView]
    fields: list[SigningField]


class OtherSigner(Schema):
    """The other parties, by name and state only."""

    name: str
    state: SignerState
    you: bool


class SigningView(Schema):
    """Who asks, for what, what to accept, and what to fill."""

    status: SigningStatus
    envelope_id: str
    envelope_state: EnvelopeState
    title: str
    message: str
    language: Language
    test: bool
    """Made in test mode: the document is not valid."""
    sender_name: str
    controller: Controller
    signer_name: str
    signer_email: str
    signers: list[OtherSigner]
    documents: list[SigningDocument]
    consent: ConsentText
    expires_at: Instant | None
    signed_at: Instant | None
    reason: str | None
    copy_ready: bool
    channels: list[Channel]
    """Over which this sender may also tell the signer, if they consent (contract W1)."""


class TypedSignature(Schema):
    """A signature written with the keyboard."""

    method: Literal["typed"] = "typed"
    text: Name


class DrawnSignature(Schema):
    """A signature drawn by hand: a PNG with transparent ground, base64, at most 200 KB decoded."""

    method: Literal["drawn"] = "drawn"
    png: Annotated[str, StringConstraints(max_length=280_000)]


class ConsentGiven(Schema):
    """The text accepted, named by version, language and hash."""

    version: str
    language: Language
    sha256: str


class SignatureRequest(Schema):
    """The act of signing."""

    consent: ConsentGiven
    signature: Annotated[TypedSignature | DrawnSignature, Field(discriminator="method")]
    values: dict[str, str | bool] = {}
    time_zone: Annotated[str, StringConstraints(max_length=64)] = "Europe/Madrid"


class SignatureAnswer(Schema):
    """The signature was accepted; the sealed copy follows by mail."""

    status: SigningStatus
    signed_at: Instant


class DeclineRequest(Schema):
    """Why the signer declines; the sender and all who were invited are told."""

    reason: Reason


class LinkRenewal(Schema):
    """A new link was mailed to the signer's own address, shown masked."""

    sent_to: str
