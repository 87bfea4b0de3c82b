"""Customers as the holder's support sees them (contract M2)."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.common import Instant, Reason, Schema
from terms.subscription import SubscriptionState


class CustomerQuery(Schema):
    """An id, a tax id or the owner's address, whole, or three letters or more of a name."""

    query: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)]
    reason: Reason


class CustomerSummary(Schema):
    """What helps a customer, and no more: no documents, no signers, no addresses."""

    id: str
    name: str
    country: str
    state: SubscriptionState
    created_at: Instant
    members: int
    documents: int
    envelopes_sent: int
    envelopes_open: int
    last_sent_at: Instant | None


class CustomerLookupView(Schema):
    """A look-up, as it was recorded, and what it found: at most twenty."""

    id: str
    items: list[CustomerSummary]
