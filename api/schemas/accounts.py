"""Registration, users, businesses and sessions (contract A1, A2, A4)."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, EmailStr, StringConstraints

from api.schemas.common import Instant, Language, Name, Schema
from terms.account_closing import ClosingObstacle, KeptOfAccount
from terms.accounts import Document
from terms.people import Duty
from terms.plans import CustomerKind
from terms.roles import Permission, StaffRole
from terms.subscription import DownloadReason, SubscriptionState
from terms.subscription_capabilities import Capability

Secret = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
"""A password as it was typed: never trimmed, never repeated in an error."""
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Sha256Text = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
TaxId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone of the IANA database")
    return name


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]


class TextAccepted(Schema):
    """A text as it was shown and accepted: version, language and hash come from `GET /v1/terms/{kind}`."""

    version: Annotated[str, StringConstraints(max_length=32)]
    language: Language
    sha256: Sha256Text


class RegistrationRequest(Schema):
    """Phase 1: credentials, and express consent to data protection (contract A1)."""

    email: EmailStr
    password: Secret
    language: Language = "es"
    privacy: TextAccepted


class RegistrationAnswer(Schema):
    """The same whether the address was known or not: the mailbox learns which."""

    status: Literal["mail_sent"] = "mail_sent"
    expires_at: Instant
    """When the mailed link ends."""


class VerificationRequest(Schema):
    """The token of the mailed link."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class VerificationLinkAnswer(Schema):
    """A new link goes to the same address, and this one with any before it no longer works."""

    status: Literal["mail_sent"] = "mail_sent"


class VerificationAnswer(Schema):
    """The address is verified. The first time it also signs in, with a session cookie."""

    email: str
    signed_in: bool


class BusinessPlace(Schema):
    """A business the user belongs to."""

    id: str
    name: str
    role: Literal["owner", "guest"]
    current: bool
    """Whether one acts for it wherever a request names no other."""


AcceptedKind = Literal["terms", "privacy", "processor"]
"""Texts that customers accept outside signing. The staff's commitments have a route of their own."""


class PendingAcceptance(Schema):
    """A substantial change that has not been accepted: until then `accepted_version` stays in force."""

    kind: AcceptedKind
    version: str
    """The one to accept, from `GET /v1/terms/{kind}`."""
    accepted_version: str | None
    business_id: str | None
    """For which business its owner accepts; the privacy policy is accepted for oneself."""
    business: str | None


class StaffPlace(Schema):
    """What somebody does at the holder: none of it, barred or before the current commitments are accepted."""

    roles: list[StaffRole]
    permissions: list[Permission]
    password_expires_at: Instant
    commitments_required: bool
    missing: list[Duty]
    """What is to be signed or learned (`GET /v1/staff/duties`)."""
    barred: bool
    """There is no access until nothing is missing."""


class Me(Schema):
    """The signed-in user."""

    id: str
    email: str
    name: str | None
    language: str
    time_zone: str
    created_at: Instant
    second_factor: bool
    """Whether a second factor is enrolled."""
    businesses: list[BusinessPlace]
    pending_acceptances: list[PendingAcceptance]
    """Substantial changes of texts that one has not accepted (contract A3)."""
    staff: StaffPlace | None
    """For whoever works for the holder."""


class MeChange(Schema):
    """Phase 2: the user's own data."""

    name: Name
    language: Language = "es"
    time_zone: TimeZone = "Europe/Madrid"


class PostalAddress(Schema):
    """Where the business has its seat."""

    street: Line
    postal_code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=16)] = ""
    city: Line
    region: Line = ""


class ContactPerson(Schema):
    """Who answers for something, and where."""

    name: Name
    email: EmailStr


class PrivacyContacts(Schema):
    """The controller's own data protection officer and representative, where it has them (contract P2)."""

    dpo: ContactPerson | None = None
    representative: ContactPerson | None = None


class Declarations(Schema):
    """What the user declares on confirming (contract A2); each has to be true."""

    of_age: Literal[True]
    capacity_to_contract: Literal[True]
    data_is_true: Literal[True]
    authority_to_represent: Literal[True]


class AcceptedTexts(Schema):
    """What the owner of a business accepts (contract A2)."""

    terms: TextAccepted
    privacy: TextAccepted
    processor: TextAccepted


class BusinessDraft(Schema):
    """A new business; whoever creates it is its owner. Members of others accept again (A4)."""

    name: Name
    customer_kind: CustomerKind
    """Whether its owner contracts as a consumer or in a trade or profession (contract A6)."""
    tax_id: TaxId | None = None
    """NIF or NIE in Spain, VAT number elsewhere in the EU; a consumer need not give one."""
    country: Country = "ES"
    address: PostalAddress
    declarations: Declarations
    accepted: AcceptedTexts


class StandingView(Schema):
    """What the service is to a business now, and what its people may do (contract S16, S17)."""

    state: SubscriptionState
    reason: DownloadReason | None
    since: Instant | None
    may: list[Capability]


class BusinessView(Schema):
    """A business."""

    id: str
    name: str
    customer_kind: CustomerKind | None
    """`null`: never asked."""
    tax_id: str | None
    vat_number_confirmed: bool | None
    """What VIES says of it as a VAT number; `null` while that is not known, or asked."""
    country: str
    address: PostalAddress
    promotion_allowed: bool
    """Whether the holder may use name and logo for promotion (A9)."""
    privacy_contacts: PrivacyContacts
    deletion_requested_at: Instant | None
    created_at: Instant
    standing: StandingView


class TermsVersion(Schema):
    """A version of a text, and whether what it changed has to be accepted again (contract A3)."""

    version: str
    substantial: bool
    summary: str
    """What changed, in a sentence, in the language asked for."""


class TermsText(Schema):
    """A text as it is shown. Markdown; `sha256` is of `# title`, an empty line and the body, in UTF-8."""

    kind: Document
    version: str
    language: Language
    title: str
    body: str
    sha256: str
    current: bool
    """Whether this is the version to accept."""
    versions: list[TermsVersion]
    """All versions, newest first."""


class ClosingRequest(Schema):
    """The user's own address, typed, so that nobody closes an account by accident."""

    confirmation: Annotated[str, StringConstraints(min_length=1, max_length=254)]


class KeptOfAccountView(Schema):
    """What is kept of a closed account, for how many years, and the law that asks for it."""

    what: KeptOfAccount
    years: int
    ground: str


class ClosingView(Schema):
    """What closing one's account comes to; with an obstacle it cannot be closed."""

    obstacles: list[ClosingObstacle]
    kept: list[KeptOfAccountView]
