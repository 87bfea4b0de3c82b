"""Controllers' instructions as their workflows write them (contract P1)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.records.deadlines import Seat, end_clock, end_clocks, reopen_clock, start_clock
from activities.records.duty_holders import dpos_or_stand_ins
from activities.records.instruction_messages import InstructionReaders, InstructionRecord, RefusedAct
from models import Business, Deadline, Instruction, InstructionEntry
from models.database import Database
from terms.deadlines import DeadlineKind, DeadlineOutcome
from terms.instructions import InstructionAct
from terms.subscription import SHUT

CLOCK = DeadlineKind.INSTRUCTION_ANSWER
SETTLED = "InstructionActSettled"
"""Error type: the act counted before, or was refused."""
_ANSWERS = (InstructionAct.ACKNOWLEDGE, InstructionAct.DOUBT)


async def lock_instruction(session: AsyncSession, instruction_id: str) -> None:
    """Makes whoever changes an instruction, or acts on its state, wait for one another until the commit."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(instruction_id, 0))))


class InstructionRecords:
    """The register of instructions."""

    def __init__(self, database: Database, seat: Seat) -> None:
        self._database = database
        self._seat = seat

    @activity.defn(name="Record instruction")
    async def record(self, record: InstructionRecord) -> datetime | None:
        """Lets an act count. Answers when the holder's answer is due, where it owes one. May be repeated.

        Raises `SETTLED` for an entry that counted already as another act, or was refused: whoever asks again,
        however late, none counts twice.
        """
        async with self._database.transaction() as session:
            await lock_instruction(session, record.instruction_id)
            row = await session.get_one(Instruction, record.instruction_id, with_for_update=True)
            entry = await session.get_one(InstructionEntry, record.entry_id, with_for_update=True)
            if (
                entry.refusal is not None
                or (entry.sequence or record.course.sequence) != record.course.sequence
            ):
                raise ApplicationError(f"{entry.id}: settled before", type=SETTLED, non_retryable=True)
            if row.sequence < record.course.sequence:
                row.state, row.state_at = record.course.state.value, record.at
                row.version, row.sequence = record.course.version, record.course.sequence
            if entry.counted_at is None:
                entry.version, entry.sequence = record.course.version, record.course.sequence
                entry.counted_at = record.at
            if record.answered is not None:
                await _end(session, record, record.answered)
            if record.course.awaits is None:
                return None
            if record.course.awaits != record.entry_id:
                await reopen_clock(session, CLOCK, record.course.awaits, record.business_id)
            return await start_clock(
                session, self._seat, CLOCK, record.course.awaits, record.business_id, record.at
            )

    @activity.defn(name="Refuse act on instruction")
    async def refuse(self, refused: RefusedAct) -> bool:
        """Notes that an act will never count, so that nobody asks for it again; not of one that counted.

        Says whether it is refused.
        """
        async with self._database.transaction() as session:
            entry = await session.get_one(InstructionEntry, refused.entry_id, with_for_update=True)
            if entry.counted_at is None:
                entry.refusal = entry.refusal or refused.refusal.value
            return entry.counted_at is None

    @activity.defn(name="Readers of instruction")
    async def readers(self, business_id: str) -> InstructionReaders:
        """Who is to be told now."""
        async with self._database.transaction() as session:
            owner_id = await session.scalar(
                select(Business.owner_id).where(Business.id == business_id, Business.standing.not_in(SHUT))
            )
            return InstructionReaders(owner_id, await dpos_or_stand_ins(session))


async def _end(session: AsyncSession, record: InstructionRecord, answered: str) -> None:
    """An answer is in time or not; a controller that changes its mind in time needs none."""
    if record.act not in _ANSWERS:
        due = await session.scalar(
            select(Deadline.due_at).where(Deadline.subject_id == answered, Deadline.kind == CLOCK.value)
        )
        if due is not None and record.at < due:
            await end_clocks(session, CLOCK, answered, DeadlineOutcome.NOT_NEEDED, record.at)
            return
    await end_clock(session, CLOCK, answered, record.business_id, record.at)
