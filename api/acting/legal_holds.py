"""Legal holds: placed at once by the DPO, lifted with a second person (contract S17, S18).

The row is what counts: the database destroys nothing of a business with a hold in force. The workflow is told
so that it reckons its dates anew; a message that gets lost is made up for by the nightly round.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Staff
from api.access.scopes import scope_of
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.legal_holds import LegalHoldDraft
from models import LegalHold
from terms.retention import may_release
from workflows.identifiers import retention_workflow_id
from workflows.retention import RetentionWorkflow


async def place_hold(parts: Parts, caller: Staff, draft: LegalHoldDraft, hold_id: str, at: datetime) -> None:
    """Stops the destruction of a business's data, from now on. Raises 404: no such business."""
    async with parts.database.transaction(scope_of(caller)) as session:
        if await session.get(LegalHold, hold_id) is None:
            session.add(
                LegalHold(
                    id=hold_id,
                    business_id=draft.business_id,
                    placed_by=caller.user_id,
                    placed_at=at,
                    reason=draft.reason,
                    reference=draft.reference,
                )
            )
            try:
                await session.flush()
            except IntegrityError as error:
                raise Problem(Kind.NOT_FOUND) from error
    await _tell(parts, draft.business_id)


async def ask_release(
    session: AsyncSession, caller: Staff, hold_id: str, reason: str, at: datetime
) -> LegalHold:
    """Asks for a second person's agreement, anew where that was asked before. Raises 404, 409 once lifted."""
    row = await _locked(session, hold_id)
    if row.released_at is not None:
        raise Problem(Kind.DECISION_ENDED)
    row.release_asked_by, row.release_asked_at, row.release_reason = caller.user_id, at, reason
    await session.flush()
    return row


async def release_hold(parts: Parts, caller: Staff, hold_id: str, at: datetime) -> None:
    """The second person agrees: the clock goes on. Raises 403 for whoever asked, 404, 409 if not asked.

    Repeated by the same person, it changes nothing.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await _locked(session, hold_id)
        if (row.released_at is None, row.released_by) != (False, caller.user_id):
            _require_asked(row, at, parts.settings.holder_zone)
            if row.release_asked_by == caller.user_id:
                raise Problem(Kind.SECOND_PERSON_REQUIRED)
            row.released_by, row.released_at = caller.user_id, at
        business_id = row.business_id
    await _tell(parts, business_id)


async def refuse_release(session: AsyncSession, hold_id: str, at: datetime, zone: str) -> LegalHold:
    """The second person does not agree: the hold stays. Raises 404, 409 unless asked in time."""
    row = await _locked(session, hold_id)
    _require_asked(row, at, zone)
    row.release_asked_by = row.release_asked_at = row.release_reason = None
    await session.flush()
    return row


def _require_asked(row: LegalHold, at: datetime, zone: str) -> None:
    if row.released_at is not None or not may_release(row.release_asked_at, at, zone):
        raise Problem(Kind.DECISION_ENDED)


async def _locked(session: AsyncSession, hold_id: str) -> LegalHold:
    row = await session.get(LegalHold, hold_id, with_for_update=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row


async def _tell(parts: Parts, business_id: str) -> None:
    try:
        await parts.engine.tell(retention_workflow_id(business_id), RetentionWorkflow.changed)
    except (WorkflowGone, Problem):
        return
