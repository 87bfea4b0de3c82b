"""Contracts for the holder's billing: what falls due, what failed, and what two of them decide (S5–S13)."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, status

from api.access.rules import access, member, staff
from api.acting.contract_decisions import propose_decision, settle_decision
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn, StaffIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.contract_decisions import awaiting_decisions, own_decisions, show_decisions
from api.reading.staff_subscriptions import list_due, list_failed, show_whole, subscription_known
from api.reading.subscriptions import show_outlook
from api.schemas.common import Page
from api.schemas.plans import TimelineView
from api.schemas.staff import ReasonGiven
from api.schemas.staff_subscriptions import (
    ContractDecisionDraft,
    ContractDecisionView,
    DueSubscription,
    FailedCharge,
    OwnContractDecision,
    StaffSubscriptionView,
)
from models import ContractDecision
from models.identifiers import Prefix
from terms.roles import Permission
from terms.staff import DecisionState
from terms.subscription import DownloadReason

router = APIRouter(route_class=Route, tags=["billing"])
_LOOK = staff(Permission.CUSTOMERS_BILL)
_DECIDE = staff(Permission.CUSTOMERS_BILL, step_up=True)
_DECIDED = (Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED)


@router.get("/v1/staff/subscriptions")
@access(_LOOK)
async def list_due_subscriptions(
    parts: PartsIn,
    session: SessionIn,
    before: Annotated[date | None, Query(description="Last day, included.")] = None,
    reason: DownloadReason | None = None,
    business_id: Annotated[str | None, Query(max_length=40)] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[DueSubscription]:
    """What falls due, soonest first. Without `business_id` only contracts that still run."""
    zone = parts.settings.holder_zone
    return await list_due(session, before, reason, business_id, after, limit, now(), zone)


@router.get("/v1/staff/failed-charges")
@access(_LOOK)
async def list_failed_charges(
    session: SessionIn,
    outcome: Literal["declined", "unknown"] | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[FailedCharge]:
    """Bills whose charge failed, or of which the gateway has not said what became; newest first."""
    return await list_failed(session, outcome, after, limit)


@router.get("/v1/staff/subscriptions/{subscription_id}")
@access(_LOOK)
async def read_customer_subscription(
    subscription_id: str, parts: PartsIn, session: SessionIn
) -> StaffSubscriptionView:
    """One contract with its bills, invoices and decisions; whose it is, a look-up says."""
    return await show_whole(session, subscription_id, now(), parts.settings.holder_zone)


@router.get("/v1/staff/subscriptions/{subscription_id}/timeline")
@access(_LOOK)
async def read_customer_timeline(subscription_id: str, parts: PartsIn, session: SessionIn) -> TimelineView:
    """What has become of the contract and what will, as it goes, with rule and clause."""
    row = await subscription_known(session, subscription_id)
    return show_outlook(row, now(), parts.settings.holder_zone, None)


@router.post("/v1/staff/subscriptions/{subscription_id}/decisions", status_code=status.HTTP_201_CREATED)
@access(
    _DECIDE,
    Kind.SUBSCRIPTION_NOT_BEGUN,
    Kind.SUBSCRIPTION_ENDED,
    Kind.SUBSCRIPTION_ALREADY_ENDING,
    Kind.NOTHING_OWED,
    Kind.NOTHING_TO_DECIDE,
    Kind.HOLD_DATE_OUT_OF_RANGE,
    Kind.CONTRACT_DECISION_AWAITED,
)
async def propose_contract_decision(
    subscription_id: str,
    draft: ContractDecisionDraft,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> ContractDecisionView:
    """Proposes to end the contract, or to hold, enforce or waive a debt; a second person decides."""
    decision_id = making.id(Prefix.CONTRACT_DECISION)
    await propose_decision(parts, caller, subscription_id, draft, decision_id, now())
    return await _shown(session, decision_id)


@router.get("/v1/staff/contract-decisions")
@access(_LOOK)
async def list_awaiting_contract_decisions(session: SessionIn) -> Page[ContractDecisionView]:
    """Proposals that wait for a second person, oldest first; one page."""
    return Page[ContractDecisionView](items=await awaiting_decisions(session, now()))


@router.get("/v1/staff/contract-decisions/{contract_decision_id}")
@access(_LOOK)
async def read_contract_decision(contract_decision_id: str, session: SessionIn) -> ContractDecisionView:
    """One decision, and what came of it."""
    return await _shown(session, contract_decision_id)


@router.post("/v1/staff/contract-decisions/{contract_decision_id}/approve")
@access(_DECIDE, *_DECIDED)
async def approve_contract_decision(
    contract_decision_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> ContractDecisionView:
    """The second person agrees: the contract is asked to act; `outcome` will say whether it did."""
    await settle_decision(parts, caller, contract_decision_id, DecisionState.APPLIED, None, now())
    return await _shown(session, contract_decision_id)


@router.post("/v1/staff/contract-decisions/{contract_decision_id}/refuse")
@access(_DECIDE, *_DECIDED)
async def refuse_contract_decision(
    contract_decision_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> ContractDecisionView:
    """The second person does not agree: nothing happens to the contract."""
    await settle_decision(parts, caller, contract_decision_id, DecisionState.REFUSED, given.reason, now())
    return await _shown(session, contract_decision_id)


@router.post("/v1/staff/contract-decisions/{contract_decision_id}/withdraw")
@access(_DECIDE, Kind.DECISION_ENDED)
async def withdraw_contract_decision(
    contract_decision_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> ContractDecisionView:
    """Whoever proposed it takes it back."""
    await settle_decision(parts, caller, contract_decision_id, DecisionState.WITHDRAWN, given.reason, now())
    return await _shown(session, contract_decision_id)


@router.get("/v1/subscription/decisions")
@access(member(Permission.PLAN_READ))
async def list_own_contract_decisions(member: MemberIn, session: SessionIn) -> Page[OwnContractDecision]:
    """What the holder decided about the business's contracts, newest first."""
    return Page[OwnContractDecision](items=await own_decisions(session, member.business_id))


async def _shown(session: SessionIn, decision_id: str) -> ContractDecisionView:
    row = await session.get(ContractDecision, decision_id, populate_existing=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return (await show_decisions(session, [row], now()))[0]
