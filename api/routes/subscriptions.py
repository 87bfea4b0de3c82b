"""The plan of a business: chosen, paid, looked ahead, cancelled, withdrawn from (contract S2–S14)."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from activities.records.contract_terms import accepted_terms
from api.access.limits import plan_use
from api.access.rules import access, member
from api.acting.subscriptions import ask, choose, confirm_withdrawal, declare, page_url, tell_paid
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, OriginIn, PartsIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.quotes import quote_of, show_quote
from api.reading.subscriptions import contract_of, list_contracts, show_contract, show_outlook
from api.reading.withdrawals import language_of, list_withdrawals, show_withdrawal
from api.schemas.plans import TimelineView
from api.schemas.subscriptions import (
    CancelDraft,
    ChoiceDraft,
    HostedPageView,
    QuoteRequest,
    QuoteView,
    SubscriptionList,
    SubscriptionView,
    WithdrawalDraft,
    WithdrawalList,
    WithdrawalView,
)
from models.identifiers import Prefix
from terms.roles import Permission
from terms.subscription_capabilities import Capability
from terms.subscription_declarations import Declaration
from terms.subscription_outlook import WhatIf
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import MemberAct

router = APIRouter(route_class=Route, tags=["subscriptions"])
_OFFER = (Kind.PLAN_NOT_OFFERED, Kind.BUYER_UNKNOWN)
_PAGE = (Kind.SUBSCRIPTION_NOT_BEGUN, Kind.SUBSCRIPTION_ENDED, Kind.PAYMENT_UNDER_WAY)


@router.post("/v1/subscriptions/preview")
@access(member(Permission.PLAN_READ), *_OFFER)
async def preview_plan(
    wanted: QuoteRequest, member: MemberIn, parts: PartsIn, session: SessionIn
) -> QuoteView:
    """What choosing a plan now would come to: VAT, first charge, the following ones, right to withdraw."""
    zone = parts.settings.holder_zone
    offer = await quote_of(session, member.business_id, wanted.plan_id, now(), zone)
    return show_quote(*offer, await accepted_terms(session, member.business_id))


@router.post("/v1/subscriptions", status_code=status.HTTP_201_CREATED)
@access(
    member(Permission.PLAN_CHANGE),
    *_OFFER,
    Kind.PRICE_CHANGED,
    Kind.ALREADY_SUBSCRIBED,
    Kind.PAYMENT_PENDING,
    Kind.DELETION_ASKED,
    Kind.SUBSCRIPTION_NOT_PENDING,
)
async def choose_plan(
    draft: ChoiceDraft, member: MemberIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> SubscriptionView:
    """Contracts a plan. It begins once it is paid on `payment_page`, within 24 hours; a free one at once."""
    made, act_id = making.id(Prefix.SUBSCRIPTION), making.id(Prefix.ACT)
    await choose(parts, member, draft.plan_id, draft.first_charge, made, act_id, now())
    return await show_contract(session, member.business_id, now(), parts.settings.holder_zone)


@router.get("/v1/subscriptions")
@access(member(Permission.PLAN_READ))
async def read_subscriptions(member: MemberIn, parts: PartsIn, session: SessionIn) -> SubscriptionList:
    """The contracts of the business: first the one in force, or awaiting its payment; at most 20."""
    zone = parts.settings.holder_zone
    use = await plan_use(session, zone, now())
    return SubscriptionList(
        items=await list_contracts(session, member.business_id, now(), zone),
        payer_id=use.payer_id if use else None,
    )


@router.get("/v1/subscription")
@access(member(Permission.PLAN_READ))
async def read_subscription(member: MemberIn, parts: PartsIn, session: SessionIn) -> SubscriptionView:
    """The contract of the business and where it stands; 404 before any was chosen."""
    return await show_contract(session, member.business_id, now(), parts.settings.holder_zone)


@router.get("/v1/subscription/timeline")
@access(
    member(Permission.PLAN_READ),
    Kind.SUBSCRIPTION_ALREADY_ENDING,
    Kind.NO_RIGHT_OF_WITHDRAWAL,
    Kind.NOTHING_OWED,
)
async def read_outlook(
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    what_if: Annotated[WhatIf | None, Query(alias="if")] = None,
) -> TimelineView:
    """What would become of the contract as it goes, or if something happened now, with rule and clause."""
    row = await contract_of(session, member.business_id)
    return show_outlook(row, now(), parts.settings.holder_zone, what_if)


@router.post("/v1/subscription/payment-page")
@access(member(Permission.PAYMENT_CHANGE), Kind.NOTHING_OWED, *_PAGE)
async def open_payment_page(member: MemberIn, parts: PartsIn, making: MakingIn) -> HostedPageView:
    """The gateway's page where what is owed is paid, and the bank answered; the card is saved."""
    act_id = making.id(Prefix.ACT)
    return HostedPageView(url=await page_url(parts, member, SubscriptionWorkflow.open_page, act_id))


@router.post("/v1/subscription/card-page")
@access(member(Permission.PAYMENT_CHANGE), *_PAGE)
async def open_card_page(member: MemberIn, parts: PartsIn, making: MakingIn) -> HostedPageView:
    """The gateway's page where another card is saved; what is owed is then charged to it at once."""
    act_id = making.id(Prefix.ACT)
    return HostedPageView(url=await page_url(parts, member, SubscriptionWorkflow.open_card_page, act_id))


@router.post("/v1/subscription/checkout-return")
@access(member(Permission.PAYMENT_CHANGE))
async def return_from_checkout(member: MemberIn, parts: PartsIn, session: SessionIn) -> SubscriptionView:
    """Back from the gateway's page: it is asked what became of it; the answer may still be to come."""
    await tell_paid(parts, member)
    return await show_contract(session, member.business_id, now(), parts.settings.holder_zone)


@router.post("/v1/subscription/abandon")
@access(member(Permission.PLAN_CHANGE), Kind.SUBSCRIPTION_NOT_PENDING, Kind.SUBSCRIPTION_ENDED)
async def abandon_choice(
    member: MemberIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> SubscriptionView:
    """Gives up a choice that awaits its payment; nothing is owed. One that was paid has begun."""
    row = await contract_of(session, member.business_id)
    act = MemberAct(member.user_id, making.id(Prefix.ACT))
    await ask(parts, row, SubscriptionWorkflow.abandon, act, str)
    return await show_contract(session, member.business_id, now(), parts.settings.holder_zone)


@router.post("/v1/subscription/cancel")
@access(
    member(Permission.PLAN_CHANGE, needs=Capability.CANCEL),
    Kind.SUBSCRIPTION_NOT_BEGUN,
    Kind.SUBSCRIPTION_ALREADY_ENDING,
    Kind.SUBSCRIPTION_ENDED,
)
async def cancel_plan(
    draft: CancelDraft,
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
    origin: OriginIn,
) -> SubscriptionView:
    """Gives notice; the service goes on to the end that the contract says, and notice can be taken back."""
    body, act_id = {"cancel_at": draft.cancel_at.value}, making.id(Prefix.ACT)
    await declare(parts, member, Declaration.CANCEL, body, act_id, origin, now(), draft.language)
    return await show_contract(session, member.business_id, now(), parts.settings.holder_zone)


@router.post("/v1/subscription/take-back")
@access(
    member(Permission.PLAN_CHANGE, needs=Capability.TAKE_BACK),
    Kind.SUBSCRIPTION_NOT_BEGUN,
    Kind.SUBSCRIPTION_NOT_CANCELLED,
    Kind.SUBSCRIPTION_ENDED,
)
async def take_cancellation_back(
    member: MemberIn, parts: PartsIn, session: SessionIn, making: MakingIn, origin: OriginIn
) -> SubscriptionView:
    """Takes the notice back, until it takes effect."""
    await declare(parts, member, Declaration.TAKE_BACK, {}, making.id(Prefix.ACT), origin, now())
    return await show_contract(session, member.business_id, now(), parts.settings.holder_zone)


@router.post("/v1/subscription/withdrawals", status_code=status.HTTP_201_CREATED)
@access(member(Permission.PLAN_CHANGE, needs=Capability.WITHDRAW))
async def state_withdrawal(
    draft: WithdrawalDraft,
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
    origin: OriginIn,
) -> WithdrawalView:
    """The first of two steps: states who withdraws from which contract. It takes effect when confirmed."""
    body = {"name": draft.name}
    act_id = making.id(Prefix.ACT)
    act = await declare(parts, member, Declaration.WITHDRAW, body, act_id, origin, now(), draft.language)
    return await show_withdrawal(session, act, parts.settings.holder_zone, draft.language)


@router.get("/v1/subscription/withdrawals")
@access(member(Permission.PLAN_READ))
async def read_withdrawals(member: MemberIn, parts: PartsIn, session: SessionIn) -> WithdrawalList:
    """Statements of withdrawal, newest first."""
    language = await language_of(parts.database, member.user_id)
    zone = parts.settings.holder_zone
    return WithdrawalList(items=await list_withdrawals(session, member.business_id, zone, language))


@router.post("/v1/subscription/withdrawals/{withdrawal_id}/confirm")
@access(
    member(Permission.PLAN_CHANGE, needs=Capability.WITHDRAW),
    Kind.SUBSCRIPTION_NOT_BEGUN,
    Kind.NO_RIGHT_OF_WITHDRAWAL,
    Kind.SUBSCRIPTION_ENDED,
)
async def confirm_stated_withdrawal(
    withdrawal_id: str, member: MemberIn, parts: PartsIn, session: SessionIn
) -> WithdrawalView:
    """The second step: withdraws. Everything paid is given back, and a mail says so with date and time."""
    await confirm_withdrawal(parts, member, withdrawal_id, now())
    language, zone = await language_of(parts.database, member.user_id), parts.settings.holder_zone
    items = await list_withdrawals(session, member.business_id, zone, language)
    return next(one for one in items if one.id == withdrawal_id)
