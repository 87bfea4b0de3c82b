"""Contracts as the holder's billing sees them: ids, dates and amounts, no names (contract M2, S8, S13)."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from api.schemas.common import Instant, Reason, Schema
from api.schemas.invoices import InvoiceView
from api.schemas.plans import Euros
from api.schemas.staff import StaffPerson
from api.schemas.subscriptions import ContractedPlanView
from terms.plans import CustomerKind
from terms.staff import DecisionState
from terms.subscription_holder import HolderAct


class DueSubscription(Schema):
    """A contract in the list of what falls due."""

    id: str
    business_id: str
    state: str
    reason: str | None
    plan: str
    """Code of the plan contracted."""
    next_deadline: Instant | None
    next_deadline_kind: str | None
    ends_at: Instant | None
    blocked_at: Instant | None
    owed: Euros | None
    """The open bill, VAT included."""
    awaits_decision: bool
    """Grace is over, and somebody has to say whether the contract ends (contract S8)."""


class FailedCharge(Schema):
    """A bill that is not paid, with the newest attempt to charge it."""

    bill_id: str
    subscription_id: str
    business_id: str
    month: str
    gross: Euros
    due_until: Instant
    attempts: int
    asked_at: Instant
    outcome: str
    """`declined`, or `unknown` while the gateway has not said what became of it."""
    decline: str | None
    code: str | None
    """The gateway's own word for it."""


class BillView(Schema):
    """A bill and how it stands."""

    id: str
    month: str
    gross: Euros
    state: str
    due_since: Instant
    due_until: Instant
    paid_at: Instant | None
    refunded: Euros


class ContractDecisionDraft(Schema):
    """Proposes a decision; it takes effect once somebody else of billing agrees."""

    kind: HolderAct
    until: date | None = None
    """Last day on which a debt that is held can be paid; for a hold alone."""
    reason: Reason


class ContractDecisionView(Schema):
    """A decision from the proposal to what came of it."""

    id: str
    business_id: str
    subscription_id: str
    kind: HolderAct
    until: Instant | None
    reason: str
    asked_by: StaffPerson
    asked_at: Instant
    expires_at: Instant
    state: DecisionState
    decided_by: StaffPerson | None
    decided_at: Instant | None
    decision_reason: str | None
    outcome: str | None
    """`taken`, or why the contract refused it; null until it has answered."""


class StaffSubscriptionView(Schema):
    """One contract with its bills, invoices and decisions."""

    id: str
    business_id: str
    state: str
    reason: str | None
    plan: ContractedPlanView
    customer: CustomerKind
    vat_rate: Decimal
    terms_version: str
    selected_at: Instant
    cancelled_at: Instant | None
    withdrawn_at: Instant | None
    ends_at: Instant | None
    downloads_end: Instant | None
    blocked_at: Instant | None
    next_deadline: Instant | None
    next_deadline_kind: str | None
    awaits_decision: bool
    can_decide: list[HolderAct]
    """What could be proposed now."""
    bills: list[BillView]
    invoices: list[InvoiceView]
    decisions: list[ContractDecisionView]


class OwnContractDecision(Schema):
    """What the holder decided about the contract, as its owner is shown it."""

    id: str
    kind: HolderAct
    until: Instant | None
    decided_at: Annotated[Instant, Field(description="When it took effect.")]
