"""Use of the plan against its limits, and the businesses that share it (contract E5, A4)."""

from typing import Any

from fastapi import APIRouter

from api.access.callers import Member
from api.access.rules import access, member
from api.access.scopes import scope_of
from api.acting.subscriptions import ask
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn
from api.frame.route import Route
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.plan_use import show_plan_use, show_shares
from api.reading.subscriptions import contract_of
from api.schemas.plan_use import PlanUseView, ShareDraft, ShareList
from models.identifiers import Prefix
from terms.roles import Permission
from terms.subscription_capabilities import Capability
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import ShareAct

router = APIRouter(route_class=Route, tags=["subscriptions"])
_SHARING = (Kind.SUBSCRIPTION_NOT_BEGUN, Kind.SUBSCRIPTION_ENDED)


@router.get("/v1/subscription/use")
@access(member(Permission.PLAN_READ))
async def read_plan_use(parts: PartsIn, session: SessionIn) -> PlanUseView:
    """What is used of the plan, by all businesses that share it; 404 before any was chosen."""
    return await show_plan_use(session, parts.settings.holder_zone, now())


@router.get("/v1/subscription/shares")
@access(member(Permission.PLAN_READ))
async def read_shares(member: MemberIn, session: SessionIn) -> ShareList:
    """The businesses that share the plan; for one that shares another's, that."""
    return await show_shares(session, member.business_id)


@router.post("/v1/subscription/shares")
@access(
    member(Permission.PLAN_CHANGE, needs=Capability.CHANGE_PLAN),
    *_SHARING,
    Kind.ALREADY_SUBSCRIBED,
    Kind.PLAN_LIMIT_REACHED,
    Kind.MONTH_OWED,
)
async def share_plan(
    draft: ShareDraft, member: MemberIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> ShareList:
    """Lets another business of the owner share the plan; 404 for a business that is not the owner's."""
    await _ask(parts, member, SubscriptionWorkflow.share_plan, draft.business_id, making.id(Prefix.ACT))
    return await show_shares(session, member.business_id)


@router.post("/v1/subscription/shares/{business_id}/end")
@access(member(Permission.PLAN_CHANGE), *_SHARING)
async def end_share(
    business_id: str, member: MemberIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> ShareList:
    """Takes a business out of the plan; 404 for one that does not share it."""
    shares = await show_shares(session, member.business_id)
    if not any(one.business_id == business_id != member.business_id for one in shares.items):
        raise Problem(Kind.NOT_FOUND)
    await _ask(parts, member, SubscriptionWorkflow.unshare_plan, business_id, making.id(Prefix.ACT))
    return await show_shares(session, member.business_id)


async def _ask(parts: Parts, member: Member, update: Any, business_id: str, act_id: str) -> None:
    async with parts.database.transaction(scope_of(member)) as session:
        row = await contract_of(session, member.business_id)
    await ask(parts, row, update, ShareAct(member.user_id, act_id, business_id), type(None))
