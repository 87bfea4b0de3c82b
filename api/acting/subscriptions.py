"""Choosing, paying and leaving a plan: stored, then asked of its workflow (contract S3–S14)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from activities.records.subscription_choices import refuse_choice
from activities.records.subscription_messages import ChoiceOrder
from api.access.callers import Member
from api.access.scopes import scope_of
from api.acting.carrying_on import AT_ONCE, CUT_SHORT, carry_on_each
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.quotes import quote_of
from api.reading.statements import declared
from api.reading.subscriptions import contract_of
from models import CardPage, PaymentAttempt, Subscription, SubscriptionAct
from models.scope import UPKEEP, Scope
from terms.subscription_choice import is_price
from terms.subscription_declarations import TAKEN, WITH_RECEIPT, Declaration
from terms.subscription_ending import CancelAt
from workflows.identifiers import subscription_workflow_id
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import (
    CancelAct,
    MemberAct,
    PageAct,
    SubscriptionStart,
    SubscriptionStatus,
)

OUTCOME_MAX = 40


async def choose(
    parts: Parts,
    member: Member,
    plan_id: str,
    shown: Decimal,
    subscription_id: str,
    act_id: str,
    at: datetime,
) -> None:
    """Contracts a plan at the price shown; its workflow writes it and opens the page where it is paid.

    Raises 409 where it cannot be chosen, or is not what was shown.
    """
    zone = parts.settings.holder_zone
    async with parts.database.transaction(scope_of(member)) as session:
        known = await session.get(Subscription, subscription_id)
        refusal = None if known else await refuse_choice(session, member.business_id)
        if refusal is not None:
            raise Problem(Kind.of(refusal.value))
        if known is None:
            _, _, quoted = await quote_of(session, member.business_id, plan_id, at, zone)
            if not is_price(shown, quoted):
                raise Problem(Kind.PRICE_CHANGED)
    order = ChoiceOrder(member.business_id, member.user_id, plan_id, at, shown)
    try:
        await parts.engine.begin(
            SubscriptionWorkflow.run,
            SubscriptionStart(subscription_id, choice=order),
            subscription_workflow_id(subscription_id),
            SubscriptionWorkflow.chosen,
            act_id,
        )
    except WorkflowGone as gone:
        raise Problem(Kind.SUBSCRIPTION_NOT_PENDING) from gone


async def ask(
    parts: Parts, row: Subscription, update: Callable[..., Any], act: Any, result: type[Any]
) -> Any:
    """Asks the contract's workflow. Raises 409 once the contract is over."""
    try:
        return await parts.engine.ask(subscription_workflow_id(row.id), update, act, act.act_id, result)
    except WorkflowGone as gone:
        raise Problem(Kind.SUBSCRIPTION_ENDED) from gone


async def page_url(parts: Parts, member: Member, update: Callable[..., Any], act_id: str) -> str:
    """The address of a page of the gateway, opened for the debt or for another card.

    Raises 409 where nothing is owed, or the debt turns out to be paid or is being charged.
    """
    async with parts.database.transaction(scope_of(member)) as session:
        row = await contract_of(session, member.business_id)
    page_id: str | None = await ask(parts, row, update, PageAct(member.user_id, act_id), str)
    async with parts.database.transaction(scope_of(member)) as session:
        attempt = await session.get(PaymentAttempt, page_id or "")
        card = await session.get(CardPage, page_id or "")
    url = attempt.page_url if attempt else card.page_url if card else None
    if url is None:
        raise Problem(Kind.PAYMENT_UNDER_WAY)
    return url


async def tell_paid(parts: Parts, member: Member) -> None:
    """Has the gateway asked what became of the pages; of a contract that is over nothing is left to ask."""
    async with parts.database.transaction(scope_of(member)) as session:
        row = await contract_of(session, member.business_id)
    try:
        await parts.engine.tell(subscription_workflow_id(row.id), SubscriptionWorkflow.payment_told)
    except WorkflowGone:
        return


async def declare(
    parts: Parts,
    member: Member,
    kind: Declaration,
    body: dict[str, Any],
    act_id: str,
    origin: Origin,
    at: datetime,
    language: str = "es",
) -> SubscriptionAct:
    """Keeps a declaration as evidence, then has it carried out; it counts from when it was made.

    One that has a receipt is kept with its statement in the language in which it was shown.
    """
    async with parts.database.transaction(scope_of(member)) as session:
        row = await contract_of(session, member.business_id)
        if kind in WITH_RECEIPT:
            cancel_at = CancelAt(body["cancel_at"]) if kind is Declaration.CANCEL else None
            zone = parts.settings.holder_zone
            body = body | await declared(session, row, kind, language, zone, cancel_at)
        await session.execute(
            insert(SubscriptionAct)
            .values(
                id=act_id,
                business_id=member.business_id,
                subscription_id=row.id,
                user_id=member.user_id,
                kind=kind.value,
                body=body,
                stated_at=at,
                confirmed_at=None if kind is Declaration.WITHDRAW else at,
                ip=origin.ip,
                user_agent=origin.user_agent,
            )
            .on_conflict_do_nothing()
        )
        act = await session.get_one(SubscriptionAct, act_id)
    if act.confirmed_at is not None:
        await carry_out(parts, member, act)
    return act


async def confirm_withdrawal(parts: Parts, member: Member, act_id: str, at: datetime) -> None:
    """The second step: the withdrawal counts from now. Raises 404, or 409 without the right."""
    async with parts.database.transaction(scope_of(member)) as session:
        act = await session.get(SubscriptionAct, act_id, with_for_update=True)
        if act is None or act.business_id != member.business_id or act.kind != Declaration.WITHDRAW.value:
            raise Problem(Kind.NOT_FOUND)
        act.confirmed_at = act.confirmed_at or at
    await carry_out(parts, member, act)


async def carry_out(parts: Parts, member: Member, act: SubscriptionAct) -> None:
    """Has a declaration carried out, and keeps what came of it. Raises why it was refused, or 503."""
    refused = await _heard(parts, act)
    await _settle(parts, scope_of(member), act.id, refused)
    if refused is not None:
        raise refused


async def _heard(parts: Parts, act: SubscriptionAct) -> Problem | None:
    """Asks the workflow, under the declaration's id; why it refused. Raises 503 while it cannot be asked."""
    update, order = _order(act)
    workflow_id = subscription_workflow_id(act.subscription_id)
    try:
        await parts.engine.ask(workflow_id, update, order, act.id, SubscriptionStatus)
    except WorkflowGone:
        return Problem(Kind.SUBSCRIPTION_ENDED)
    except Problem as problem:
        if problem.kind is Kind.SERVICE_UNAVAILABLE:
            raise
        return problem
    return None


async def _settle(parts: Parts, scope: Scope, act_id: str, refused: Problem | None) -> None:
    outcome = refused.kind.slug if refused else TAKEN
    async with parts.database.transaction(scope) as session:
        act = await session.get_one(SubscriptionAct, act_id, with_for_update=True)
        act.outcome = act.outcome or outcome[:OUTCOME_MAX]


def _order(act: SubscriptionAct) -> tuple[Callable[..., Any], CancelAct | MemberAct]:
    if act.kind == Declaration.CANCEL.value:
        cancel_at = CancelAt(act.body["cancel_at"])
        return SubscriptionWorkflow.cancel, CancelAct(act.user_id, act.id, cancel_at, act.stated_at)
    member = MemberAct(act.user_id, act.id, act.confirmed_at)
    if act.kind == Declaration.TAKE_BACK.value:
        return SubscriptionWorkflow.take_back, member
    return SubscriptionWorkflow.withdraw, member


async def carry_on_declarations(parts: Parts, at: datetime) -> None:
    """Has declarations carried out whose answer a crash, or an absence of the workflow engine, kept back."""
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.scalars(
            select(SubscriptionAct)
            .where(SubscriptionAct.outcome.is_(None), SubscriptionAct.confirmed_at < at - CUT_SHORT)
            .order_by(SubscriptionAct.id)
            .limit(AT_ONCE)
        )
        left = rows.all()
    await carry_on_each(left, lambda act: _hear(parts, act))


async def _hear(parts: Parts, act: SubscriptionAct) -> None:
    await _settle(parts, UPKEEP, act.id, await _heard(parts, act))
