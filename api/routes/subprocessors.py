"""The public register of sub-processors, its changes, and controllers' objections (contract P4)."""

from fastapi import APIRouter, Response, status

from api.access.rules import OPEN, access, member, staff
from api.acting.subprocessors import announce, end, object_to, take_objection_back
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.subprocessors import register, show_subprocessor, show_to_business, show_to_staff
from api.schemas.staff import ReasonGiven
from api.schemas.subprocessors import (
    ObjectionDraft,
    SubprocessorDraft,
    SubprocessorForBusiness,
    SubprocessorForStaff,
    SubprocessorList,
    SubprocessorsForStaff,
    SubprocessorsOfBusiness,
)
from models import Subprocessor
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
_OWNER = member(Permission.DATA_PROTECTION_CHANGE, in_person=True)
_CHANGE = staff(Permission.PRIVACY_CHANGE, step_up=True)


@router.get("/v1/subprocessors")
@access(OPEN)
async def read_subprocessors(session: SessionIn, response: Response) -> SubprocessorList:
    """The register: those at work, those announced with their dates, and those that were."""
    response.headers["Cache-Control"] = "public, max-age=60"
    return SubprocessorList(items=[show_subprocessor(row) for row in await register(session)])


@router.get("/v1/businesses/current/subprocessors")
@access(_OWNER)
async def read_own_subprocessors(member: MemberIn, session: SessionIn) -> SubprocessorsOfBusiness:
    """The register as it concerns the business: until when it may object, and who works for it."""
    rows = await register(session)
    return SubprocessorsOfBusiness(items=await show_to_business(session, rows, member.business_id, now()))


@router.put("/v1/businesses/current/subprocessors/{subprocessor_id}/objection")
@access(_OWNER, Kind.OBJECTION_TOO_LATE)
async def object_to_subprocessor(
    subprocessor_id: str, draft: ObjectionDraft, member: MemberIn, session: SessionIn
) -> SubprocessorForBusiness:
    """Objects in time: the sub-processor never gets the business's data."""
    await object_to(session, member, subprocessor_id, draft.reason, now())
    return await _own(session, member, subprocessor_id)


@router.delete("/v1/businesses/current/subprocessors/{subprocessor_id}/objection")
@access(_OWNER)
async def withdraw_objection(
    subprocessor_id: str, member: MemberIn, session: SessionIn
) -> SubprocessorForBusiness:
    """Agrees after all."""
    await take_objection_back(session, member, subprocessor_id, now())
    return await _own(session, member, subprocessor_id)


@router.get("/v1/staff/subprocessors")
@access(staff(Permission.PRIVACY_READ))
async def read_subprocessors_as_staff(session: SessionIn) -> SubprocessorsForStaff:
    """The register with how many controllers were told, and who objected and why."""
    return SubprocessorsForStaff(items=await show_to_staff(session, await register(session)))


@router.post("/v1/staff/subprocessors", status_code=status.HTTP_201_CREATED)
@access(_CHANGE)
async def announce_subprocessor(
    draft: SubprocessorDraft, caller: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> SubprocessorForStaff:
    """Announces a sub-processor to every controller; it works 30 days later, for those who did not object."""
    subprocessor_id = making.id(Prefix.SUBPROCESSOR)
    await announce(parts, caller, draft, subprocessor_id, now())
    return await _for_staff(session, subprocessor_id)


@router.post("/v1/staff/subprocessors/{subprocessor_id}/withdraw")
@access(_CHANGE, Kind.SUBPROCESSOR_NOT_UNDER_WAY)
async def withdraw_subprocessor(
    subprocessor_id: str,
    given: ReasonGiven,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> SubprocessorForStaff:
    """Gives an announced change up; every controller that was told of it is told that too."""
    await end(parts, caller, subprocessor_id, given.reason, making.id(Prefix.ACT), give_up=True)
    return await _for_staff(session, subprocessor_id)


@router.post("/v1/staff/subprocessors/{subprocessor_id}/end")
@access(_CHANGE, Kind.SUBPROCESSOR_NOT_CURRENT)
async def end_subprocessor(
    subprocessor_id: str,
    given: ReasonGiven,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> SubprocessorForStaff:
    """A current sub-processor works for nobody any more; it stays in the register as one that did."""
    await end(parts, caller, subprocessor_id, given.reason, making.id(Prefix.ACT), give_up=False)
    return await _for_staff(session, subprocessor_id)


async def _own(session: SessionIn, member: MemberIn, subprocessor_id: str) -> SubprocessorForBusiness:
    row = await session.get_one(Subprocessor, subprocessor_id)
    (shown,) = await show_to_business(session, [row], member.business_id, now())
    return shown


async def _for_staff(session: SessionIn, subprocessor_id: str) -> SubprocessorForStaff:
    row = await session.get_one(Subprocessor, subprocessor_id, populate_existing=True)
    (shown,) = await show_to_staff(session, [row])
    return shown
