"""Changing the plan and keeping it after all: asked of the contract's workflow (contract S15)."""

from datetime import datetime
from decimal import Decimal

from api.access.callers import Member
from api.access.scopes import scope_of
from api.acting.subscriptions import ask
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.plan_changes import change_quote_of
from api.reading.subscriptions import contract_of
from models import PlanChange, Subscription
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import ChangeAct, MemberAct, SubscriptionStatus


async def change_plan(
    parts: Parts,
    member: Member,
    plan_id: str,
    shown: Decimal,
    change_id: str,
    act_id: str,
    at: datetime,
) -> None:
    """Changes the plan at the difference shown. Raises 409 where it cannot be, or is not what was shown."""
    async with parts.database.transaction(scope_of(member)) as session:
        row = await contract_of(session, member.business_id)
        if await session.get(PlanChange, change_id) is None:
            _, quoted = await change_quote_of(session, row, plan_id, at, parts.settings.holder_zone)
            if shown != quoted.due.gross:
                raise Problem(Kind.PRICE_CHANGED)
    act = ChangeAct(member.user_id, act_id, change_id, plan_id, shown)
    await ask(parts, row, SubscriptionWorkflow.change_plan, act, SubscriptionStatus)


async def keep_plan(parts: Parts, member: Member, act_id: str) -> None:
    """Takes a change back that has not begun. Raises 409 without any."""
    row = await _contract(parts, member)
    act = MemberAct(member.user_id, act_id)
    await ask(parts, row, SubscriptionWorkflow.keep_plan, act, SubscriptionStatus)


async def _contract(parts: Parts, member: Member) -> Subscription:
    async with parts.database.transaction(scope_of(member)) as session:
        return await contract_of(session, member.business_id)
