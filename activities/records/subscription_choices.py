"""The choice of a plan in the tables: contract and first bill, once and as they were shown (S2–S4)."""

from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.buyers import buyer_of, kept_buyer
from activities.records.contract_terms import accepted_terms
from activities.records.contracted_plans import allowance_json, plan_json
from activities.records.offers import is_offered, quote_for
from activities.records.subscription_messages import ChoiceOrder, Drafted
from activities.records.subscription_records import FIRST
from models import Bill, Business, PlanVersion, Subscription
from models.accounts import standing_of
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.subscription import GONE, SubscriptionState
from terms.subscription_capabilities import Capability, refuse
from terms.subscription_choice import FirstStep, Quote, is_price
from terms.subscription_refusals import SubscriptionRefusal


class SubscriptionChoices:
    """Drafts what somebody chose. `zone` is the holder's (contract C1)."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Draft subscription")
    async def draft(self, subscription_id: str, order: ChoiceOrder) -> Drafted:
        """Writes the subscription and its first bill, or says why not; a repeated order changes nothing.

        The business is locked: of two choices at once the second one finds the first.
        """
        async with self._database.transaction() as session:
            business = await session.get_one(Business, order.business_id, with_for_update=True)
            if await session.get(Subscription, subscription_id) is not None:
                return Drafted()
            refusal = await refuse_choice(session, business.id)
            plan = await session.get(PlanVersion, order.plan_version_id)
            if refusal is not None:
                return Drafted(refusal.value)
            if plan is None or not is_offered(plan, order.selected_at):
                return Drafted(SubscriptionRefusal.PLAN_NOT_OFFERED.value)
            try:
                quoted = await quote_for(session, business, plan, order.selected_at, self._zone)
            except ValueError:
                return Drafted(SubscriptionRefusal.BUYER_UNKNOWN.value)
            if not is_price(order.shown, quoted):
                return Drafted(SubscriptionRefusal.PRICE_CHANGED.value)
            session.add(await _subscription(session, subscription_id, order, business, quoted))
            await session.flush()
            if quoted.first_step is not FirstStep.NOTHING:
                session.add(_first_bill(subscription_id, business, quoted))
        return Drafted()


async def refuse_choice(session: AsyncSession, business_id: str) -> SubscriptionRefusal | None:
    """Why the business cannot choose a plan now: it has, shares or has chosen one, or is to be deleted.

    Contract A4, S16.
    """
    if await session.scalar(select(Business.deletion_requested_at).where(Business.id == business_id)):
        return SubscriptionRefusal.DELETION_ASKED
    if await session.scalar(select(func.plan_payer(business_id))) != business_id:
        return SubscriptionRefusal.ALREADY_SUBSCRIBED
    rows = await session.execute(
        select(Subscription.state, Subscription.reason).where(
            Subscription.business_id == business_id, Subscription.state.not_in(GONE)
        )
    )
    for state, reason in rows:
        if state == SubscriptionState.PENDING_PAYMENT.value:
            return SubscriptionRefusal.PAYMENT_PENDING
        if refuse(Capability.CHOOSE_PLAN, standing_of(state, reason)) is not None:
            return SubscriptionRefusal.ALREADY_SUBSCRIBED
    owed = await session.scalar(
        select(Bill.id).where(Bill.business_id == business_id, Bill.state == "open").limit(1)
    )
    return SubscriptionRefusal.ALREADY_SUBSCRIBED if owed else None


async def _subscription(
    session: AsyncSession, subscription_id: str, order: ChoiceOrder, business: Business, quoted: Quote
) -> Subscription:
    customer = await session.scalar(
        select(Subscription.gateway_customer)
        .where(Subscription.business_id == business.id, Subscription.gateway_customer.is_not(None))
        .order_by(Subscription.selected_at.desc())
        .limit(1)
    )
    return Subscription(
        id=subscription_id,
        business_id=business.id,
        chosen_by=order.user_id,
        plan_version_id=order.plan_version_id,
        plan=plan_json(quoted.contracted.plan),
        allowance=allowance_json(quoted.contracted.allowance),
        discount=quoted.contracted.discount,
        customer=quoted.facts.customer.value,
        buyer=kept_buyer(buyer_of(business)),
        terms_version=await accepted_terms(session, business.id),
        selected_at=order.selected_at,
        state=SubscriptionState.PENDING_PAYMENT.value,
        gateway_customer=customer,
    )


def _first_bill(subscription_id: str, business: Business, quoted: Quote) -> Bill:
    """What falls due at the choice; of nothing where only the card is saved."""
    pays = quoted.first_step is FirstStep.PAY
    amount, at = quoted.first_charge, quoted.facts.selected_at
    item = {
        "kind": FIRST,
        "net": str(amount.net),
        "vat_rate": str(quoted.vat.rate),
        "vat": str(amount.vat),
        "gross": str(amount.gross),
    }
    return Bill(
        id=new_id(Prefix.BILL),
        business_id=business.id,
        subscription_id=subscription_id,
        key=FIRST,
        month=str(quoted.facts.first_month),
        window_start=at,
        window_end=at,
        items=[item] if pays else [],
        gross=amount.gross if pays else Decimal(0),
        buyer=kept_buyer(buyer_of(business)),
        state="open",
        refunded=Decimal(0),
    )
