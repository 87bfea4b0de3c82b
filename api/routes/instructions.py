"""Instructions of a controller, for its owner (contract P1, P3)."""

from fastapi import APIRouter, status

from api.access.rules import access, member
from api.acting.instructions import Said, act_on_instruction, amend_instruction, give_instruction, said_by
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.instructions import base_instruction, list_own_instructions, show_own_instruction
from api.schemas.common import Page
from api.schemas.instructions import (
    BaseInstruction,
    InstructionAmendment,
    InstructionDraft,
    InstructionStatement,
    InstructionView,
)
from models.identifiers import Prefix
from terms.instructions import InstructionAct
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
_OWNER = member(Permission.DATA_PROTECTION_CHANGE, in_person=True)


@router.get("/v1/base-instruction")
@access(_OWNER)
async def read_base_instruction(member: MemberIn, session: SessionIn) -> BaseInstruction:
    """Version 1 of what the business instructs: the processor contract it accepted, and its settings."""
    return await base_instruction(session, member.business_id)


@router.get("/v1/instructions")
@access(_OWNER)
async def read_instructions(
    member: MemberIn, session: SessionIn, limit: Limit = 20, after: After = None
) -> Page[InstructionView]:
    """Written instructions of the business, newest first, with all their versions."""
    return await list_own_instructions(session, member.business_id, limit, after)


@router.post("/v1/instructions", status_code=status.HTTP_201_CREATED)
@access(_OWNER)
async def give_an_instruction(
    draft: InstructionDraft, member: MemberIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> InstructionView:
    """Gives a written instruction; the holder says within 7 working days how it follows it, or doubts it."""
    instruction_id = making.id(Prefix.INSTRUCTION)
    entry_id = making.id(Prefix.INSTRUCTION_ENTRY)
    await give_instruction(parts, member, draft, instruction_id, entry_id, now())
    return await show_own_instruction(session, member.business_id, instruction_id)


@router.get("/v1/instructions/{instruction_id}")
@access(_OWNER)
async def read_instruction(instruction_id: str, member: MemberIn, session: SessionIn) -> InstructionView:
    """One of them."""
    return await show_own_instruction(session, member.business_id, instruction_id)


@router.post("/v1/instructions/{instruction_id}/amend")
@access(_OWNER, Kind.INSTRUCTION_WITHDRAWN, Kind.INSTRUCTION_CHANGED)
async def amend_an_instruction(
    instruction_id: str,
    draft: InstructionAmendment,
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> InstructionView:
    """Replaces it by a new version; the one before is not followed any more."""
    said = said_by(InstructionAct.AMEND, draft, draft.version)
    entry_id = making.id(Prefix.INSTRUCTION_ENTRY)
    await amend_instruction(parts, member, instruction_id, said, draft, entry_id, now())
    return await show_own_instruction(session, member.business_id, instruction_id)


@router.post("/v1/instructions/{instruction_id}/confirm")
@access(_OWNER, Kind.INSTRUCTION_WITHDRAWN, Kind.INSTRUCTION_CHANGED, Kind.INSTRUCTION_NOT_SUSPENDED)
async def confirm_an_instruction(
    instruction_id: str,
    statement: InstructionStatement,
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> InstructionView:
    """Stands by an instruction whose legality the holder doubts."""
    said = Said(InstructionAct.CONFIRM, statement.version, statement.words)
    await act_on_instruction(parts, member, instruction_id, said, making.id(Prefix.INSTRUCTION_ENTRY), now())
    return await show_own_instruction(session, member.business_id, instruction_id)


@router.post("/v1/instructions/{instruction_id}/withdraw")
@access(_OWNER, Kind.INSTRUCTION_WITHDRAWN, Kind.INSTRUCTION_CHANGED)
async def withdraw_an_instruction(
    instruction_id: str,
    statement: InstructionStatement,
    member: MemberIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> InstructionView:
    """Withdraws it, be it an authorisation to disclose, for good: it is not followed any more."""
    said = Said(InstructionAct.WITHDRAW, statement.version, statement.words)
    await act_on_instruction(parts, member, instruction_id, said, making.id(Prefix.INSTRUCTION_ENTRY), now())
    return await show_own_instruction(session, member.business_id, instruction_id)
