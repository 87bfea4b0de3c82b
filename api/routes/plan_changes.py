"""Changing the plan of a business: previewed, asked for, taken back (contract S15)."""

from fastapi import APIRouter

from api.access.rules import access, member
from api.acting.plan_changes import change_plan, keep_plan
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.plan_changes import change_quote_of, show_change_quote
from api.reading.subscriptions import contract_of, show_contract
from api.schemas.plan_changes import ChangeDraft, ChangeQuoteView, ChangeRequest
from api.schemas.subscriptions import SubscriptionView
from models.identifiers import Prefix
from terms.roles import Permission
from terms.subscription_capabilities import Capability

router = APIRouter(route_class=Route, tags=["subscriptions"])
_REFUSED = (
    Kind.SUBSCRIPTION_NOT_BEGUN,
    Kind.SUBSCRIPTION_ALREADY_ENDING,
    Kind.SAME_PLAN,
    Kind.MONTH_OWED,
    Kind.PLAN_NOT_OFFERED,
    Kind.BUYER_UNKNOWN,
)


@router.post("/v1/subscription/plan-changes/preview")
@access(member(Permission.PLAN_READ), *_REFUSED)
async def preview_plan_change(
    wanted: ChangeRequest, member: MemberIn, parts: PartsIn, session: SessionIn
) -> ChangeQuoteView:
    """What changing to a plan now would come to: when it begins, what is charged, and what then follows."""
    row = await contract_of(session, member.business_id)
    zone = parts.settings.holder_zone
    plan, quoted = await change_quote_of(session, row, wanted.plan_id, now(), zone)
    return show_change_quote(row, plan, quoted, zone)


@router.post("/v1/subscription/plan-changes")
@access(
    member(Permission.PLAN_CHANGE, needs=Capability.CHANGE_PLAN),
    *_REFUSED,
    Kind.PRICE_CHANGED,
    Kind.PAYMENT_PENDING,
    Kind.SUBSCRIPTION_ENDED,
)
async def ask_for_plan_change(
    draft: ChangeDraft, member: MemberIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> SubscriptionView:
    """Changes the plan: an upgrade once its difference is paid, anything else when what is paid ends.

    `change` in the answer is what still has to happen: a payment on its `payment_page`, or its day to come.
    """
    made, act_id = making.id(Prefix.PLAN_CHANGE), making.id(Prefix.ACT)
    await change_plan(parts, member, draft.plan_id, draft.due, made, act_id, now())
    return await show_contract(session, member.business_id, now(), parts.settings.holder_zone)


@router.post("/v1/subscription/plan-changes/take-back")
@access(
    member(Permission.PLAN_CHANGE, needs=Capability.CHANGE_PLAN),
    Kind.SUBSCRIPTION_NOT_BEGUN,
    Kind.NO_CHANGE_PENDING,
    Kind.SUBSCRIPTION_ENDED,
)
async def take_plan_change_back(
    member: MemberIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> SubscriptionView:
    """Keeps the plan: a change to come is taken back, an upgrade that awaits its payment given up."""
    await keep_plan(parts, member, making.id(Prefix.ACT))
    return await show_contract(session, member.business_id, now(), parts.settings.holder_zone)
