"""Inputs, updates and answers of `SubscriptionWorkflow`."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from activities.records.subscription_messages import ChoiceOrder
from terms.money import ZERO
from terms.subscription import Standing
from terms.subscription_ending import CancelAt
from terms.subscription_facts import Facts


@dataclass
class OpenBill:
    """The bill that is owed now, and when its charge is tried next."""

    bill_id: str
    month: str
    gross: Decimal = ZERO
    attempts: int = 0
    next_attempt: datetime | None = None
    """Empty while only the customer can help: with another card, or by answering the bank."""
    told: list[str] = field(default_factory=list)
    """The kinds of refusals that the customer was told of."""


@dataclass
class SubscriptionProgress:
    """Everything that one run hands to the run that continues it."""

    facts: Facts
    business_id: str
    standing: Standing
    sequence: int = 0
    metered: str = ""
    """The newest month whose use and VAT were read."""
    bill: OpenBill | None = None
    told_until: datetime | None = None
    """Up to when warnings were told (contract S21)."""
    look_again_at: datetime | None = None
    """When the envelopes under way are looked at once more after a change of standing (contract S16)."""
    succeeded: bool = False
    """Whether another contract of the business has begun since this one ended."""
    pages_until: datetime | None = None
    """When pages that were opened have ended: they are looked at then, if nobody says before what became."""


@dataclass(frozen=True)
class SubscriptionStart:
    """Starts the workflow of one subscription; `progress` continues an earlier run."""

    subscription_id: str
    progress: SubscriptionProgress | None = None
    choice: ChoiceOrder | None = None
    """What somebody chose; the first thing done is to write it."""


@dataclass(frozen=True)
class CancelAct:
    """The customer gives notice (contract S10, S11) at `stated_at`, which counts whenever it is heard."""

    user_id: str
    act_id: str
    cancel_at: CancelAt = CancelAt.PERIOD_END
    stated_at: datetime | None = None


@dataclass(frozen=True)
class MemberAct:
    """A member of the business declares something at `stated_at`, which counts whenever it is heard."""

    user_id: str
    act_id: str
    stated_at: datetime | None = None


@dataclass(frozen=True)
class PageAct:
    """A member of the business asks for a hosted page: to pay what is owed, or to save another card."""

    user_id: str
    act_id: str


@dataclass(frozen=True)
class StaffAct:
    """Somebody of the holder's staff acts."""

    user_id: str
    act_id: str


@dataclass(frozen=True)
class SubscriptionStatus:
    """Where the subscription stands after an update."""

    state: str
    reason: str | None
    ends_at: datetime | None = None
    downloads_end: datetime | None = None
    refunds_cents: list[int] = field(default_factory=list)
