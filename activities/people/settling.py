"""Ends orders of commitments that nobody ends: their workflow is gone, or the person is (contract P5, M2)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.client import RPCError, WorkflowUpdateRPCTimeoutOrCancelledError

from activities.clock import now
from activities.commands import Command, WorkflowCommands
from activities.people.commitments import Commitments
from activities.people.messages import SettleOrder
from activities.records.void_acts import void_act
from models import Envelope, StaffCommitment, StaffMember
from models.database import Database
from terms.envelope import EnvelopeState
from terms.people import CommitmentState, order_overdue

_WORDS = {
    "es": "Ya no hace falta esta firma: quien debía firmar ya no trabaja aquí, o el plazo ha terminado.",
    "en": "This signature is no longer needed: the signer no longer works here, or the time to sign is over.",
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Open:
    """An order under way, and why it is to be ended if it is."""

    commitment_id: str
    envelope_id: str
    act_id: str | None
    overdue: bool


class CommitmentSettling:
    """One order per person is open, so an order without end would lock its person out for good."""

    def __init__(self, database: Database, commitments: Commitments, commands: WorkflowCommands) -> None:
        self._database = database
        self._commitments = commitments
        self._commands = commands

    @activity.defn(name="Settle open staff commitments")
    async def settle(self, order: SettleOrder) -> int:
        """Closes what has ended, and voids what is of a leaver or long over; answers how many it closed.

        An envelope that cannot be voided is closed once it is long over, whatever became of its workflow;
        one that is just being sealed ends by itself. Repeated, it finds what is left.
        """
        at = now()
        async with self._database.transaction() as session:
            found = await _to_settle(session, order.user_id, at)
        closed = 0
        for each in found:
            if each.act_id is not None:
                act = {"user_id": None, "act_id": each.act_id}
                update_id = f"{order.key}:{each.envelope_id}"
                await self._void(Command(order.prefix + each.envelope_id, "void", update_id, act))
            if each.overdue or await self._has_ended(each.envelope_id):
                await self._commitments.close(each.commitment_id)
                closed += 1
        return closed

    async def _void(self, command: Command) -> None:
        """A workflow that does not answer holds up nobody: it is asked again at the next look."""
        try:
            await self._commands.ask([command])
        except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            logger.warning("%s did not answer: %s", command.workflow_id, type(error).__name__)

    async def _has_ended(self, envelope_id: str) -> bool:
        async with self._database.transaction() as session:
            envelope = await session.get_one(Envelope, envelope_id)
            return EnvelopeState(envelope.state).is_final


async def _to_settle(session: AsyncSession, user_id: str | None, at: datetime) -> Sequence[_Open]:
    query = (
        select(StaffCommitment, Envelope, StaffMember.left_at)
        .join(Envelope, Envelope.id == StaffCommitment.envelope_id)
        .join(StaffMember, StaffMember.user_id == StaffCommitment.user_id)
        .where(StaffCommitment.state == CommitmentState.SENT.value)
        .order_by(StaffCommitment.id)
    )
    if user_id is not None:
        query = query.where(StaffCommitment.user_id == user_id)
    found = []
    for row, envelope, left_at in await session.execute(query):
        final, overdue = EnvelopeState(envelope.state).is_final, order_overdue(row.sent_at, at)
        if not (final or overdue or left_at is not None):
            continue
        act_id = None if final else await void_act(session, envelope, _WORDS)
        found.append(_Open(row.id, envelope.id, act_id, overdue))
    return found
