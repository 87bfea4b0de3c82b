"""What the owner sets of a business (contract A2, A9)."""

from typing import Any

from api.schemas.accounts import Country, PostalAddress, TaxId
from api.schemas.common import Instant, Name, Schema


class BusinessPatch(Schema):
    """What to change; what is absent stays. A `tax_id` of null takes it away, which a consumer may."""

    name: Name | None = None
    tax_id: TaxId | None = None
    country: Country | None = None
    address: PostalAddress | None = None
    promotion_allowed: bool | None = None
    """False objects to the use of name and logo for promotion."""


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
    """The business's name, typed, so that nobody asks by accident."""

    confirmation: Name
