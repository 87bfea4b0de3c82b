"""What is said about an instruction: kept in its words, then taken in by its workflow (contract P1, P3).

Done again with the same `Idempotency-Key` it changes nothing and asks the workflow again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Member, Staff
from api.access.scopes import scope_of
from api.acting.carrying_on import AT_ONCE, CUT_SHORT, carry_on_each
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.instructions import DisclosureTerms, InstructionDraft
from models import Envelope, Instruction, InstructionEntry
from models.scope import UPKEEP
from terms.disclosures import DisclosureRefusal, Handover, Recipient, data_of, lacks_safeguards
from terms.instructions import (
    INSTRUCTIONS_PER_BUSINESS,
    WORDED,
    InstructionAct,
    InstructionCourse,
    InstructionKind,
    InstructionState,
    digest_of,
    refuse_act,
)
from workflows.identifiers import instruction_workflow_id
from workflows.instruction import InstructionOrder, InstructionStart, InstructionWorkflow


@dataclass(frozen=True)
class Said:
    """An act in its words; `version` is the one that whoever acts has read."""

    act: InstructionAct
    version: int
    words: str
    subject: str | None = None
    ground: str | None = None
    terms: Mapping[str, Any] | None = None


def said_by(act: InstructionAct, draft: InstructionDraft, version: int) -> Said:
    """A version as it is given or amended."""
    terms = None if draft.disclosure is None else draft.disclosure.model_dump(mode="json")
    return Said(act, version, draft.text, draft.subject, terms=terms)


async def give_instruction(
    parts: Parts,
    member: Member,
    draft: InstructionDraft,
    instruction_id: str,
    entry_id: str,
    at: datetime,
) -> None:
    """Records an instruction. Raises 422 for envelopes that are not the controller's, 429."""
    await _attempt(parts, member, entry_id, at)
    async with parts.database.transaction(scope_of(member)) as session:
        if await session.get(Instruction, instruction_id) is None:
            await _require_own(session, member, draft.disclosure)
            kind = InstructionKind.WRITTEN if draft.disclosure is None else InstructionKind.DISCLOSURE
            session.add(
                Instruction(
                    id=instruction_id,
                    business_id=member.business_id,
                    kind=kind.value,
                    given_by=member.user_id,
                    given_at=at,
                    state=InstructionState.RECORDED.value,
                )
            )
            await session.flush()
            said = said_by(InstructionAct.GIVE, draft, 1)
            await _keep(session, member, member.business_id, instruction_id, entry_id, said, at)
    await _begin(parts, InstructionStart(instruction_id, member.business_id, entry_id))


async def amend_instruction(
    parts: Parts, member: Member, instruction_id: str, said: Said, draft: InstructionDraft, entry_id: str,
    at: datetime,
) -> None:  # fmt: skip
    """Makes a new version of the same kind. Raises 404, 409, 422 and 429."""
    async with parts.database.transaction(scope_of(member)) as session:
        row = await _found(session, instruction_id)
        if (row.kind == InstructionKind.DISCLOSURE.value) is not (draft.disclosure is not None):
            detail = "An instruction stays of its kind: withdraw it and give another one."
            raise Problem(
                Kind.VALIDATION, errors=[{"pointer": "/disclosure", "code": "kind", "detail": detail}]
            )
        await _require_own(session, member, draft.disclosure)
    await act_on_instruction(parts, member, instruction_id, said, entry_id, at)


async def act_on_instruction(
    parts: Parts, caller: Member | Staff, instruction_id: str, said: Said, entry_id: str, at: datetime
) -> None:
    """Keeps what is said, and has it count. Raises 404, 409 where the instruction does not stand so.

    What a crash kept from being asked for is asked for by the next round of housekeeping.
    """
    if isinstance(caller, Member):
        await _attempt(parts, caller, entry_id, at)
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await _found(session, instruction_id)
        entry = await session.get(InstructionEntry, entry_id)
        if entry is None:
            await _require_possible(session, row, said)
            await _keep(session, caller, row.business_id, row.id, entry_id, said, at)
        elif entry.refusal is not None:
            raise Problem(Kind.of(entry.refusal))
    await _ask(parts, instruction_id, InstructionOrder(entry_id, said.act, said.version))


async def carry_on_instructions(parts: Parts, at: datetime) -> None:
    """Starts the workflows of instructions that a crash left without one, and asks theirs for acts that were
    only stored: each counts or is refused, once.
    """
    try:
        await _begin_unstarted(parts, at)
    finally:
        await _ask_unsettled(parts, at)


async def _begin_unstarted(parts: Parts, at: datetime) -> None:
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.execute(
            select(Instruction.id, Instruction.business_id, InstructionEntry.id)
            .join(InstructionEntry, InstructionEntry.instruction_id == Instruction.id)
            .where(
                Instruction.version == 0,
                Instruction.given_at < at - CUT_SHORT,
                InstructionEntry.act == InstructionAct.GIVE.value,
            )
            .order_by(Instruction.id)
            .limit(AT_ONCE)
        )
        left = [InstructionStart(*row) for row in rows]
    await carry_on_each(left, lambda start: _begin(parts, start))


async def _ask_unsettled(parts: Parts, at: datetime) -> None:
    """In the order in which they were said; one that is refused now holds up none after it."""
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.execute(
            select(
                InstructionEntry.instruction_id,
                InstructionEntry.id,
                InstructionEntry.act,
                InstructionEntry.read_version,
            )
            .join(Instruction, Instruction.id == InstructionEntry.instruction_id)
            .where(
                Instruction.version > 0,
                Instruction.state != InstructionState.WITHDRAWN.value,
                InstructionEntry.act != InstructionAct.GIVE.value,
                InstructionEntry.counted_at.is_(None),
                InstructionEntry.refusal.is_(None),
                InstructionEntry.read_version.is_not(None),
                InstructionEntry.at < at - CUT_SHORT,
            )
            .order_by(InstructionEntry.id)
            .limit(AT_ONCE)
        )
        left = [(row[0], InstructionOrder(row[1], InstructionAct(row[2]), row[3] or 0)) for row in rows]
    await carry_on_each(left, lambda asked: _ask(parts, *asked))


async def _ask(parts: Parts, instruction_id: str, order: InstructionOrder) -> None:
    """Has an act count. Raises 409 where the instruction does not stand so, 503."""
    workflow_id = instruction_workflow_id(instruction_id)
    try:
        await parts.engine.ask(workflow_id, InstructionWorkflow.act, order, order.entry_id, str)
    except WorkflowGone as error:
        raise Problem(Kind.INSTRUCTION_WITHDRAWN) from error


def handover_of(terms: Mapping[str, Any]) -> Handover:
    """What a version authorises to hand over."""
    recipient, envelopes = terms["recipient"], terms["envelopes"]
    return Handover(
        Recipient(recipient["tax_id"], recipient["country"]),
        data_of(terms["data"]),
        None if envelopes is None else frozenset(envelopes),
        terms["safeguards"],
    )


async def version_in_force(session: AsyncSession, row: Instruction) -> InstructionEntry | None:
    """The newest version of an instruction; `None` before it counts."""
    return await session.scalar(
        select(InstructionEntry).where(
            InstructionEntry.instruction_id == row.id,
            InstructionEntry.version == row.version,
            InstructionEntry.act.in_([act.value for act in WORDED]),
            InstructionEntry.counted_at.is_not(None),
        )
    )


async def _require_possible(session: AsyncSession, row: Instruction, said: Said) -> None:
    """The workflow judges by the same rule; here nothing is kept that it would refuse anyway."""
    course = InstructionCourse(InstructionState(row.state), row.version, row.sequence)
    refusal = refuse_act(course, said.act, said.version)
    if refusal is not None:
        raise Problem(Kind.of(refusal.value))
    if said.act is InstructionAct.ACKNOWLEDGE and row.kind == InstructionKind.DISCLOSURE.value:
        version = await version_in_force(session, row)
        if version is None or version.terms is None or lacks_safeguards(handover_of(version.terms)):
            raise Problem(Kind.of(DisclosureRefusal.NO_SAFEGUARDS.value))


async def _require_own(session: AsyncSession, member: Member, terms: DisclosureTerms | None) -> None:
    if terms is None or terms.envelopes is None:
        return
    wanted = set(terms.envelopes)
    known = await session.scalar(
        select(func.count())
        .select_from(Envelope)
        .where(Envelope.business_id == member.business_id, Envelope.id.in_(wanted))
    )
    if known != len(wanted):
        error = {
            "pointer": "/disclosure/envelopes",
            "code": "unknown",
            "detail": "Not all of them are envelopes of this business.",
        }
        raise Problem(Kind.VALIDATION, errors=[error])


async def _keep(
    session: AsyncSession,
    caller: Member | Staff,
    business_id: str,
    instruction_id: str,
    entry_id: str,
    said: Said,
    at: datetime,
) -> None:
    await session.execute(
        insert(InstructionEntry)
        .values(
            id=entry_id,
            instruction_id=instruction_id,
            business_id=business_id,
            act=said.act.value,
            subject=said.subject,
            words=said.words,
            ground=said.ground,
            terms=said.terms,
            sha256=digest_of(said.act, said.subject, said.words, said.ground, said.terms),
            by=caller.user_id,
            at=at,
            read_version=said.version,
        )
        .on_conflict_do_nothing()
    )


async def _found(session: AsyncSession, instruction_id: str) -> Instruction:
    row = await session.get(Instruction, instruction_id)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row


async def _begin(parts: Parts, start: InstructionStart) -> None:
    """Returns once the instruction is recorded."""
    try:
        await parts.engine.begin(
            InstructionWorkflow.run,
            start,
            instruction_workflow_id(start.instruction_id),
            InstructionWorkflow.give,
            start.entry_id,
        )
    except WorkflowGone:
        return


async def _attempt(parts: Parts, member: Member, entry_id: str, at: datetime) -> None:
    """Counts an act once, however often it is repeated."""
    async with parts.database.transaction(scope_of(member)) as session:
        known = await session.get(InstructionEntry, entry_id)
    if known is None:
        await parts.throttles.attempt(INSTRUCTIONS_PER_BUSINESS, "instructions", member.business_id, now=at)
