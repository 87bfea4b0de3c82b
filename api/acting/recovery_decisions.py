"""What the staff decide about the way back into an account: two people, neither of them its own (M2, M3)."""

import contextlib
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Staff
from api.access.scopes import scope_of
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.account_recoveries import recovery_state
from api.schemas.account_recoveries import IdentityShown
from models import AccountRecovery
from terms.account_recovery import REFUSABLE, WAIT, RecoveryState, permission_for
from terms.staff import decision_deadline, may_decide
from workflows.account_recovery import AccountRecoveryWorkflow
from workflows.identifiers import recovery_workflow_id


async def note_identity(
    parts: Parts, caller: Staff, recovery_id: str, shown: IdentityShown, at: datetime
) -> None:
    """The person has shown who they are; a second member of the staff decides. Repeated, changes nothing.

    Raises 403 for one's own account, or one of the staff without its permission, 404, 409.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await _locked(session, caller, recovery_id)
        if (row.state, row.identified_by) != (RecoveryState.AWAITING_APPROVAL.value, caller.user_id):
            _require(row, frozenset({RecoveryState.AWAITING_IDENTITY}), at)
            if not may_decide(caller.user_id, None, row.user_id):
                raise Problem(Kind.SECOND_PERSON_REQUIRED)
            row.state = RecoveryState.AWAITING_APPROVAL.value
            row.proof, row.identity_reason = shown.proof.value, shown.reason
            row.identified_by, row.identified_at = caller.user_id, at
            row.expires_at = decision_deadline(at, parts.settings.holder_zone)
    await _tell(parts, recovery_id)


async def agree(parts: Parts, caller: Staff, recovery_id: str, at: datetime) -> None:
    """The second person agrees: once the address was told, the waiting time begins. Repeated, no change.

    Raises 403 for whoever identified the person or whose account it is, 404, 409.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await _locked(session, caller, recovery_id)
        if (row.state, row.decided_by) != (RecoveryState.WAITING.value, caller.user_id):
            _require(row, frozenset({RecoveryState.AWAITING_APPROVAL}), at)
            if not may_decide(caller.user_id, row.identified_by, row.user_id):
                raise Problem(Kind.SECOND_PERSON_REQUIRED)
            row.state, row.expires_at = RecoveryState.WAITING.value, at + WAIT
            row.decided_by, row.decided_at = caller.user_id, at
    await _tell(parts, recovery_id)


async def refuse(parts: Parts, caller: Staff, recovery_id: str, reason: str, at: datetime) -> None:
    """Nothing is reset: the person was not who the account is of, or the second one does not agree.

    Raises 403 for an account of the staff without its permission, 404, 409.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await _locked(session, caller, recovery_id)
        if (row.state, row.decided_by) != (RecoveryState.REFUSED.value, caller.user_id):
            _require(row, REFUSABLE, at)
            row.state, row.ended_at = RecoveryState.REFUSED.value, at
            row.decided_by, row.decided_at, row.decision_reason = caller.user_id, at, reason
    await _tell(parts, recovery_id)


async def _locked(session: AsyncSession, caller: Staff, recovery_id: str) -> AccountRecovery:
    row = await session.get(AccountRecovery, recovery_id, with_for_update=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    needed = permission_for(of_staff=row.of_staff)
    if needed not in caller.permissions:
        raise Problem(Kind.ROLE_REQUIRED, needed.value)
    return row


def _require(row: AccountRecovery, states: frozenset[RecoveryState], at: datetime) -> None:
    if recovery_state(row, at) not in states:
        raise Problem(Kind.DECISION_ENDED)


async def _tell(parts: Parts, recovery_id: str) -> None:
    """The row is what counts: a workflow told nothing reads it halfway and at the end."""
    with contextlib.suppress(WorkflowGone, Problem):
        await parts.engine.tell(recovery_workflow_id(recovery_id), AccountRecoveryWorkflow.changed)
