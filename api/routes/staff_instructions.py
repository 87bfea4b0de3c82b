"""Instructions as the holder's dpo answers them (contract P1)."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access.rules import access, staff
from api.acting.instructions import Said, act_on_instruction
from api.frame.context import now
from api.frame.inputs import MakingIn, PartsIn, SessionIn, StaffIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.instructions import list_instructions, show_instruction
from api.schemas.common import Page
from api.schemas.instructions import InstructionDoubt, InstructionForStaff, InstructionStatement
from models.identifiers import Prefix
from terms.instructions import InstructionAct, InstructionState
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
InState = Annotated[InstructionState | None, Query(description="Only those that stand so.")]
_READ = staff(Permission.PRIVACY_READ)
_CHANGE = staff(Permission.PRIVACY_CHANGE, step_up=True)


@router.get("/v1/staff/instructions")
@access(_READ)
async def read_all_instructions(
    session: SessionIn, state: InState = None, limit: Limit = 20, after: After = None
) -> Page[InstructionForStaff]:
    """Written instructions of all controllers, newest first."""
    return await list_instructions(session, state, limit, after)


@router.get("/v1/staff/instructions/{instruction_id}")
@access(_READ)
async def read_instruction_as_staff(instruction_id: str, session: SessionIn) -> InstructionForStaff:
    """One of them."""
    return await show_instruction(session, instruction_id)


@router.post("/v1/staff/instructions/{instruction_id}/acknowledge")
@access(
    _CHANGE,
    Kind.INSTRUCTION_WITHDRAWN,
    Kind.INSTRUCTION_CHANGED,
    Kind.INSTRUCTION_SUSPENDED,
    Kind.INSTRUCTION_FOLLOWED,
    Kind.DISCLOSURE_SAFEGUARDS_MISSING,
)
async def acknowledge_instruction(
    instruction_id: str,
    statement: InstructionStatement,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> InstructionForStaff:
    """Says how a version is followed: it is in force. The controller is mailed that."""
    said = Said(InstructionAct.ACKNOWLEDGE, statement.version, statement.words)
    await act_on_instruction(parts, caller, instruction_id, said, making.id(Prefix.INSTRUCTION_ENTRY), now())
    return await show_instruction(session, instruction_id)


@router.post("/v1/staff/instructions/{instruction_id}/doubt")
@access(_CHANGE, Kind.INSTRUCTION_WITHDRAWN, Kind.INSTRUCTION_CHANGED, Kind.INSTRUCTION_SUSPENDED)
async def doubt_instruction(
    instruction_id: str,
    doubt: InstructionDoubt,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> InstructionForStaff:
    """Says that a version seems to infringe the law: it is suspended, and the controller told at once."""
    said = Said(InstructionAct.DOUBT, doubt.version, doubt.words, ground=doubt.ground)
    await act_on_instruction(parts, caller, instruction_id, said, making.id(Prefix.INSTRUCTION_ENTRY), now())
    return await show_instruction(session, instruction_id)


@router.post("/v1/staff/instructions/{instruction_id}/dispel")
@access(_CHANGE, Kind.INSTRUCTION_WITHDRAWN, Kind.INSTRUCTION_CHANGED, Kind.INSTRUCTION_NOT_SUSPENDED)
async def dispel_doubt(
    instruction_id: str,
    statement: InstructionStatement,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> InstructionForStaff:
    """Takes the doubt back, with the reason."""
    said = Said(InstructionAct.DISPEL, statement.version, statement.words)
    await act_on_instruction(parts, caller, instruction_id, said, making.id(Prefix.INSTRUCTION_ENTRY), now())
    return await show_instruction(session, instruction_id)
