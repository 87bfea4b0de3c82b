"""Changes of plan in the tables: drafted as they were shown, taken once, or ended (contract S15)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.buyers import buyer_of, kept_buyer
from activities.records.contracted_plans import allowance_json, plan_json, plan_of
from activities.records.offers import change_quote_for, is_offered
from activities.records.subscription_facts import facts_of
from activities.records.subscription_messages import ChangeOrder, DraftedChange
from models import Bill, Business, PlanChange, PlanVersion, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.calendar import Month, local_date
from terms.subscription_change_quote import ChangeQuote, refuse_change
from terms.subscription_changes import ChangeKind, ChangeState
from terms.subscription_choice import FirstStep
from terms.subscription_refusals import SubscriptionRefusal

CHANGE_KEY = "change:"
"""How the key of a bill begins by which a change is paid."""
PENDING = (ChangeState.AWAITING_PAYMENT.value, ChangeState.SCHEDULED.value)


class PlanChanges:
    """Writes what the subscription's workflow decides about a change. `zone` is the holder's (C1)."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Draft change of plan")
    async def draft(self, order: ChangeOrder) -> DraftedChange:
        """Writes the change and what is to be paid for it, or says why not; a repeated order changes nothing.

        A downgrade replaces one that has not begun.
        """
        async with self._database.transaction() as session:
            row = await session.get_one(Subscription, order.subscription_id, with_for_update=True)
            known = await session.get(PlanChange, order.change_id)
            if known is not None:
                return _drafted(known)
            wanted = await session.get(PlanVersion, order.plan_version_id)
            if wanted is None or not is_offered(wanted, order.asked_at):
                return DraftedChange(SubscriptionRefusal.PLAN_NOT_OFFERED.value)
            quoted = await quote_of_change(session, row, wanted, order.asked_at, self._zone)
            if isinstance(quoted, SubscriptionRefusal):
                return DraftedChange(quoted.value)
            if quoted.due.gross != order.shown:
                return DraftedChange(SubscriptionRefusal.PRICE_CHANGED.value)
            bill = await _add_bill(session, row, order, quoted, self._zone)
            change = _change(row, order, quoted, bill)
            if quoted.kind is ChangeKind.DOWNGRADE:
                await _replace_scheduled(session, row.id, order.asked_at)
            session.add(change)
            await session.flush()
            return _drafted(change)

    @activity.defn(name="Take change of plan")
    async def take(self, change_id: str, at: datetime) -> None:
        """The plan changed to is the subscription's from now on; one that was to begin later gives way."""
        async with self._database.transaction() as session:
            change = await session.get_one(PlanChange, change_id)
            row = await session.get_one(Subscription, change.subscription_id, with_for_update=True)
            await session.refresh(change, with_for_update=True)
            if change.state not in PENDING:
                return
            change.state, change.settled_at = ChangeState.TAKEN.value, at
            row.plan_version_id, row.plan = change.plan_version_id, change.plan
            row.allowance, row.discount = change.allowance, change.discount
            await session.flush()
            await _replace_scheduled(session, row.id, at)

    @activity.defn(name="End change of plan")
    async def end(self, change_id: str, state: ChangeState, at: datetime) -> None:
        """A change that does not take place: `lapsed` or `taken_back`. One that did stays."""
        async with self._database.transaction() as session:
            await session.execute(
                update(PlanChange)
                .where(PlanChange.id == change_id, PlanChange.state.in_(PENDING))
                .values(state=state.value, settled_at=at)
            )


async def quote_of_change(
    session: AsyncSession, row: Subscription, wanted: PlanVersion, at: datetime, zone: str
) -> ChangeQuote | SubscriptionRefusal:
    """What a change at an instant would come to, or why it cannot be."""
    facts = facts_of(row, zone, at)
    if wanted.id == row.plan_version_id:
        return SubscriptionRefusal.SAME_PLAN
    refusal = refuse_change(facts, at)
    if refusal is not None:
        return refusal
    try:
        quoted = await change_quote_for(session, row, facts, wanted, at)
    except ValueError:
        return SubscriptionRefusal.BUYER_UNKNOWN
    return refuse_change(facts, at, upgrade=quoted.kind is ChangeKind.UPGRADE) or quoted


async def _replace_scheduled(session: AsyncSession, subscription_id: str, at: datetime) -> None:
    await session.execute(
        update(PlanChange)
        .where(PlanChange.subscription_id == subscription_id, PlanChange.state == ChangeState.SCHEDULED.value)
        .values(state=ChangeState.REPLACED.value, settled_at=at)
    )


async def _add_bill(
    session: AsyncSession, row: Subscription, order: ChangeOrder, quoted: ChangeQuote, zone: str
) -> Bill | None:
    """What is paid before the change takes place; of nothing where only the card is saved."""
    if quoted.pay_until is None:
        return None
    pays, due = quoted.first_step is FirstStep.PAY, quoted.due
    item = {
        "kind": "change",
        "net": str(due.net),
        "vat_rate": str(quoted.vat.rate),
        "vat": str(due.vat),
        "gross": str(due.gross),
    }
    bill = Bill(
        id=new_id(Prefix.BILL),
        business_id=row.business_id,
        subscription_id=row.id,
        key=f"{CHANGE_KEY}{order.change_id}",
        month=str(Month.of(local_date(order.asked_at, zone))),
        window_start=order.asked_at,
        window_end=quoted.pay_until,
        items=[item] if pays else [],
        gross=due.gross if pays else Decimal(0),
        buyer=kept_buyer(buyer_of(await session.get_one(Business, row.business_id))),
        state="open",
        refunded=Decimal(0),
    )
    session.add(bill)
    await session.flush()
    return bill


def _change(row: Subscription, order: ChangeOrder, quoted: ChangeQuote, bill: Bill | None) -> PlanChange:
    waits = ChangeState.AWAITING_PAYMENT if quoted.kind is ChangeKind.UPGRADE else ChangeState.SCHEDULED
    return PlanChange(
        id=order.change_id,
        business_id=row.business_id,
        subscription_id=row.id,
        asked_by=order.user_id,
        asked_at=order.asked_at,
        kind=quoted.kind.value,
        plan_version_id=order.plan_version_id,
        plan=plan_json(quoted.contracted.plan),
        allowance=allowance_json(quoted.contracted.allowance),
        discount=quoted.contracted.discount,
        version_before=row.plan_version_id,
        allowance_before=row.allowance,
        begins_at=quoted.begins_at,
        due=bill.gross if bill else Decimal(0),
        bill_id=bill.id if bill else None,
        pay_until=quoted.pay_until,
        state=waits.value,
    )


def _drafted(change: PlanChange) -> DraftedChange:
    return DraftedChange(
        kind=ChangeKind(change.kind),
        plan=plan_of(change.plan),
        asked_at=change.asked_at,
        begins_at=change.begins_at,
        bill_id=change.bill_id,
        gross=change.due,
        pay_until=change.pay_until,
    )
