"""The contract of a business as it is shown: from the tables alone, as its workflow wrote them."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.payments.messages import Outcome
from activities.records.buyers import vat_rate_now
from activities.records.contracted_plans import allowance_of, plan_of
from activities.records.plan_changes import CHANGE_KEY
from activities.records.subscription_facts import facts_of
from api.access.limits import plan_use
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.catalogue import show_allowance
from api.reading.plan_changes import show_pending_change
from api.reading.statements import show_statements
from api.reading.timelines import show_timeline
from api.schemas.plans import Names, TimelineView
from api.schemas.subscriptions import (
    CardView,
    ContractedPlanView,
    DebtView,
    SubscriptionView,
    UsageView,
)
from models import Bill, PaymentAttempt, PlanVersion, Subscription
from terms.clauses import numbered
from terms.plans import CustomerKind
from terms.subscription import LAPSED, NOT_BEGUN, PENDING_PAYMENT, SUCCEEDED, SubscriptionState
from terms.subscription_ending import may_take_back, may_withdraw, withdrawal_end
from terms.subscription_outlook import WhatIf, outlook, refuse_outlook

CONTRACTS_SHOWN = 20


async def contract_of(session: AsyncSession, business_id: str) -> Subscription:
    """The business's newest contract, or its choice that awaits payment. Raises 404 without any."""
    found = await session.scalar(
        select(Subscription)
        .where(Subscription.business_id == business_id, Subscription.state != SUCCEEDED)
        .order_by((Subscription.state == LAPSED).asc(), Subscription.selected_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Problem(Kind.NOT_FOUND)
    return found


async def list_contracts(
    session: AsyncSession, business_id: str, now: datetime, zone: str
) -> list[SubscriptionView]:
    """Every contract and choice of the business; first the one that `contract_of` means."""
    rows = await session.scalars(
        select(Subscription)
        .where(Subscription.business_id == business_id)
        .order_by(
            (Subscription.state == SUCCEEDED).asc(),
            (Subscription.state == LAPSED).asc(),
            Subscription.selected_at.desc(),
        )
        .limit(CONTRACTS_SHOWN)
    )
    return [await show_subscription(session, row, now, zone) for row in rows]


async def show_contract(
    session: AsyncSession, business_id: str, now: datetime, zone: str
) -> SubscriptionView:
    """The contract now. Raises 404 without any."""
    return await show_subscription(session, await contract_of(session, business_id), now, zone)


async def show_subscription(
    session: AsyncSession, row: Subscription, now: datetime, zone: str
) -> SubscriptionView:
    """A subscription with its debt, its open page, and what its owner may do."""
    is_pending = row.state == SubscriptionState.PENDING_PAYMENT.value
    customer = CustomerKind(row.customer)
    begun = row.state not in NOT_BEGUN and row.withdrawn_at is None
    ends = row.ends_at is not None and row.cancelled_at is not None
    bill = await _open_bill(session, row)
    return SubscriptionView(
        id=row.id,
        state=row.state,
        reason=row.reason,
        plan=await show_plan(session, row),
        customer=customer,
        vat_rate=vat_rate_now(row, now, zone),
        selected_at=row.selected_at,
        pay_until=row.selected_at + PENDING_PAYMENT if is_pending else None,
        cancelled_at=row.cancelled_at,
        withdrawn_at=row.withdrawn_at,
        ends_at=row.ends_at,
        downloads_end=row.downloads_end,
        blocked_at=row.blocked_at,
        next_deadline=row.next_deadline,
        next_deadline_kind=row.next_deadline_kind,
        card=CardView(**row.card) if row.card else None,
        debt=await _debt(session, bill) if bill and not is_pending else None,
        payment_page=await _open_page(session, bill) if bill else None,
        withdrawal_until=withdrawal_end(row.selected_at, zone) if customer is CustomerKind.CONSUMER else None,
        may_withdraw=begun and may_withdraw(customer, row.selected_at, now, zone),
        may_take_back=begun and ends and row.ends_at is not None and may_take_back(row.ends_at, now),
        usage=await _usage(session, row, now, zone),
        zone=zone,
        change=await show_pending_change(session, row),
        statements=await show_statements(session, row, zone),
    )


def show_outlook(row: Subscription, now: datetime, zone: str, what_if: WhatIf | None) -> TimelineView:
    """What would become of it, under the terms that govern it. Raises 409 for what could not happen now."""
    facts = facts_of(row, zone, now)
    refusal = refuse_outlook(facts, now, what_if) if what_if else None
    if refusal is not None:
        raise Problem(Kind.of(refusal.value))
    return show_timeline(outlook(facts, now, what_if), numbered(row.terms_version))


async def show_plan(session: AsyncSession, row: Subscription) -> ContractedPlanView:
    """The plan as contracted."""
    version = await session.get_one(PlanVersion, row.plan_version_id)
    plan, allowance = plan_of(row.plan), allowance_of(row.allowance)
    return ContractedPlanView(
        version_id=version.id,
        code=version.code,
        names=Names(**version.names),
        kind=plan.kind,
        fee=plan.fee,
        months=plan.months,
        monthly_fee=plan.monthly_fee,
        discount=row.discount,
        includes=show_allowance(allowance),
    )


async def _open_bill(session: AsyncSession, row: Subscription) -> Bill | None:
    """What is owed; what a change of plan waits for is not."""
    return await session.scalar(
        select(Bill)
        .where(Bill.subscription_id == row.id, Bill.state == "open", Bill.key.not_like(f"{CHANGE_KEY}%"))
        .order_by(Bill.window_start)
        .limit(1)
    )


async def _debt(session: AsyncSession, bill: Bill) -> DebtView:
    decline = await session.scalar(
        select(PaymentAttempt.decline)
        .where(PaymentAttempt.bill_id == bill.id, PaymentAttempt.outcome == Outcome.DECLINED.value)
        .order_by(PaymentAttempt.asked_at.desc())
        .limit(1)
    )
    return DebtView(
        bill_id=bill.id,
        month=bill.month,
        gross=bill.gross,
        due_since=bill.window_start,
        due_until=bill.window_end,
        decline=decline,
    )


async def _open_page(session: AsyncSession, bill: Bill) -> str | None:
    return await session.scalar(
        select(PaymentAttempt.page_url)
        .where(
            PaymentAttempt.bill_id == bill.id,
            PaymentAttempt.outcome == Outcome.UNKNOWN.value,
            PaymentAttempt.page_url.is_not(None),
        )
        .order_by(PaymentAttempt.asked_at.desc())
        .limit(1)
    )


async def _usage(session: AsyncSession, row: Subscription, now: datetime, zone: str) -> UsageView:
    """What all that share the plan have sent this month, as the page of its use says; of one that is not in
    force, nothing.
    """
    use = await plan_use(session, zone, now)
    used = use.envelopes if use is not None and use.subscription_id == row.id else 0
    return UsageView(envelopes=used, included=allowance_of(row.allowance).envelopes)


async def refundable(session: AsyncSession, row: Subscription) -> Decimal:
    """What a withdrawal gives back: everything that was paid, less what was given back already (S14)."""
    paid = await session.scalar(
        select(func.sum(Bill.gross - Bill.refunded)).where(
            Bill.subscription_id == row.id, Bill.state == "paid"
        )
    )
    return paid or Decimal("0.00")
