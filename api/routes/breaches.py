"""Breaches of the security of personal data, for staff and the controllers concerned (contract P8)."""

from fastapi import APIRouter, BackgroundTasks, status

from api.access.rules import access, member, staff
from api.acting.breaches import (
    approve_unlikely,
    ask_to_close,
    assess,
    note_filing,
    order_notices,
    propose_unlikely,
    put_in_charge,
    register,
    wake,
)
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.breaches import breaches_of_business, list_breaches, show_breach
from api.schemas.breaches import (
    AssessmentDraft,
    AuthorityFiling,
    BreachCharge,
    BreachDetail,
    BreachDraft,
    BreachesOfBusiness,
    BreachList,
    NoticeOrder,
    UnlikelyRisk,
)
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
_CHANGE = staff(Permission.INCIDENTS_CHANGE)
_DECIDE = staff(Permission.INCIDENTS_CHANGE, step_up=True)


@router.get("/v1/breaches")
@access(member(Permission.DATA_PROTECTION_CHANGE, in_person=True))
async def read_own_breaches(member: MemberIn, session: SessionIn) -> BreachesOfBusiness:
    """Breaches that concerned the business, each with what it was told, version by version."""
    return BreachesOfBusiness(items=await breaches_of_business(session, member.business_id))


@router.get("/v1/staff/breaches")
@access(staff(Permission.INCIDENTS_READ))
async def read_breaches(session: SessionIn) -> BreachList:
    """The register of breaches."""
    return BreachList(items=await list_breaches(session))


@router.post("/v1/staff/breaches", status_code=status.HTTP_201_CREATED)
@access(_CHANGE, Kind.BREACH_REGISTERED)
async def register_breach(
    draft: BreachDraft, caller: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> BreachDetail:
    """Registers an incident as a breach: 48 and 72 hours run from its awareness."""
    breach_id = making.id(Prefix.BREACH)
    await register(parts, caller, draft, breach_id, now())
    return await show_breach(session, breach_id)


@router.get("/v1/staff/breaches/{breach_id}")
@access(staff(Permission.INCIDENTS_READ))
async def read_breach(breach_id: str, session: SessionIn) -> BreachDetail:
    """A breach with its assessments, and who was told what."""
    return await show_breach(session, breach_id)


@router.put("/v1/staff/breaches/{breach_id}/charge")
@access(_CHANGE, Kind.BREACH_ENDED)
async def charge_others(
    breach_id: str,
    charge: BreachCharge,
    parts: PartsIn,
    session: SessionIn,
    afterwards: BackgroundTasks,
) -> BreachDetail:
    """Puts others in charge: they get the warnings from now on, and those whose time has come already."""
    await put_in_charge(session, breach_id, charge, now())
    afterwards.add_task(wake, parts, breach_id)
    return await show_breach(session, breach_id)


@router.post("/v1/staff/breaches/{breach_id}/assessments", status_code=status.HTTP_201_CREATED)
@access(_CHANGE, Kind.BREACH_ENDED)
async def assess_breach(
    breach_id: str,
    draft: AssessmentDraft,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    afterwards: BackgroundTasks,
) -> BreachDetail:
    """Adds a version of what is known. At the deadline the newest goes out by itself."""
    await assess(session, caller, breach_id, draft, now())
    afterwards.add_task(wake, parts, breach_id)
    return await show_breach(session, breach_id)


@router.post("/v1/staff/breaches/{breach_id}/notify")
@access(_DECIDE, Kind.BREACH_ENDED)
async def notify_controllers(
    breach_id: str,
    order: NoticeOrder,
    parts: PartsIn,
    session: SessionIn,
    afterwards: BackgroundTasks,
) -> BreachDetail:
    """Tells the controllers of an assessment now; further ones follow in stages."""
    await order_notices(session, breach_id, order.assessment)
    afterwards.add_task(wake, parts, breach_id)
    return await show_breach(session, breach_id)


@router.post("/v1/staff/breaches/{breach_id}/unlikely")
@access(_DECIDE, Kind.BREACH_ENDED, Kind.CONTROLLERS_TOLD)
async def say_unlikely(
    breach_id: str, risk: UnlikelyRisk, caller: StaffIn, session: SessionIn
) -> BreachDetail:
    """Says why a risk to people is unlikely. The clocks run on until another person agrees."""
    await propose_unlikely(session, caller, breach_id, risk.reason, now())
    return await show_breach(session, breach_id)


@router.post("/v1/staff/breaches/{breach_id}/unlikely/approve")
@access(
    _DECIDE,
    Kind.BREACH_ENDED,
    Kind.CONTROLLERS_TOLD,
    Kind.DECISION_NOT_AWAITING,
    Kind.SECOND_PERSON_REQUIRED,
)
async def agree_unlikely(
    breach_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn, afterwards: BackgroundTasks
) -> BreachDetail:
    """The second person agrees: the breach closes without notice, with reason and both names."""
    await approve_unlikely(session, caller, breach_id, now())
    afterwards.add_task(wake, parts, breach_id)
    return await show_breach(session, breach_id)


@router.post("/v1/staff/breaches/{breach_id}/authority-filing")
@access(_CHANGE, Kind.BREACH_ENDED)
async def file_breach(
    breach_id: str,
    filing: AuthorityFiling,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    afterwards: BackgroundTasks,
) -> BreachDetail:
    """The authority was notified, under this reference; its 72 hours end."""
    await note_filing(session, caller, breach_id, filing.reference, now())
    afterwards.add_task(wake, parts, breach_id)
    return await show_breach(session, breach_id)


@router.post("/v1/staff/breaches/{breach_id}/close")
@access(_CHANGE, Kind.BREACH_ENDED)
async def close_breach(
    breach_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn, afterwards: BackgroundTasks
) -> BreachDetail:
    """Asks to close it: that happens once controllers know the newest assessment and the authority knows."""
    await ask_to_close(session, caller, breach_id, now())
    afterwards.add_task(wake, parts, breach_id)
    return await show_breach(session, breach_id)
