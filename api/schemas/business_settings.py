"""What the owner sets of a business (contract A2, A9)."""

from typing import Any, Literal

from api.schemas.accounts import Country, PostalAddress, PrivacyContacts, TaxId
from api.schemas.common import Instant, Language, Name, Schema
from api.schemas.subscriptions import SentencesView
from terms.retention import DataClass
from terms.subscription_ending import CancelAt


class BusinessPatch(Schema):
    """What to change; what is absent stays. A `tax_id` of null takes it away, which a consumer may."""

    name: Name | None = None
    tax_id: TaxId | None = None
    country: Country | None = None
    address: PostalAddress | None = None
    promotion_allowed: bool | None = None
    """False objects to the use of name and logo for promotion."""
    privacy_contacts: PrivacyContacts | None = None
    """All of them at once: whom it leaves out there is not."""


class DatumChange(Schema):
    """A datum before and after."""

    before: Any
    after: Any


class BusinessChangeView(Schema):
    """A change of the business's data, kept for as long as the business."""

    at: Instant
    user_id: str
    changes: dict[str, DatumChange]


class DeletionRequest(Schema):
    """The business's name, typed, so that nobody asks by accident, and how its plan ends."""

    confirmation: Name
    waive_downloads: bool = False
    """Whether to do without the days of downloads: the data is blocked with the end of the service."""
    cancel_at: CancelAt = CancelAt.PERIOD_END
    """To which end a prepaid plan is cancelled; sooner, the rest is not given back (contract S11)."""
    language: Language = "es"
    """In which language the notice to the contract was shown; so its receipt quotes it."""


class KeptData(Schema):
    """A class of blocked data, until when it is kept, and the law that asks for it (contract S18)."""

    kind: DataClass
    until: Instant
    years: int
    ground: str


class DeletionView(Schema):
    """What follows from deleting the business."""

    requested_at: Instant | None
    """Empty before it is asked for: then the dates are those of a request made now."""
    waived: bool
    obstacles: list[Literal["envelopes_under_way", "payment_pending"]]
    service_ends_at: Instant
    blocked_at: Instant
    """From when nobody can enter; until then it can be taken back."""
    blocked_at_if_waived: Instant
    withdrawal_until: Instant | None
    """Until when the contract can be withdrawn from, with all that was paid given back."""
    notice: SentencesView | None
    """The notice that the request gives to a contract without an end: to be shown as it is, because its
    receipt quotes it.
    """
    kept: list[KeptData]
