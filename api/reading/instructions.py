"""Instructions as their controller and the holder's dpo see them (contract P1, P3)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from api.schemas.common import Page
from api.schemas.instructions import (
    BaseInstruction,
    ImpliedInstructions,
    InstructionForStaff,
    InstructionView,
)
from models import (
    Acceptance,
    Business,
    ChannelClause,
    Deadline,
    Instruction,
    InstructionEntry,
    Subprocessor,
    SubprocessorObjection,
)
from terms.accounts import Document
from terms.deadlines import DeadlineKind
from terms.instructions import WORDED, InstructionAct, InstructionState

_ENTRY = ("id", "act", "version", "subject", "words", "ground", "sha256", "at", "told_at")


async def list_own_instructions(
    session: AsyncSession, business_id: str, limit: int, after: str | None
) -> Page[InstructionView]:
    """A controller's instructions, newest first. Raises 422 for a cursor we did not make."""
    query = select(Instruction).where(Instruction.business_id == business_id, Instruction.version > 0)
    if after is not None:
        query = query.where(Instruction.id < position_of(after))
    rows = (await session.scalars(query.order_by(Instruction.id.desc()).limit(limit + 1))).all()
    shown = await _shown(session, rows[:limit])
    return Page[InstructionView](
        items=[InstructionView.model_validate(values) for values in shown],
        next=cursor_after(rows[limit - 1].id) if len(rows) > limit else None,
    )


async def list_instructions(
    session: AsyncSession, state: InstructionState | None, limit: int, after: str | None
) -> Page[InstructionForStaff]:
    """Those of all controllers, newest first. Raises 422 for a cursor we did not make."""
    query = select(Instruction).where(Instruction.version > 0)
    if state is not None:
        query = query.where(Instruction.state == state.value)
    if after is not None:
        query = query.where(Instruction.id < position_of(after))
    rows = (await session.scalars(query.order_by(Instruction.id.desc()).limit(limit + 1))).all()
    shown = await _for_staff(session, rows[:limit])
    return Page[InstructionForStaff](
        items=shown, next=cursor_after(rows[limit - 1].id) if len(rows) > limit else None
    )


async def show_own_instruction(
    session: AsyncSession, business_id: str, instruction_id: str
) -> InstructionView:
    """One. Raises 404."""
    row = await _found(session, instruction_id)
    if row.business_id != business_id:
        raise Problem(Kind.NOT_FOUND)
    (values,) = await _shown(session, [row])
    return InstructionView.model_validate(values)


async def show_instruction(session: AsyncSession, instruction_id: str) -> InstructionForStaff:
    """One, for the dpo. Raises 404."""
    (shown,) = await _for_staff(session, [await _found(session, instruction_id)])
    return shown


async def base_instruction(session: AsyncSession, business_id: str) -> BaseInstruction:
    """What the accepted contract and the settings instruct. Raises 404 where no contract was accepted."""
    accepted = await session.scalar(
        select(Acceptance)
        .where(Acceptance.business_id == business_id, Acceptance.document == Document.PROCESSOR.value)
        .order_by(Acceptance.version.desc(), Acceptance.accepted_at.desc())
        .limit(1)
    )
    business = await session.get(Business, business_id)
    if accepted is None or business is None:
        raise Problem(Kind.NOT_FOUND)
    return BaseInstruction(
        document_version=accepted.version,
        language=accepted.language,
        sha256=accepted.sha256,
        accepted_at=accepted.accepted_at,
        accepted_by=accepted.user_id,
        implied=await _implied(session, business),
    )


async def _implied(session: AsyncSession, business: Business) -> ImpliedInstructions:
    channels = await session.scalars(
        select(ChannelClause.channel)
        .where(ChannelClause.business_id == business.id, ChannelClause.revoked_at.is_(None))
        .order_by(ChannelClause.channel)
    )
    objected = await session.scalars(
        select(Subprocessor.name)
        .join(SubprocessorObjection, SubprocessorObjection.subprocessor_id == Subprocessor.id)
        .where(
            SubprocessorObjection.business_id == business.id, SubprocessorObjection.taken_back_at.is_(None)
        )
        .order_by(Subprocessor.name)
    )
    return ImpliedInstructions(
        channels=list(channels),
        promotion_allowed=business.promotion_allowed,
        objected_subprocessors=list(objected),
    )


async def _found(session: AsyncSession, instruction_id: str) -> Instruction:
    row = await session.get(Instruction, instruction_id, populate_existing=True)
    if row is None or row.version == 0:
        raise Problem(Kind.NOT_FOUND)
    return row


async def _for_staff(session: AsyncSession, rows: Sequence[Instruction]) -> list[InstructionForStaff]:
    entries = await _entries(session, rows)
    shown = await _shown(session, rows, entries)
    return [
        InstructionForStaff.model_validate(
            values
            | {
                "business_id": row.business_id,
                "unreached": any(entry.unreached_at is not None for entry in entries[row.id]),
            }
        )
        for row, values in zip(rows, shown, strict=True)
    ]


async def _shown(
    session: AsyncSession,
    rows: Sequence[Instruction],
    entries: Mapping[str, Sequence[InstructionEntry]] | None = None,
) -> list[dict[str, Any]]:
    said = entries or await _entries(session, rows)
    dues = await _dues(session, rows, said)
    return [_values(row, said[row.id], dues.get(row.id)) for row in rows]


def _values(row: Instruction, entries: Sequence[InstructionEntry], due: datetime | None) -> dict[str, Any]:
    version = next(
        entry for entry in entries if entry.version == row.version and InstructionAct(entry.act) in WORDED
    )
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "version": row.version,
        "subject": version.subject,
        "text": version.words,
        "disclosure": version.terms,
        "sha256": version.sha256,
        "given_at": row.given_at,
        "state_at": row.state_at,
        "answer_due_at": due,
        "entries": [_entry(entry) for entry in entries],
    }


def _entry(entry: InstructionEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _ENTRY} | {"disclosure": entry.terms}


async def _entries(
    session: AsyncSession, rows: Sequence[Instruction]
) -> Mapping[str, Sequence[InstructionEntry]]:
    """Those that count, in their order."""
    found = await session.scalars(
        select(InstructionEntry)
        .where(
            InstructionEntry.instruction_id.in_([row.id for row in rows]),
            InstructionEntry.sequence.is_not(None),
        )
        .order_by(InstructionEntry.sequence)
        .execution_options(populate_existing=True)
    )
    by_instruction: dict[str, list[InstructionEntry]] = defaultdict(list)
    for entry in found:
        by_instruction[entry.instruction_id].append(entry)
    return by_instruction


async def _dues(
    session: AsyncSession,
    rows: Sequence[Instruction],
    entries: Mapping[str, Sequence[InstructionEntry]],
) -> Mapping[str, datetime]:
    """When the holder's answers are due, by instruction."""
    of = {entry.id: row.id for row in rows for entry in entries[row.id]}
    clocks = await session.execute(
        select(Deadline.subject_id, Deadline.due_at).where(
            Deadline.kind == DeadlineKind.INSTRUCTION_ANSWER.value,
            Deadline.outcome.is_(None),
            Deadline.subject_id.in_(of),
        )
    )
    return {of[subject_id]: due_at for subject_id, due_at in clocks}
