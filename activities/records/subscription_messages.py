"""What the records of subscriptions are asked and answer: ids, dates, amounts and small words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from terms.plans import CustomerKind, Plan
from terms.subscription_facts import Facts


@dataclass(frozen=True)
class ChoiceOrder:
    """A plan is chosen: by whom, at which instant, and the first charge that was shown, VAT included."""

    business_id: str
    user_id: str
    plan_version_id: str
    selected_at: datetime
    shown: Decimal


@dataclass(frozen=True)
class Drafted:
    """The choice stands written, or why it does not (of `terms.subscription_refusals`)."""

    refusal: str | None = None


@dataclass(frozen=True)
class SubscriptionPlan:
    """The contract as chosen, not yet begun. `first_bill` is empty where nothing is due at once."""

    subscription_id: str
    business_id: str
    plan: Plan
    customer: CustomerKind
    vat_rate: Decimal
    selected_at: datetime
    zone: str
    first_bill: str | None
    replaces: str | None = None
    """The subscription of the business that has ended and offers its downloads until this one begins."""


@dataclass(frozen=True)
class SubscriptionRecord:
    """The state to write. `sequence` grows with each: a repeated or overtaken write changes nothing."""

    subscription_id: str
    sequence: int
    state: str
    reason: str | None
    next_deadline: datetime | None
    next_deadline_kind: str | None
    cancelled_at: datetime | None = None
    withdrawn_at: datetime | None = None
    ends_at: datetime | None = None
    downloads_end: datetime | None = None
    blocked_at: datetime | None = None
    facts: Facts | None = None


@dataclass(frozen=True)
class MeterOrder:
    """Reads what was used in the month before `month` (`YYYY-MM`), and the VAT of `month`'s first day."""

    subscription_id: str
    month: str


@dataclass(frozen=True)
class Metered:
    """Net use of the month before, and the percent of VAT for a charge made now."""

    usage_net: Decimal
    vat_rate: Decimal


@dataclass(frozen=True)
class BillItem:
    """A charge of a bill, an invoice of its own."""

    kind: str
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True)
class BillOrder:
    """Writes the bill of a month, once."""

    subscription_id: str
    month: str
    window_start: datetime
    window_end: datetime
    vat_rate: Decimal
    items: Sequence[BillItem] = field(default_factory=list)


@dataclass(frozen=True)
class PaidBill:
    """A bill that was paid and not given back, and what is left of it, in cents."""

    bill_id: str
    cents: int


@dataclass(frozen=True)
class Payment:
    """When a bill was paid, if it was."""

    paid_at: datetime | None
