"""What a plan would come to, as it is shown before contracting (contract S2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.offers import quote_for
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.catalogue import show_plan
from api.schemas.subscriptions import AmountView, ChargeView, QuoteView, VatView
from models import Business, PlanVersion
from terms.money import Amount
from terms.subscription_choice import Quote
from terms.timeline_values import Charge


async def quote_of(
    session: AsyncSession, business_id: str, plan_id: str, at: datetime, zone: str
) -> tuple[PlanVersion, Business, Quote]:
    """The offer to a business now. Raises 409 for a plan not on offer, and where its VAT is not known."""
    plan = await session.scalar(
        select(PlanVersion).where(PlanVersion.id == plan_id, PlanVersion.offered_until.is_(None))
    )
    if plan is None:
        raise Problem(Kind.PLAN_NOT_OFFERED)
    business = await session.get_one(Business, business_id)
    try:
        return plan, business, await quote_for(session, business, plan, at, zone)
    except ValueError as error:
        raise Problem(Kind.BUYER_UNKNOWN) from error


def show_quote(plan: PlanVersion, business: Business, quoted: Quote, terms_version: str) -> QuoteView:
    """The offer, under the version of the terms that its owner accepted for the business (contract A3)."""
    vat, extra = quoted.vat, quoted.extra_envelope
    return QuoteView(
        plan=show_plan(plan, quoted.contracted),
        customer=quoted.facts.customer,
        vat=VatView(treatment=vat.treatment, rate=vat.rate, country=vat.country, ground=vat.ground),
        vat_number_confirmed=business.vat_number_confirmed,
        first_charge=show_amount(quoted.first_charge),
        first_step=quoted.first_step,
        charges=[show_charge(one) for one in quoted.charges],
        extra_envelope=show_amount(extra) if extra else None,
        withdrawal_until=quoted.withdrawal_until,
        terms_version=terms_version,
        zone=quoted.facts.zone,
    )


def show_amount(amount: Amount) -> AmountView:
    """Euros."""
    return AmountView(net=amount.net, vat=amount.vat, gross=amount.gross)


def show_charge(charge: Charge) -> ChargeView:
    """A charge to come."""
    return ChargeView(
        period=str(charge.period),
        kind=charge.kind.value,
        window_start=charge.window.start,
        window_end=charge.window.end,
        net=charge.amount.net,
        vat=charge.amount.vat,
        gross=charge.amount.gross,
    )
