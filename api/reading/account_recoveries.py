"""Account recoveries as the mailbox and the staff are shown them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from api.reading.staff import people
from api.schemas.account_recoveries import RecoveryView, StaffRecoveryView
from api.schemas.common import Page
from models import AccountRecovery
from terms.account_recovery import REFUSABLE, UNDER_WAY, IdentityProof, RecoveryState


def recovery_state(row: AccountRecovery, at: datetime) -> RecoveryState:
    """Its state at that instant: one whose time is up shows so before its workflow has said so."""
    state = RecoveryState(row.state)
    if state in REFUSABLE and at >= row.expires_at:
        return RecoveryState.EXPIRED
    if state is RecoveryState.AWAITING_CONFIRMATION and at >= row.expires_at:
        return RecoveryState.LAPSED
    return state


def show_recovery(row: AccountRecovery, at: datetime) -> RecoveryView:
    """For whoever holds the mailed link."""
    return RecoveryView(
        id=row.id, state=recovery_state(row, at), asked_at=row.asked_at, expires_at=row.expires_at
    )


async def list_recoveries(
    session: AsyncSession, at: datetime, after: str | None, limit: int, *, ended: bool
) -> Page[StaffRecoveryView]:
    """Those under way, or those that have ended; newest first."""
    states = [state.value for state in UNDER_WAY]
    query = select(AccountRecovery).order_by(AccountRecovery.id.desc()).limit(limit + 1)
    query = query.where(
        AccountRecovery.state.not_in(states) if ended else AccountRecovery.state.in_(states),
        AccountRecovery.confirmed_at.is_not(None),
    )
    if after is not None:
        query = query.where(AccountRecovery.id < position_of(after))
    rows = (await session.scalars(query)).all()
    more = cursor_after(rows[limit - 1].id) if len(rows) > limit else None
    return Page[StaffRecoveryView](items=await _show(session, rows[:limit], at), next=more)


async def read_recovery(session: AsyncSession, recovery_id: str, at: datetime) -> StaffRecoveryView:
    """One of them, as it stands now. Raises 404."""
    row = await session.get(AccountRecovery, recovery_id, populate_existing=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return (await _show(session, [row], at))[0]


async def _show(
    session: AsyncSession, rows: Sequence[AccountRecovery], at: datetime
) -> list[StaffRecoveryView]:
    names = await people(session, (one for row in rows for one in (row.identified_by, row.decided_by)))
    return [
        StaffRecoveryView(
            **show_recovery(row, at).model_dump(),
            email=row.email,
            name=row.name,
            words=row.words,
            of_staff=row.of_staff,
            proof=IdentityProof(row.proof) if row.proof else None,
            identity_reason=row.identity_reason,
            identified_by=names.get(row.identified_by or ""),
            identified_at=row.identified_at,
            decided_by=names.get(row.decided_by or ""),
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            ended_at=row.ended_at,
        )
        for row in rows
    ]
