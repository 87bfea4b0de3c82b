"""Statements of withdrawal as they are shown (contract S14)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.reading.statements import sentences
from api.reading.subscriptions import refundable
from api.schemas.plans import Names
from api.schemas.subscriptions import WithdrawalView
from models import Business, KnownPerson, PlanVersion, Subscription, SubscriptionAct, User
from models.database import Database
from models.scope import Scope
from terms.subscription_declarations import Declaration
from terms.subscription_ending import withdrawal_end


async def list_withdrawals(
    session: AsyncSession, business_id: str, zone: str, language: str
) -> list[WithdrawalView]:
    """Statements, newest first."""
    rows = await session.scalars(
        select(SubscriptionAct)
        .where(SubscriptionAct.business_id == business_id, SubscriptionAct.kind == Declaration.WITHDRAW.value)
        .order_by(SubscriptionAct.id.desc())
    )
    return [await show_withdrawal(session, row, zone, language) for row in rows]


async def show_withdrawal(
    session: AsyncSession, act: SubscriptionAct, zone: str, language: str
) -> WithdrawalView:
    """Who withdraws from what, what is given back, and where the receipt goes: to the owner.

    An act of before statements were kept with it shows its own in the language of whoever reads.
    """
    row = await session.get_one(Subscription, act.subscription_id)
    plan = await session.get_one(PlanVersion, row.plan_version_id)
    business = await session.get_one(Business, act.business_id)
    owner = await session.get_one(KnownPerson, business.owner_id)
    return WithdrawalView(
        id=act.id,
        name=act.body["name"],
        subscription_id=row.id,
        plan=Names(**plan.names),
        selected_at=row.selected_at,
        statement=act.body.get("statement") or await _statement(session, row, zone, language),
        refund=await refundable(session, row),
        until=withdrawal_end(row.selected_at, zone),
        stated_at=act.stated_at,
        confirmed_at=act.confirmed_at,
        mail=owner.email,
    )


async def _statement(session: AsyncSession, row: Subscription, zone: str, language: str) -> str:
    both = await sentences(session, row, Declaration.WITHDRAW, zone)
    return both.en if language == "en" else both.es


async def language_of(database: Database, user_id: str) -> str:
    """In which language a user reads: asked in their own name, as nobody else sees their row."""
    async with database.transaction(Scope.of_person(user_id)) as session:
        user = await session.get(User, user_id)
        return user.language if user is not None else "es"
