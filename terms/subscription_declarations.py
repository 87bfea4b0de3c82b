"""When a customer's declaration counts (contract S10, S14): from when it was made, not when it was heard."""

from datetime import datetime, timedelta
from enum import StrEnum


class Declaration(StrEnum):
    """What a customer declares about the contract."""

    CANCEL = "cancel"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"


WITH_RECEIPT = frozenset({Declaration.CANCEL, Declaration.WITHDRAW})
"""Those that are acknowledged on a durable medium (contract S10, S14)."""

TAKEN = "taken"
"""Outcome of a declaration that the workflow carried out; any other says why it was refused."""
HEARD_WITHIN = timedelta(days=3)
"""A declaration older than that is not taken for one that an outage kept back."""


def declared_at(stated_at: datetime | None, heard_at: datetime, not_before: datetime) -> datetime:
    """The instant at which a declaration counts.

    An outage between making and hearing it is not the customer's. One from the future, by clocks that differ,
    counts when it is heard; none counts before the contract.
    """
    if stated_at is None or not heard_at - HEARD_WITHIN <= stated_at <= heard_at:
        return heard_at
    return max(stated_at, not_before)
