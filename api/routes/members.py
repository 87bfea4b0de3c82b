"""Members of a business, and the businesses of a user (contract A4, A5)."""

from fastapi import APIRouter, status

from api.access.rules import PERSON, access, member
from api.access.scopes import scope_of
from api.acting.credential_reports import report_member_device
from api.acting.departing import end_membership
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, OriginIn, PartsIn, PersonIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.accounts import read_places
from api.reading.members import find_member, list_members
from api.schemas.accounts import BusinessPlace
from api.schemas.common import Page
from api.schemas.members import BusinessChoice, MemberView
from api.schemas.messaging import DeviceReport
from models import Departure, Membership, User
from models.identifiers import Prefix
from terms.access import CREDENTIAL_REPORT_PER_ADDRESS
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["members"])


@router.get("/v1/members")
@access(member(Permission.MEMBERS_READ, in_person=True))
async def read_members(member: MemberIn, session: SessionIn) -> Page[MemberView]:
    """Everybody who belongs to the business, the owner first; there are few, so it is one page."""
    return Page[MemberView](items=await list_members(session, member.business_id))


@router.delete("/v1/members/{user_id}", status_code=status.HTTP_204_NO_CONTENT)
@access(member(Permission.MEMBERS_CHANGE, step_up=True), Kind.OWNER_CANNOT_LEAVE)
async def withdraw_access(user_id: str, member: MemberIn, parts: PartsIn, making: MakingIn) -> None:
    """Ends a guest's access at once, with the keys they made; a mail tells them."""
    departure = Departure(
        id=making.id(Prefix.DEPARTURE),
        business_id=member.business_id,
        user_id=user_id,
        ended_by=member.user_id,
        at=now(),
    )
    await end_membership(parts, scope_of(member), departure)


@router.post("/v1/members/{user_id}/stolen-device", status_code=status.HTTP_204_NO_CONTENT)
@access(
    member(Permission.MEMBERS_CHANGE, step_up=True),
    Kind.NOT_FOUND,
    Kind.TOO_MANY_REQUESTS,
)
async def report_members_device(
    user_id: str,
    request: DeviceReport,
    member: MemberIn,
    session: SessionIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
) -> None:
    """A member's device is stolen (contract W3): when this answers, no session, key or link of theirs works
    for the business.

    They come back once they have chosen another password and signed in with it, and can end what they have
    elsewhere; the owner is told what became of it.
    """
    at = now()
    person = await find_member(session, member.business_id, user_id)
    await parts.throttles.attempt(CREDENTIAL_REPORT_PER_ADDRESS, "member-stolen-device", person.email, now=at)
    await report_member_device(
        parts,
        making.id(Prefix.CREDENTIAL_REPORT),
        person.email,
        member,
        request.words,
        origin,
        at,
    )


@router.get("/v1/me/businesses")
@access(PERSON)
async def read_own_businesses(person: PersonIn, session: SessionIn) -> Page[BusinessPlace]:
    """The businesses one belongs to, oldest first."""
    return Page[BusinessPlace](items=await read_places(session, person.user_id))


@router.put("/v1/me/businesses/current")
@access(PERSON, Kind.NOT_FOUND)
async def choose_business(
    choice: BusinessChoice, person: PersonIn, session: SessionIn
) -> Page[BusinessPlace]:
    """Remembers for which business one acts wherever a request names no other."""
    place = await session.get(Membership, (choice.business_id, person.user_id))
    if place is None or place.revoked_at is not None:
        raise Problem(Kind.NOT_FOUND)
    user = await session.get_one(User, person.user_id)
    user.current_business_id = choice.business_id
    await session.flush()
    return Page[BusinessPlace](items=await read_places(session, person.user_id))


@router.delete("/v1/me/businesses/{business_id}", status_code=status.HTTP_204_NO_CONTENT)
@access(PERSON, Kind.NOT_FOUND, Kind.OWNER_CANNOT_LEAVE)
async def leave_business(business_id: str, person: PersonIn, parts: PartsIn, making: MakingIn) -> None:
    """Leaves a business; its owner is told."""
    departure = Departure(
        id=making.id(Prefix.DEPARTURE),
        business_id=business_id,
        user_id=person.user_id,
        ended_by=person.user_id,
        at=now(),
    )
    await end_membership(parts, scope_of(person), departure)
