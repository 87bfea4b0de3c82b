"""Inputs, updates and answers of `SubscriptionWorkflow`."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from activities.records.subscription_messages import ChoiceOrder
from terms.money import ZERO
from terms.plans import Plan
from terms.subscription import Standing
from terms.subscription_ending import CancelAt
from terms.subscription_facts import Facts
from terms.use import UseOfDays


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
class OpenChange:
    """An upgrade that takes place once it is paid, or its card saved; without a bill, at once (S15)."""

    change_id: str
    plan: Plan
    asked_at: datetime
    pay_until: datetime
    bill_id: str | None = None
    gross: Decimal = ZERO
    is_offered: bool = False
    """Whether the saved card did not do, so that a page stands open or can be asked for."""


@dataclass
class ScheduledChange:
    """A change that was agreed, and begins later (contract S15)."""

    change_id: str
    asked_at: datetime
    begins_at: datetime


@dataclass
class SubscriptionProgress:
    """Everything that one run hands to the run that continues it."""

    facts: Facts
    business_id: str
    standing: Standing
    sequence: int = 0
    written: str = ""
    """SHA-256 of the record written last, but for its number."""
    metered: str = ""
    """The newest month whose use and VAT were read."""
    bill: OpenBill | None = None
    told_until: datetime | None = None
    """Up to when warnings were told (contract S21)."""
    look_again_at: datetime | None = None
    """When the envelopes under way are looked at once more after a change of standing (contract S16)."""
    succeeded: bool = False
    """Whether another contract of the business has begun since this one ended."""
    waiving: str | None = None
    """The month whose debt was given up, until its bill is closed (contract S8)."""
    pages_until: datetime | None = None
    """When pages that were opened have ended: they are looked at then, if nobody says before what became."""
    change: OpenChange | None = None
    scheduled: ScheduledChange | None = None
    decision_told: str = ""
    """The month of whose debt billing was told that it waits for their decision (contract S8)."""
    gave_back: bool = False
    """Whether what the end gives back was ordered (contract S13, S15)."""
    withdrawal: str = ""
    """The declaration by which the customer withdrew (contract S14)."""
    use: dict[str, list[UseOfDays]] = field(default_factory=dict)
    """Month of use → what its charge is made of, until it is billed (contract S6)."""


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
class ChangeAct:
    """The customer changes the plan (contract S15), at the difference that was shown, VAT included."""

    user_id: str
    act_id: str
    change_id: str
    plan_version_id: str
    shown: Decimal


@dataclass(frozen=True)
class ShareAct:
    """The owner lets another business share the plan, or takes it out (contract A4)."""

    user_id: str
    act_id: str
    business_id: str


@dataclass(frozen=True)
class PageAct:
    """A member of the business asks for a hosted page: to pay what is owed, or to save another card."""

    user_id: str
    act_id: str


@dataclass(frozen=True)
class HolderDecision:
    """What two people of billing decided; `kind` is of `terms.subscription_holder.HolderAct`.

    `until` is the exclusive end of a hold.
    """

    decision_id: str
    kind: str
    until: datetime | None = None


@dataclass(frozen=True)
class SanctionAct:
    """What became of an expulsion, of `terms.subscription_holder.SanctionStep`, in force since `at`."""

    decision_id: str
    step: str
    at: datetime


@dataclass(frozen=True)
class SubscriptionStatus:
    """Where the subscription stands after an update."""

    state: str
    reason: str | None
    ends_at: datetime | None = None
    downloads_end: datetime | None = None
    refunds_cents: list[int] = field(default_factory=list)
