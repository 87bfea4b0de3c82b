"""A change of plan as it is shown: before it is asked for, and until it begins (contract S2, S15)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.payments.messages import Outcome
from activities.records.plan_changes import PENDING, quote_of_change
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.catalogue import show_plan
from api.reading.quotes import show_amount, show_charge
from api.schemas.plan_changes import ChangeQuoteView
from api.schemas.plans import Names
from api.schemas.subscriptions import PendingChangeView, VatView
from models import PaymentAttempt, PlanChange, PlanVersion, Subscription
from terms.clauses import clause_of, numbered
from terms.money import taxed
from terms.payments import is_waived
from terms.subscription import NOT_BEGUN
from terms.subscription_change_quote import ChangeQuote
from terms.subscription_changes import ChangeKind, ChangeState
from terms.subscription_refusals import SubscriptionRefusal

RULE = "S15"


async def change_quote_of(
    session: AsyncSession, row: Subscription, plan_id: str, at: datetime, zone: str
) -> tuple[PlanVersion, ChangeQuote]:
    """The offer now. Raises 409 with why the plan cannot be changed to that one."""
    if row.state in NOT_BEGUN:
        raise Problem(Kind.SUBSCRIPTION_NOT_BEGUN)
    wanted = await session.scalar(
        select(PlanVersion).where(PlanVersion.id == plan_id, PlanVersion.offered_until.is_(None))
    )
    if wanted is None:
        raise Problem(Kind.PLAN_NOT_OFFERED)
    quoted = await quote_of_change(session, row, wanted, at, zone)
    if isinstance(quoted, SubscriptionRefusal):
        raise Problem(Kind.of(quoted.value))
    return wanted, quoted


def show_change_quote(
    row: Subscription, plan: PlanVersion, quoted: ChangeQuote, zone: str
) -> ChangeQuoteView:
    """The offer, under the terms that govern the contract (contract A3)."""
    vat, extra = quoted.vat, quoted.contracted.allowance.extra_envelope
    return ChangeQuoteView(
        plan=show_plan(plan, quoted.contracted),
        kind=quoted.kind,
        begins_at=quoted.begins_at,
        vat=VatView(treatment=vat.treatment, rate=vat.rate, country=vat.country, ground=vat.ground),
        due=show_amount(quoted.due),
        waived=quoted.due.gross > 0 and is_waived(quoted.due.gross),
        credit=quoted.credit,
        first_step=quoted.first_step,
        pay_until=quoted.pay_until,
        charges=[show_charge(one) for one in quoted.charges],
        extra_envelope=show_amount(taxed(extra, vat.rate)) if extra is not None else None,
        rule=RULE,
        clause=clause_of(RULE, numbered(row.terms_version)),
        zone=zone,
    )


async def show_pending_change(session: AsyncSession, row: Subscription) -> PendingChangeView | None:
    """The change that awaits its payment, else the one that awaits its day; `None` without any."""
    rows = await session.scalars(
        select(PlanChange)
        .where(PlanChange.subscription_id == row.id, PlanChange.state.in_(PENDING))
        .order_by(PlanChange.state, PlanChange.asked_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    change = rows.first()
    if change is None:
        return None
    plan = await session.get_one(PlanVersion, change.plan_version_id)
    attempts = await _attempts(session, change)
    declines = (one.decline for one in attempts if one.outcome == Outcome.DECLINED.value)
    open_pages = (one.page_url for one in attempts if one.outcome == Outcome.UNKNOWN.value)
    return PendingChangeView(
        id=change.id,
        kind=ChangeKind(change.kind),
        state=ChangeState(change.state),
        plan_id=plan.id,
        plan=Names(**plan.names),
        fee=Decimal(change.plan["fee"]),
        begins_at=change.begins_at,
        due=change.due,
        pay_until=change.pay_until,
        payment_page=next((url for url in open_pages if url is not None), None),
        decline=next(declines, None),
    )


async def _attempts(session: AsyncSession, change: PlanChange) -> list[PaymentAttempt]:
    """Newest first."""
    rows = await session.scalars(
        select(PaymentAttempt)
        .where(PaymentAttempt.bill_id == change.bill_id)
        .order_by(PaymentAttempt.asked_at.desc())
    )
    return list(rows)
