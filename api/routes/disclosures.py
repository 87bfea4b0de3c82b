"""Legal duties to disclose, and what was handed over: for owner and dpo (contract P3)."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from api.access.rules import access, member, staff
from api.acting.disclosures import (
    approve_silence,
    lift_silence,
    note_contact,
    record_disclosure,
    register_duty,
)
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn, StaffIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.disclosures import list_disclosures, list_duties, show_disclosure, show_duty
from api.schemas.common import Page
from api.schemas.disclosures import (
    DisclosureDraft,
    DisclosureForStaff,
    DisclosureView,
    DutyContact,
    DutyDraft,
    DutyForStaff,
    DutyView,
)
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
OfBusiness = Annotated[str | None, Query(max_length=40, description="Only those of this business.")]
_OWNER = member(Permission.DATA_PROTECTION_CHANGE, in_person=True)
_READ = staff(Permission.PRIVACY_READ)
_CHANGE = staff(Permission.PRIVACY_CHANGE, step_up=True)


@router.get("/v1/disclosures")
@access(_OWNER)
async def read_disclosures(
    member: MemberIn, session: SessionIn, limit: Limit = 20, after: After = None
) -> Page[DisclosureView]:
    """Data of the business that was handed over, newest first."""
    return await list_disclosures(session, DisclosureView, member.business_id, limit, after)


@router.get("/v1/disclosure-duties")
@access(_OWNER)
async def read_disclosure_duties(
    member: MemberIn, session: SessionIn, limit: Limit = 20, after: After = None
) -> Page[DutyView]:
    """What the law obliges the holder to hand over of the business, newest first."""
    return await list_duties(session, DutyView, member.business_id, limit, after)


@router.get("/v1/staff/disclosures")
@access(_READ)
async def read_all_disclosures(
    session: SessionIn, business_id: OfBusiness = None, limit: Limit = 20, after: After = None
) -> Page[DisclosureForStaff]:
    """What was handed over of all controllers, newest first."""
    return await list_disclosures(session, DisclosureForStaff, business_id, limit, after)


@router.post("/v1/staff/disclosures", status_code=status.HTTP_201_CREATED)
@access(
    _CHANGE,
    Kind.DISCLOSURE_NOT_AUTHORISED,
    Kind.DISCLOSURE_OTHER_ENTITY,
    Kind.DISCLOSURE_MORE_DATA,
    Kind.DISCLOSURE_OTHER_ENVELOPES,
    Kind.DISCLOSURE_SAFEGUARDS_MISSING,
    Kind.DISCLOSURE_UNTOLD,
)
async def record_a_disclosure(
    draft: DisclosureDraft, caller: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> DisclosureForStaff:
    """Records what was handed over: only as an instruction in force covers it, or by a duty told before."""
    disclosure_id = making.id(Prefix.DISCLOSURE)
    await record_disclosure(parts, caller, draft, disclosure_id, now())
    return await show_disclosure(session, disclosure_id)


@router.get("/v1/staff/disclosure-duties")
@access(_READ)
async def read_all_disclosure_duties(
    session: SessionIn, business_id: OfBusiness = None, limit: Limit = 20, after: After = None
) -> Page[DutyForStaff]:
    """Legal duties towards all controllers, newest first."""
    return await list_duties(session, DutyForStaff, business_id, limit, after)


@router.post("/v1/staff/disclosure-duties", status_code=status.HTTP_201_CREATED)
@access(_CHANGE)
async def register_disclosure_duty(
    draft: DutyDraft, caller: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> DutyForStaff:
    """Enters what the law obliges to; the controller is mailed at once, unless the law forbids it."""
    duty_id = making.id(Prefix.DISCLOSURE_DUTY)
    await register_duty(parts, caller, draft, duty_id, now())
    return await show_duty(session, duty_id)


@router.post("/v1/staff/disclosure-duties/{duty_id}/approve-silence")
@access(_CHANGE, Kind.DISCLOSURE_SILENCE, Kind.SECOND_PERSON_REQUIRED)
async def approve_duty_silence(duty_id: str, caller: StaffIn, session: SessionIn) -> DutyForStaff:
    """A second person agrees that the law forbids telling the controller."""
    await approve_silence(session, caller, duty_id, now())
    return await show_duty(session, duty_id)


@router.post("/v1/staff/disclosure-duties/{duty_id}/lift-silence")
@access(_CHANGE, Kind.DISCLOSURE_SILENCE)
async def lift_duty_silence(
    duty_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> DutyForStaff:
    """The law no longer forbids it: the controller is told, and sees the duty and what was handed over."""
    await lift_silence(parts, caller, duty_id, now())
    return await show_duty(session, duty_id)


@router.post("/v1/staff/disclosure-duties/{duty_id}/contact")
@access(_CHANGE)
async def note_duty_contact(
    duty_id: str, draft: DutyContact, caller: StaffIn, session: SessionIn
) -> DutyForStaff:
    """Notes that the controller was told another way, its address refusing mail."""
    await note_contact(session, caller, duty_id, draft, now())
    return await show_duty(session, duty_id)
