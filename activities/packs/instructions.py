"""What a pack of evidence tells of instructions and disclosures (contract P1, P3)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.disclosure_register import disclosures_told, duties_told
from models import Base, Disclosure, DisclosureDuty, Instruction, InstructionEntry

_INSTRUCTION = ("id", "kind", "state", "version", "given_by", "given_at", "state_at")
_ENTRY = (
    "id", "act", "version", "subject", "words", "ground", "terms", "sha256", "at", "counted_at", "told_at",
)  # fmt: skip
_DUTY = (
    "id", "kind", "recipient", "country", "ground", "data", "words", "registered_at", "told_at",
    "contacted_at",
)  # fmt: skip
_DISCLOSURE = (
    "id", "instruction_id", "version", "duty_id", "recipient", "data", "envelopes", "words", "made_at",
    "recorded_at", "told_at",
)  # fmt: skip


async def instructions_told(session: AsyncSession, business_id: str) -> list[Mapping[str, Any]]:
    """Every instruction with all that was said about it, in its order."""
    entries: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in await session.scalars(
        select(InstructionEntry)
        .where(InstructionEntry.business_id == business_id, InstructionEntry.sequence.is_not(None))
        .order_by(InstructionEntry.sequence)
    ):
        entries[entry.instruction_id].append(_told(entry, _ENTRY))
    rows = await session.scalars(
        select(Instruction)
        .where(Instruction.business_id == business_id, Instruction.version > 0)
        .order_by(Instruction.id)
    )
    return [{**_told(row, _INSTRUCTION), "entries": entries[row.id]} for row in rows]


async def disclosures_made(session: AsyncSession, business_id: str) -> Mapping[str, Any]:
    """Legal duties and disclosures, but for those of which the law forbids telling."""
    duties = await session.scalars(
        select(DisclosureDuty).where(duties_told(business_id)).order_by(DisclosureDuty.id)
    )
    made = await session.scalars(
        select(Disclosure).where(disclosures_told(business_id)).order_by(Disclosure.id)
    )
    return {
        "duties": [_told(row, _DUTY) for row in duties],
        "disclosures": [_told(row, _DISCLOSURE) for row in made],
    }


def _told(row: Base, names: Sequence[str]) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in names}
