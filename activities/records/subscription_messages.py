"""What the records of subscriptions are asked and answer: ids, dates, amounts and small words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from terms.money import ZERO
from terms.plans import CustomerKind, Plan
from terms.subscription_changes import ChangeKind
from terms.subscription_facts import Facts
from terms.subscription_refunds import ChargedFee
from terms.use import UseOfDays


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
class ChangeOrder:
    """Another plan is wanted (contract S15): by whom, at which instant, and the difference that was shown,
    VAT included. `change_id` makes it once.
    """

    change_id: str
    subscription_id: str
    user_id: str
    plan_version_id: str
    asked_at: datetime
    shown: Decimal


@dataclass(frozen=True)
class DraftedChange:
    """The change stands written, or why it does not (of `terms.subscription_refusals`).

    `bill_id` is what is to be paid first, or saves the card where `gross` is nothing; `pay_until` ends that.
    """

    refusal: str | None = None
    kind: ChangeKind = ChangeKind.DOWNGRADE
    plan: Plan | None = None
    asked_at: datetime | None = None
    begins_at: datetime | None = None
    bill_id: str | None = None
    gross: Decimal = ZERO
    pay_until: datetime | None = None


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
    since: datetime | None = None
    """When the state began, by the contract; without it, now."""


@dataclass(frozen=True)
class MeterOrder:
    """Reads what was used in the month before `month` (`YYYY-MM`), and the VAT at `at` or now."""

    subscription_id: str
    month: str
    at: datetime | None = None


@dataclass(frozen=True)
class Metered:
    """Net use of the month before, and the percent of VAT for a charge made now."""

    usage_net: Decimal
    vat_rate: Decimal
    use: Sequence[UseOfDays] = ()
    """The envelopes of which that is made; empty where nothing is charged."""
    asks_at_grace_end: bool = False
    """Whether somebody of the holder decides when a month that stays unpaid ends the contract (S8)."""


@dataclass(frozen=True)
class BillItem:
    """A charge of a bill, an invoice of its own."""

    kind: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    use: Sequence[UseOfDays] = ()
    """What a charge for use is made of (contract S6)."""


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
class FeeOrder:
    """Asks for the fee that was billed in a month."""

    subscription_id: str
    month: str


@dataclass(frozen=True)
class PaidFee:
    """A fee that was paid, net with its percent of VAT, and the cents of its bill not given back yet."""

    bill_id: str
    net: Decimal
    vat_rate: Decimal
    cents: int


@dataclass(frozen=True)
class PaidFees:
    """Every fee of a subscription that was paid, in the order in which its bills were made."""

    fees: Sequence[ChargedFee] = ()


@dataclass(frozen=True)
class Payment:
    """When a bill was paid, if it was."""

    paid_at: datetime | None
