"""Invitations to the holder's staff: made by security, accepted by whoever holds the mailed link (M2, P5)."""

from fastapi import APIRouter, status
from sqlalchemy import select

from api.access.rules import ANYBODY, SETTING_UP, SETTING_UP_STEPPED_UP, access, staff
from api.acting.staff_inviting import ask_to_join, confirm_invitation, end_invitation
from api.acting.staff_joining import (
    accept_commitments,
    find_invitation,
    is_registered,
    join_as_new_user,
    join_as_user,
)
from api.frame.context import now
from api.frame.inputs import MakingIn, OriginIn, PartsIn, PersonIn, ReceptionIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.staff import invitation_state, show_invitations
from api.schemas.common import Page
from api.schemas.staff import (
    CommitmentsAcceptance,
    ReasonGiven,
    StaffAcceptance,
    StaffInvitationDraft,
    StaffInvitationLook,
    StaffInvitationToken,
    StaffInvitationView,
    StaffJoined,
    StaffRegistration,
)
from models import StaffInvitation
from models.database import enter
from models.identifiers import Prefix
from models.scope import Scope
from terms.access import REGISTRATION_PER_ORIGIN, VERIFICATION_PER_ORIGIN
from terms.roles import Permission, StaffRole
from terms.staff import StaffInvitationState

router = APIRouter(route_class=Route, tags=["staff"])
_LOOK = staff(Permission.STAFF_READ)
_CHANGE = staff(Permission.STAFF_CHANGE, step_up=True)
_ACCEPTING = (
    Kind.STAFF_INVITATION_UNKNOWN,
    Kind.STAFF_INVITATION_ENDED,
    Kind.CONSENT_OUTDATED,
    Kind.TOO_MANY_REQUESTS,
)


@router.post("/v1/staff/invitations", status_code=status.HTTP_201_CREATED)
@access(_CHANGE, Kind.SHARED_MAILBOX, Kind.ROLES_INCOMPATIBLE, Kind.ALREADY_STAFF, Kind.STAFF_ALREADY_INVITED)
async def create_staff_invitation(
    draft: StaffInvitationDraft, caller: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> StaffInvitationView:
    """Asks a named person to join. A powerful role waits for a second person; else the mail goes out."""
    invitation_id = making.id(Prefix.STAFF_INVITATION)
    await ask_to_join(parts, caller, draft, invitation_id, now())
    return await _shown(session, invitation_id)


@router.get("/v1/staff/invitations")
@access(_LOOK)
async def list_staff_invitations(session: SessionIn) -> Page[StaffInvitationView]:
    """All invitations, newest first; there are few, so it is one page."""
    rows = (await session.scalars(select(StaffInvitation).order_by(StaffInvitation.id.desc()))).all()
    return Page[StaffInvitationView](items=await show_invitations(session, rows, now()))


@router.post("/v1/staff/invitations/look")
@access(ANYBODY, Kind.STAFF_INVITATION_UNKNOWN, Kind.TOO_MANY_REQUESTS)
async def look_at_staff_invitation(
    request: StaffInvitationToken, parts: PartsIn, origin: OriginIn
) -> StaffInvitationLook:
    """What the mailed link is about."""
    at = now()
    await parts.throttles.attempt(VERIFICATION_PER_ORIGIN, "staff-invitation", origin.ip, now=at)
    row = await find_invitation(parts, request.token, origin.ip, at)
    return StaffInvitationLook(
        name=row.name,
        email=row.email,
        language=row.language,
        roles=[StaffRole(role) for role in row.roles],
        until=row.last_day,
        state=invitation_state(row, at),
        expires_at=row.expires_at,
        registered=await is_registered(parts, row.email),
    )


@router.post("/v1/staff/invitations/register", status_code=status.HTTP_201_CREATED)
@access(ANYBODY, Kind.ALREADY_REGISTERED, *_ACCEPTING)
async def register_staff(
    request: StaffRegistration,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
    origin: OriginIn,
    reception: ReceptionIn,
) -> StaffJoined:
    """Accepts as a new user, with a password of one's own. Signs in; what comes next is a second factor."""
    at = now()
    await parts.throttles.attempt(REGISTRATION_PER_ORIGIN, "registration-origin", origin.ip, now=at)
    user_id = making.id(Prefix.USER)
    row = await join_as_new_user(parts, request, user_id, origin, at)
    await enter(session, Scope.of_person(user_id))
    await reception.welcome(user_id)
    return _joined(row)


@router.post("/v1/staff/invitations/accept")
@access(SETTING_UP_STEPPED_UP, Kind.STAFF_INVITATION_FOR_ANOTHER, *_ACCEPTING)
async def accept_staff_invitation(
    request: StaffAcceptance, person: PersonIn, parts: PartsIn, origin: OriginIn
) -> StaffJoined:
    """Accepts as the signed-in user, whose address must be the invited one."""
    return _joined(
        await join_as_user(parts, person.user_id, request.token, request.commitments, origin, now())
    )


@router.post("/v1/staff/invitations/{staff_invitation_id}/confirm")
@access(_CHANGE, Kind.SECOND_PERSON_REQUIRED, Kind.STAFF_INVITATION_ENDED)
async def confirm_staff_invitation(
    staff_invitation_id: str,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
) -> StaffInvitationView:
    """The second person agrees; the invited is mailed."""
    await confirm_invitation(parts, caller, staff_invitation_id, now())
    return await _shown(session, staff_invitation_id)


@router.post("/v1/staff/invitations/{staff_invitation_id}/refuse")
@access(_CHANGE, Kind.STAFF_INVITATION_ENDED)
async def refuse_staff_invitation(
    staff_invitation_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> StaffInvitationView:
    """Nobody is let in."""
    state = StaffInvitationState.REFUSED
    await end_invitation(parts, caller, staff_invitation_id, state, given.reason, now())
    return await _shown(session, staff_invitation_id)


@router.post("/v1/staff/invitations/{staff_invitation_id}/withdraw")
@access(_CHANGE, Kind.STAFF_INVITATION_ENDED)
async def withdraw_staff_invitation(
    staff_invitation_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> StaffInvitationView:
    """Takes it back: its link is good for nothing from now on."""
    state = StaffInvitationState.WITHDRAWN
    await end_invitation(parts, caller, staff_invitation_id, state, given.reason, now())
    return await _shown(session, staff_invitation_id)


@router.post("/v1/staff/commitments", status_code=status.HTTP_204_NO_CONTENT)
@access(SETTING_UP, Kind.CONSENT_OUTDATED)
async def accept_staff_commitments(
    given: CommitmentsAcceptance, person: PersonIn, parts: PartsIn, session: SessionIn, origin: OriginIn
) -> None:
    """Accepts a newer version of the commitments; until then no staff route does anything."""
    await accept_commitments(parts, session, person.user_id, given.commitments, origin, now())


async def _shown(session: SessionIn, invitation_id: str) -> StaffInvitationView:
    row = await session.get_one(StaffInvitation, invitation_id)
    return (await show_invitations(session, [row], now()))[0]


def _joined(row: StaffInvitation) -> StaffJoined:
    return StaffJoined(email=row.email, roles=[StaffRole(role) for role in row.roles])
