"""Deciding about a contract: proposed by one of billing, agreed to by another (contract S8, S13, M2)."""

import contextlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.subscription_facts import facts_of
from api.access.callers import Staff
from api.access.scopes import scope_of
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.contract_decisions import contract_decision_state
from api.reading.staff_subscriptions import subscription_known
from api.schemas.staff_subscriptions import ContractDecisionDraft
from models import ContractDecision, Subscription
from terms.staff import DecisionState, decision_deadline, may_decide
from terms.subscription import NOT_BEGUN, OVER
from terms.subscription_holder import HolderAct, hold_end, refuse_holder_act
from workflows.identifiers import staff_decision_workflow_id
from workflows.staff_decision import StaffDecisionStart, StaffDecisionWorkflow


async def propose_decision(
    parts: Parts,
    caller: Staff,
    subscription_id: str,
    draft: ContractDecisionDraft,
    decision_id: str,
    at: datetime,
) -> None:
    """Stores a proposal; a second person decides. Raises 404, 409 and 422 where the contract would refuse."""
    async with parts.database.transaction(scope_of(caller)) as session:
        if await session.get(ContractDecision, decision_id) is None:
            row = await subscription_known(session, subscription_id)
            await _propose(session, parts, caller, row, draft, decision_id, at)
    await _see_to(parts, decision_id)


async def _see_to(parts: Parts, decision_id: str) -> None:
    """Its workflow is there, also where a proposal was stored and nothing more. Raises 503."""
    await parts.engine.start(
        StaffDecisionWorkflow.run, StaffDecisionStart(decision_id), staff_decision_workflow_id(decision_id)
    )


async def settle_decision(
    parts: Parts, caller: Staff, decision_id: str, state: DecisionState, reason: str | None, at: datetime
) -> None:
    """Agrees to a proposal, refuses or withdraws it; repeated by the same person, changes nothing.

    What was agreed to is carried out by its workflow: told late, it reads halfway or at the end. Raises 403
    for whoever proposed it (who alone may withdraw), 404, 409 once it was decided.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await session.get(ContractDecision, decision_id, with_for_update=True)
        if row is None:
            raise Problem(Kind.NOT_FOUND)
        if (row.state, row.decided_by) != (state.value, caller.user_id):
            if contract_decision_state(row, at) is not DecisionState.AWAITING:
                raise Problem(Kind.DECISION_ENDED)
            is_second = may_decide(caller.user_id, row.asked_by, None)
            if is_second is (state is DecisionState.WITHDRAWN):
                raise Problem(Kind.SECOND_PERSON_REQUIRED if not is_second else Kind.NOT_FOUND)
            row.state = state.value
            row.decided_by, row.decided_at, row.decision_reason = caller.user_id, at, reason
    await _see_to(parts, decision_id)
    with contextlib.suppress(WorkflowGone):
        await parts.engine.tell(staff_decision_workflow_id(decision_id), StaffDecisionWorkflow.changed)


async def _propose(
    session: AsyncSession,
    parts: Parts,
    caller: Staff,
    row: Subscription,
    draft: ContractDecisionDraft,
    decision_id: str,
    at: datetime,
) -> None:
    zone = parts.settings.holder_zone
    until = hold_end(draft.until, zone) if draft.until is not None else None
    _require_possible(row, draft.kind, until, at, zone)
    await _end_overdue(session, row.id, at)
    await session.execute(
        insert(ContractDecision)
        .values(
            id=decision_id,
            business_id=row.business_id,
            subscription_id=row.id,
            kind=draft.kind.value,
            until=until,
            reason=draft.reason,
            asked_by=caller.user_id,
            asked_at=at,
            expires_at=decision_deadline(at, zone),
            state=DecisionState.AWAITING.value,
        )
        .on_conflict_do_nothing()
    )
    if await session.get(ContractDecision, decision_id) is None:
        raise Problem(Kind.CONTRACT_DECISION_AWAITED)


def _require_possible(
    row: Subscription, kind: HolderAct, until: datetime | None, at: datetime, zone: str
) -> None:
    if row.state in NOT_BEGUN:
        raise Problem(Kind.SUBSCRIPTION_NOT_BEGUN)
    if row.state in OVER:
        raise Problem(Kind.SUBSCRIPTION_ENDED)
    if (until is not None) is not (kind is HolderAct.HOLD):
        raise Problem(Kind.HOLD_DATE_OUT_OF_RANGE)
    refusal = refuse_holder_act(kind, facts_of(row, zone, at), at, until)
    if refusal is not None:
        raise Problem(Kind.of(refusal.value))


async def _end_overdue(session: AsyncSession, subscription_id: str, at: datetime) -> None:
    """A proposal whose time is up stands in nobody's way, also before its workflow has ended it."""
    row = await session.scalar(
        select(ContractDecision)
        .where(
            ContractDecision.subscription_id == subscription_id,
            ContractDecision.state == DecisionState.AWAITING.value,
            ContractDecision.expires_at <= at,
        )
        .with_for_update()
    )
    if row is not None:
        row.state, row.decided_at = DecisionState.EXPIRED.value, at
        await session.flush()
