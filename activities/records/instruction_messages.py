"""What `InstructionRecords` is told and answers. Ids, instants and small enums only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from terms.instructions import InstructionAct, InstructionCourse, InstructionRefusal


@dataclass(frozen=True)
class InstructionRecord:
    """An act that counts, and how the instruction stands by it."""

    instruction_id: str
    business_id: str
    entry_id: str
    act: InstructionAct
    course: InstructionCourse
    at: datetime
    answered: str | None
    """The act whose answer was owed until then."""


@dataclass(frozen=True)
class RefusedAct:
    """An act that the instruction does not allow as it stands."""

    entry_id: str
    refusal: InstructionRefusal


@dataclass(frozen=True)
class InstructionReaders:
    """Who is told of an instruction."""

    owner_id: str | None
    """Absent once the controller's data is blocked or gone."""
    dpo_ids: Sequence[str]
