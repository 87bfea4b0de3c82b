"""Decisions about contracts as staff and owners are shown them (contract S8, S13)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.reading.staff import people
from api.schemas.staff_subscriptions import ContractDecisionView, OwnContractDecision
from models import ContractDecision
from terms.staff import DecisionState
from terms.subscription_declarations import TAKEN
from terms.subscription_holder import HolderAct


async def show_decisions(
    session: AsyncSession, rows: Sequence[ContractDecision], at: datetime
) -> list[ContractDecisionView]:
    """Decisions for staff; one whose time is up shows as expired, also before its workflow has said so."""
    names = await people(session, (person for row in rows for person in (row.asked_by, row.decided_by)))
    return [
        ContractDecisionView(
            id=row.id,
            business_id=row.business_id,
            subscription_id=row.subscription_id,
            kind=HolderAct(row.kind),
            until=row.until,
            reason=row.reason,
            asked_by=names[row.asked_by],
            asked_at=row.asked_at,
            expires_at=row.expires_at,
            state=contract_decision_state(row, at),
            decided_by=names.get(row.decided_by or ""),
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            outcome=row.outcome,
        )
        for row in rows
    ]


async def decisions_of(
    session: AsyncSession, subscription_id: str, at: datetime
) -> list[ContractDecisionView]:
    """All decisions about a contract, newest first."""
    rows = await session.scalars(
        select(ContractDecision)
        .where(ContractDecision.subscription_id == subscription_id)
        .order_by(ContractDecision.id.desc())
        .execution_options(populate_existing=True)
    )
    return await show_decisions(session, rows.all(), at)


async def awaiting_decisions(session: AsyncSession, at: datetime) -> list[ContractDecisionView]:
    """Those that wait for a second person, oldest first."""
    rows = await session.scalars(
        select(ContractDecision)
        .where(ContractDecision.state == DecisionState.AWAITING.value, ContractDecision.expires_at > at)
        .order_by(ContractDecision.id)
    )
    return await show_decisions(session, rows.all(), at)


async def own_decisions(session: AsyncSession, business_id: str) -> list[OwnContractDecision]:
    """What took effect about a business's contracts, newest first."""
    rows = await session.scalars(
        select(ContractDecision)
        .where(ContractDecision.business_id == business_id, ContractDecision.outcome == TAKEN)
        .order_by(ContractDecision.id.desc())
    )
    return [
        OwnContractDecision(
            id=row.id, kind=HolderAct(row.kind), until=row.until, decided_at=row.carried_out_at
        )
        for row in rows
        if row.carried_out_at is not None
    ]


def contract_decision_state(row: ContractDecision, at: datetime) -> DecisionState:
    """Its state at that instant."""
    state = DecisionState(row.state)
    return DecisionState.EXPIRED if state is DecisionState.AWAITING and at >= row.expires_at else state
