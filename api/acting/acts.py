"""Acts: what somebody asked for and how it came in, stored before a workflow is told its id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem, unavailable
from models import Act, Envelope
from models.database import Database
from models.scope import Scope
from terms.envelope import EnvelopeState, refuse_change


async def store_act(
    database: Database,
    scope: Scope,
    act_id: str,
    *,
    envelope_id: str,
    kind: str,
    origin: Origin,
    now: datetime,
    user_id: str | None = None,
    signer_id: str | None = None,
    words: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Stores the act in a transaction of its own; a repeated request finds it stored already."""
    async with database.transaction(scope) as session:
        await session.execute(
            insert(Act)
            .values(
                id=act_id,
                envelope_id=envelope_id,
                kind=kind,
                user_id=user_id,
                signer_id=signer_id,
                words=words,
                details=dict(details or {}),
                ip=origin.ip,
                user_agent=origin.user_agent,
                received_at=now,
            )
            .on_conflict_do_nothing()
        )


async def refusal_without_workflow(parts: Parts, scope: Scope, envelope_id: str) -> Problem:
    """What the workflow would say if it still ran: it was never started, or it has ended.

    An envelope that its row says is under way cannot be without a workflow for long, so one that is says
    to come back.
    """
    async with parts.database.transaction(scope) as session:
        envelope = await session.get_one(Envelope, envelope_id)
        refusal = refuse_change(EnvelopeState(envelope.state))
    return Problem(Kind.of(refusal.value)) if refusal else unavailable("The envelope's workflow")
