"""The transfer of a business: offered by its owner, agreed to by another member (contract A2, A4)."""

from fastapi import APIRouter, status

from api.access.rules import PERSON, PERSON_STEPPED_UP, access, member
from api.acting.ownership import agree, decline, offer, offered_to, withdraw
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, OriginIn, PartsIn, PersonIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.ownership import offers_of, open_offers_to, show_offer, show_transfer
from api.schemas.common import Page
from api.schemas.ownership import OwnershipAcceptance, TransferDraft, TransferView
from models import OwnershipTransfer
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["ownership"])
_ENDED = (
    Kind.TRANSFER_ACCEPTED,
    Kind.TRANSFER_DECLINED,
    Kind.TRANSFER_WITHDRAWN,
    Kind.TRANSFER_EXPIRED,
)


@router.post("/v1/ownership-transfers", status_code=status.HTTP_201_CREATED)
@access(member(Permission.OWNERSHIP_TRANSFER, step_up=True), Kind.ALREADY_OWNER, Kind.TRANSFER_UNDER_WAY)
async def offer_ownership(
    draft: TransferDraft,
    member: MemberIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
    session: SessionIn,
) -> TransferView:
    """Offers the business to one of its guests, for 7 days; nothing changes unless they agree."""
    transfer_id = making.id(Prefix.OWNERSHIP_TRANSFER)
    made = await offer(parts, member, draft.user_id, transfer_id, origin, now())
    return await show_transfer(session, made)


@router.get("/v1/ownership-transfers")
@access(member(Permission.OWNERSHIP_TRANSFER))
async def read_offers(member: MemberIn, session: SessionIn) -> Page[TransferView]:
    """The offers of the business, newest first; there are few, so it is one page."""
    return Page[TransferView](items=await offers_of(session, member.business_id))


@router.post("/v1/ownership-transfers/{transfer_id}/withdraw")
@access(member(Permission.OWNERSHIP_TRANSFER), *_ENDED)
async def withdraw_offer(
    transfer_id: str, member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> TransferView:
    """Takes the offer back."""
    await withdraw(parts, member, transfer_id, making.id(Prefix.ACT))
    return await show_transfer(session, await session.get_one(OwnershipTransfer, transfer_id))


@router.get("/v1/me/ownership-offers")
@access(PERSON)
async def read_own_offers(person: PersonIn, session: SessionIn) -> Page[TransferView]:
    """Open offers of businesses to the user."""
    return Page[TransferView](items=await open_offers_to(session, person.user_id))


@router.post("/v1/me/ownership-offers/{transfer_id}/accept")
@access(
    PERSON_STEPPED_UP,
    Kind.NOT_FOUND,
    Kind.CONSENT_OUTDATED,
    Kind.NOT_A_MEMBER,
    Kind.BUSINESS_LIMITED,
    *_ENDED,
)
async def accept_ownership(
    transfer_id: str,
    acceptance: OwnershipAcceptance,
    person: PersonIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
    session: SessionIn,
) -> TransferView:
    """Becomes the owner, with the declarations and acceptances of one; the old owner becomes a guest."""
    answer_id = making.id(Prefix.ACT)
    await agree(parts, person.user_id, transfer_id, acceptance, answer_id, origin, now())
    row = await offered_to(parts, person.user_id, transfer_id)
    return await show_offer(session, row, person.user_id)


@router.post("/v1/me/ownership-offers/{transfer_id}/decline")
@access(PERSON, Kind.NOT_FOUND, *_ENDED)
async def decline_ownership(
    transfer_id: str, person: PersonIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> TransferView:
    """Does not want it; nothing changes."""
    await decline(parts, person.user_id, transfer_id, making.id(Prefix.ACT))
    row = await offered_to(parts, person.user_id, transfer_id)
    return await show_offer(session, row, person.user_id)
