"""Claims of debts with late interest (contract S8, S9)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.schemas.common import Instant, Schema
from api.schemas.plans import Euros


class ClaimDraft(Schema):
    """Claims what a contract owes."""

    reckoned_through: Annotated[
        date | None,
        Field(description="Last day with interest, included: today, or before."),
    ] = None


class ClaimView(Schema):
    """A claim as it was reckoned; its PDF says what of."""

    id: str
    subscription_id: str
    made_at: Instant
    reckoned_through: date
    """Last day with interest, included: never beyond the end of the contract."""
    principal: Euros
    interest: Euros
    total: Euros
    language: str
