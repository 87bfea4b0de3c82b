"""Legal duties to disclose, and what was handed over (contract P3)."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.accounts import Country, TaxId
from api.schemas.common import Instant, Name, Reason, Schema
from api.schemas.instructions import EnvelopeIds, SomeData
from terms.disclosures import DisclosedData, DutyKind

BusinessId = Annotated[str, StringConstraints(pattern="^biz_[0-9A-Z]{26}$")]
LegalGround = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class DutyDraft(Schema):
    """What the law obliges the holder to. The controller is mailed at once, unless `silence_reason` says why
    the law forbids it.
    """

    business_id: BusinessId
    kind: DutyKind
    recipient: Name
    country: Country
    ground: LegalGround
    """The law, and the order that rests on it."""
    data: SomeData
    words: Reason
    """What exactly is demanded."""
    silence_reason: Reason | None = None


class DutyContact(Schema):
    """How the controller was told another way than by mail."""

    at: Instant
    words: Reason


class DutyView(Schema):
    """A legal duty as its controller sees it."""

    id: str
    kind: DutyKind
    recipient: str
    country: str
    ground: str
    data: list[DisclosedData]
    words: str
    registered_at: Instant
    told_at: Instant | None
    contacted_at: Instant | None


class DutyForStaff(DutyView):
    """A legal duty with what was done about telling its controller."""

    business_id: str
    registered_by: str
    silence_reason: str | None
    silence_approved_by: str | None
    silence_approved_at: Instant | None
    lifted_at: Instant | None
    unreached_at: Instant | None
    contact_words: str | None


class DisclosureRecipient(Schema):
    """Who got data."""

    name: Name
    tax_id: TaxId | None = None
    country: Country


class DisclosureDraft(Schema):
    """What was handed over: by an instruction of the controller, or by a legal duty."""

    instruction_id: str | None = None
    duty_id: str | None = None
    recipient: DisclosureRecipient
    data: SomeData
    envelopes: EnvelopeIds | None = None
    """Without, data of all of them."""
    words: Reason
    """How it was handed over, and how protected."""
    made_at: Instant


class DisclosureView(Schema):
    """Data that was handed over."""

    id: str
    instruction_id: str | None
    version: int | None
    """Of the instruction."""
    duty_id: str | None
    recipient: DisclosureRecipient
    data: list[DisclosedData]
    envelopes: list[str] | None
    words: str
    made_at: Instant
    recorded_at: Instant
    told_at: Instant | None


class DisclosureForStaff(DisclosureView):
    """The same with whose data it is."""

    business_id: str
    recorded_by: str
    unreached_at: Instant | None
