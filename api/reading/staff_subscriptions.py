"""Contracts as billing sees them: what falls due, what failed, and one of them whole (M2, S5–S13)."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from activities.payments.messages import Outcome
from activities.records.buyers import vat_rate_now
from activities.records.subscription_facts import facts_of
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.contract_decisions import decisions_of
from api.reading.cursors import cursor_after, position_of
from api.reading.invoices import list_invoices
from api.reading.subscriptions import show_plan
from api.schemas.common import Page
from api.schemas.staff_subscriptions import BillView, DueSubscription, FailedCharge, StaffSubscriptionView
from models import Bill, PaymentAttempt, PlanVersion, Subscription
from terms.calendar import start_of_day
from terms.plans import CustomerKind
from terms.subscription import NOT_BEGUN, OVER
from terms.subscription_course import course_of
from terms.subscription_holder import HOLD_DAYS_MAX, HolderAct, hold_end, refuse_holder_act

INVOICES_SHOWN = 100


async def list_due(
    session: AsyncSession,
    before: date | None,
    reason: str | None,
    business_id: str | None,
    after: str | None,
    limit: int,
    now: datetime,
    zone: str,
) -> Page[DueSubscription]:
    """Contracts by what happens to them next; `before` is the last day, included, of the holder's zone."""
    query = (
        select(Subscription, PlanVersion.code)
        .join(PlanVersion, PlanVersion.id == Subscription.plan_version_id)
        .where(Subscription.next_deadline.is_not(None))
        .order_by(Subscription.next_deadline, Subscription.id)
    )
    if business_id is not None:
        query = query.where(Subscription.business_id == business_id)
    else:
        query = query.where(Subscription.state.not_in(OVER))
    if reason is not None:
        query = query.where(Subscription.reason == reason)
    if before is not None:
        query = query.where(Subscription.next_deadline < start_of_day(before + timedelta(days=1), zone))
    if after is not None:
        query = query.where(tuple_(Subscription.next_deadline, Subscription.id) > _place(after))
    rows = (await session.execute(query.limit(limit + 1))).all()
    shown = rows[:limit]
    owed = await _owed(session, [row.id for row, _ in shown])
    more = _position(shown[-1][0]) if len(rows) > limit else None
    items = [_show_due(row, code, owed.get(row.id), now, zone) for row, code in shown]
    return Page[DueSubscription](items=items, next=more)


async def list_failed(
    session: AsyncSession, outcome: str | None, after: str | None, limit: int
) -> Page[FailedCharge]:
    """Open bills whose saved card was tried in vain, or without an answer, newest bill first."""
    of_bill = PaymentAttempt.bill_id
    latest = (PaymentAttempt.asked_at.desc(), PaymentAttempt.id.desc())
    tried = (
        select(
            PaymentAttempt.bill_id,
            PaymentAttempt.asked_at,
            PaymentAttempt.outcome,
            PaymentAttempt.decline,
            PaymentAttempt.code,
            func.count().over(partition_by=of_bill).label("attempts"),
            func.row_number().over(partition_by=of_bill, order_by=latest).label("place"),
        )
        .join(Bill, Bill.id == PaymentAttempt.bill_id)
        .where(PaymentAttempt.way == "card", Bill.state == "open")
        .subquery()
    )
    query = (
        select(Bill, tried)
        .join(tried, tried.c.bill_id == Bill.id)
        .where(tried.c.place == 1, tried.c.outcome.in_(_in_vain(outcome)))
        .order_by(Bill.id.desc())
    )
    if after is not None:
        query = query.where(Bill.id < position_of(after))
    rows = (await session.execute(query.limit(limit + 1))).all()
    items = [
        FailedCharge(
            bill_id=row.Bill.id,
            subscription_id=row.Bill.subscription_id,
            business_id=row.Bill.business_id,
            month=row.Bill.month,
            gross=row.Bill.gross,
            due_until=row.Bill.window_end,
            attempts=row.attempts,
            asked_at=row.asked_at,
            outcome=row.outcome,
            decline=row.decline,
            code=row.code,
        )
        for row in rows[:limit]
    ]
    return Page[FailedCharge](
        items=items, next=cursor_after(items[-1].bill_id) if len(rows) > limit else None
    )


async def subscription_known(session: AsyncSession, subscription_id: str) -> Subscription:
    """A contract of any business. Raises 404."""
    row = await session.get(Subscription, subscription_id, populate_existing=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row


async def show_whole(
    session: AsyncSession, subscription_id: str, now: datetime, zone: str
) -> StaffSubscriptionView:
    """One contract with its bills, invoices and decisions. Raises 404."""
    row = await subscription_known(session, subscription_id)
    bills = await session.scalars(
        select(Bill).where(Bill.subscription_id == row.id).order_by(Bill.window_start.desc(), Bill.id.desc())
    )
    shown = [_show_bill(bill) for bill in bills]
    invoices = await list_invoices(session, row.business_id, None, INVOICES_SHOWN)
    of_it = {bill.id for bill in shown}
    return StaffSubscriptionView(
        id=row.id,
        business_id=row.business_id,
        state=row.state,
        reason=row.reason,
        plan=await show_plan(session, row),
        customer=CustomerKind(row.customer),
        vat_rate=vat_rate_now(row, now, zone),
        terms_version=row.terms_version,
        selected_at=row.selected_at,
        cancelled_at=row.cancelled_at,
        withdrawn_at=row.withdrawn_at,
        ends_at=row.ends_at,
        downloads_end=row.downloads_end,
        blocked_at=row.blocked_at,
        next_deadline=row.next_deadline,
        next_deadline_kind=row.next_deadline_kind,
        awaits_decision=_awaits_decision(row, now, zone),
        can_decide=can_decide(row, now, zone),
        bills=shown,
        invoices=[invoice for invoice in invoices.items if invoice.bill_id in of_it],
        decisions=await decisions_of(session, row.id, now),
    )


def can_decide(row: Subscription, now: datetime, zone: str) -> list[HolderAct]:
    """What the holder could decide about a contract now."""
    if row.state in NOT_BEGUN or row.state in OVER:
        return []
    facts = facts_of(row, zone, now)
    furthest = hold_end(now.astimezone(UTC).date() + timedelta(days=HOLD_DAYS_MAX - 1), zone)
    return [act for act in HolderAct if refuse_holder_act(act, facts, now, furthest) is None]


def _in_vain(outcome: str | None) -> Sequence[str]:
    return [outcome] if outcome else [Outcome.DECLINED.value, Outcome.UNKNOWN.value]


def _show_due(
    row: Subscription, code: str, owed: Decimal | None, now: datetime, zone: str
) -> DueSubscription:
    return DueSubscription(
        id=row.id,
        business_id=row.business_id,
        state=row.state,
        reason=row.reason,
        plan=code,
        next_deadline=row.next_deadline,
        next_deadline_kind=row.next_deadline_kind,
        ends_at=row.ends_at,
        blocked_at=row.blocked_at,
        owed=owed,
        awaits_decision=_awaits_decision(row, now, zone),
    )


def _awaits_decision(row: Subscription, now: datetime, zone: str) -> bool:
    if row.reason != "unpaid":
        return False
    return course_of(facts_of(row, zone, now).scenario(now)).awaits_decision(now)


async def _owed(session: AsyncSession, subscription_ids: Iterable[str]) -> dict[str, Decimal]:
    rows = await session.execute(
        select(Bill.subscription_id, func.sum(Bill.gross).label("gross"))
        .where(Bill.subscription_id.in_(list(subscription_ids)), Bill.state == "open")
        .group_by(Bill.subscription_id)
    )
    return {row.subscription_id: row.gross for row in rows}


def _show_bill(bill: Bill) -> BillView:
    return BillView(
        id=bill.id,
        month=bill.month,
        gross=bill.gross,
        state=bill.state,
        due_since=bill.window_start,
        due_until=bill.window_end,
        paid_at=bill.paid_at,
        refunded=bill.refunded,
    )


def _position(row: Subscription) -> str:
    """Microseconds of the next deadline, and the id."""
    at = row.next_deadline or datetime.max.replace(tzinfo=UTC)
    return cursor_after(f"{(at - _EPOCH) // timedelta(microseconds=1)}_{row.id}")


def _place(cursor: str) -> tuple[datetime, str]:
    micros, _, subscription_id = position_of(cursor).partition("_")
    try:
        return _EPOCH + timedelta(microseconds=int(micros)), subscription_id
    except (ValueError, OverflowError):
        raise Problem(Kind.VALIDATION) from None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
