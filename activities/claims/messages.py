"""What the making of claims is asked and answers."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class ClaimOrder:
    """A claim of what a contract owes, reckoned through a day of the holder's zone, that day included."""

    claim_id: str
    subscription_id: str
    made_by: str
    last_day: date
    asked_at: datetime
    business_id: str = ""
    """Whose contract it is; empty in orders of before the workflow was findable by it."""


@dataclass(frozen=True)
class ClaimMade:
    """The claim stands written, or why it does not (of `terms.claims.ClaimRefusal`)."""

    refusal: str | None = None
