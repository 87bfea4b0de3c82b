"""Invitations of guests: made by the owner, answered by whoever holds the mailed link (contract A5)."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from api.access.rules import ANYBODY, PERSON, access, member
from api.acting.answering_invitations import accept_as_new_user, accept_as_user
from api.acting.inviting import ask, invitation_by_token, invite, owned_invitation, renew, revoke
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, OriginIn, PartsIn, PersonIn, ReceptionIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.accounts import read_place
from api.reading.members import list_invitations, look_at, show_invitation
from api.schemas.common import Page
from api.schemas.members import (
    InvitationAccepted,
    InvitationDraft,
    InvitationLook,
    InvitationRegistration,
    InvitationToken,
    InvitationView,
)
from models.identifiers import Prefix
from terms.access import INVITATION_LOOKS_PER_ORIGIN, REGISTRATION_PER_ORIGIN
from terms.members import InvitationState
from terms.roles import Permission
from terms.subscription_capabilities import Capability
from workflows.invitation import DeclineAct, InvitationWorkflow

router = APIRouter(route_class=Route, tags=["invitations"])
_OWNER = member(Permission.MEMBERS_CHANGE, in_person=True)
_RENEWING = member(Permission.MEMBERS_CHANGE, in_person=True, needs=Capability.INVITE)
_ENDED = (
    Kind.INVITATION_ACCEPTED,
    Kind.INVITATION_DECLINED,
    Kind.INVITATION_REVOKED,
    Kind.INVITATION_EXPIRED,
)
_ANSWERS = (Kind.INVITATION_UNKNOWN, *_ENDED, Kind.TOO_MANY_REQUESTS)


@router.post("/v1/invitations", status_code=status.HTTP_201_CREATED)
@access(
    member(Permission.MEMBERS_CHANGE, step_up=True, needs=Capability.INVITE),
    Kind.ALREADY_MEMBER,
    Kind.ALREADY_INVITED,
    Kind.TOO_MANY_REQUESTS,
    Kind.PLAN_LIMIT_REACHED,
)
async def create_invitation(
    draft: InvitationDraft, member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> InvitationView:
    """Invites somebody by mail. The answer does not tell whether the address has an account."""
    invitation = await invite(parts, member, draft, making.id(Prefix.INVITATION), now())
    return await show_invitation(session, invitation)


@router.get("/v1/invitations")
@access(_OWNER)
async def read_invitations(
    member: MemberIn, session: SessionIn, state: Annotated[list[InvitationState] | None, Query()] = None
) -> Page[InvitationView]:
    """The business's invitations, newest first; there are few, so it is one page."""
    items = await list_invitations(session, member.business_id, state or ())
    return Page[InvitationView](items=items)


@router.post("/v1/invitations/{invitation_id}/renew")
@access(_RENEWING, *_ENDED, Kind.TOO_MANY_REQUESTS)
async def renew_invitation(
    invitation_id: str, member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> InvitationView:
    """Makes it last its whole time again, from now, and mails it again."""
    await renew(parts, member, invitation_id, making.id(Prefix.ACT), now())
    return await show_invitation(session, await owned_invitation(parts, member, invitation_id))


@router.post("/v1/invitations/{invitation_id}/revoke")
@access(_OWNER, *_ENDED)
async def revoke_invitation(
    invitation_id: str, member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> InvitationView:
    """Takes it back: its link is good for nothing from now on."""
    await revoke(parts, member, invitation_id, making.id(Prefix.ACT))
    return await show_invitation(session, await owned_invitation(parts, member, invitation_id))


@router.post("/v1/invitations/look")
@access(ANYBODY, Kind.INVITATION_UNKNOWN, Kind.TOO_MANY_REQUESTS)
async def look_at_invitation(request: InvitationToken, parts: PartsIn, origin: OriginIn) -> InvitationLook:
    """What the mailed link is about."""
    at = now()
    await parts.throttles.attempt(INVITATION_LOOKS_PER_ORIGIN, "invitation-look", origin.ip, now=at)
    return await look_at(parts, await invitation_by_token(parts, request.token, origin.ip, at))


@router.post("/v1/invitations/accept")
@access(PERSON, Kind.INVITATION_FOR_ANOTHER, Kind.ALREADY_MEMBER, Kind.BUSINESS_LIMITED, *_ANSWERS)
async def accept_invitation(
    request: InvitationToken,
    person: PersonIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
    session: SessionIn,
) -> InvitationAccepted:
    """Accepts as the signed-in user, whose address must be the invited one."""
    answer_id = making.id(Prefix.ACT)
    business_id = await accept_as_user(parts, request.token, person.user_id, answer_id, origin, now())
    return InvitationAccepted(business=await read_place(session, person.user_id, business_id))


@router.post("/v1/invitations/register", status_code=status.HTTP_201_CREATED)
@access(ANYBODY, Kind.ALREADY_REGISTERED, Kind.CONSENT_OUTDATED, Kind.BUSINESS_LIMITED, *_ANSWERS)
async def register_by_invitation(
    request: InvitationRegistration,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
    session: SessionIn,
    reception: ReceptionIn,
) -> InvitationAccepted:
    """Accepts as a new user: the account exists from now on, and this signs in."""
    at = now()
    await parts.throttles.attempt(REGISTRATION_PER_ORIGIN, "registration-origin", origin.ip, now=at)
    answer_id = making.id(Prefix.ACT)
    user_id, business_id = await accept_as_new_user(parts, request, answer_id, origin, at)
    await reception.welcome(user_id)
    return InvitationAccepted(business=await read_place(session, user_id, business_id))


@router.post("/v1/invitations/decline", status_code=status.HTTP_204_NO_CONTENT)
@access(ANYBODY, *_ANSWERS)
async def decline_invitation(
    request: InvitationToken, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> None:
    """Says no; the owner is told."""
    invitation = await invitation_by_token(parts, request.token, origin.ip, now())
    await ask(parts, invitation, InvitationWorkflow.decline, DeclineAct(), making.id(Prefix.ACT))
