"""The way back into an account, as its mailbox asks for it, confirms it and stops it (contract M3, A7)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from activities.mail.links import LinkTokens
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.account_recoveries import RecoveryRequest
from models import AccountRecovery
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.account_recovery import CONFIRM_WITHIN, RecoveryState
from workflows.account_recovery import AccountRecoveryStart, AccountRecoveryWorkflow, MailboxAct
from workflows.identifiers import recovery_workflow_id


async def ask_for_recovery(
    parts: Parts, recovery_id: str, request: RecoveryRequest, origin: Origin, at: datetime
) -> datetime:
    """Stores the request and starts its workflow; returns until when its mail's link can be confirmed.

    Does the same work for an unknown address, so that neither answer nor time tells them apart. Raises 503.
    """
    email, expires_at = request.email.lower(), at + CONFIRM_WITHIN
    async with parts.database.transaction(Scope.of_mailbox(email)) as session:
        await session.execute(
            insert(AccountRecovery)
            .values(
                id=recovery_id,
                email=email,
                words=request.words or None,
                language=request.language,
                token_sha256=LinkTokens.sha256(parts.links.token(recovery_id)),
                asked_at=at,
                ip=origin.ip,
                user_agent=origin.user_agent,
                state=RecoveryState.AWAITING_CONFIRMATION.value,
                expires_at=expires_at,
            )
            .on_conflict_do_nothing()
        )
    start = AccountRecoveryStart(recovery_id)
    await parts.engine.start(AccountRecoveryWorkflow.run, start, recovery_workflow_id(recovery_id))
    return expires_at


async def find_recovery(parts: Parts, token: str) -> AccountRecovery:
    """The request of a mailed link, whatever its state. Raises 404."""
    token_sha256 = LinkTokens.sha256(token)
    async with parts.database.transaction(Scope.of_credential(token_sha256)) as session:
        row = await session.scalar(
            select(AccountRecovery).where(AccountRecovery.token_sha256 == token_sha256)
        )
    if row is None:
        raise Problem(Kind.RECOVERY_LINK_UNKNOWN)
    return row


async def confirm_recovery(parts: Parts, token: str) -> AccountRecovery:
    """The mailbox confirms that it asked; confirmed already, it stays as it is.

    Raises 404, and 409 where it has lapsed or another recovery of the account is under way.
    """
    row = await find_recovery(parts, token)
    if row.state == RecoveryState.AWAITING_CONFIRMATION.value:
        await _ask(parts, row, AccountRecoveryWorkflow.confirm)
    return await find_recovery(parts, token)


async def stop_recovery(parts: Parts, token: str) -> AccountRecovery:
    """The mailbox stops it: nothing is reset. Raises 404, and 409 once it has ended otherwise."""
    row = await find_recovery(parts, token)
    if row.state != RecoveryState.STOPPED.value:
        await _ask(parts, row, AccountRecoveryWorkflow.stop)
    return await find_recovery(parts, token)


async def _ask(parts: Parts, row: AccountRecovery, update: Callable[..., Any]) -> None:
    """Each request is an update of its own: what was refused before may be possible now."""
    workflow_id = recovery_workflow_id(row.id)
    try:
        await parts.engine.ask(workflow_id, update, MailboxAct(), new_id(Prefix.ACT), RecoveryState)
    except WorkflowGone:
        raise Problem(Kind.RECOVERY_ENDED) from None
