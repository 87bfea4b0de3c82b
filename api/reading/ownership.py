"""Offers of ownership as both sides see them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.reading.members import show_person
from api.schemas.ownership import BusinessName, TransferView
from models import Business, KnownPerson, OwnershipTransfer
from models.database import enter
from models.scope import Scope
from terms.members import TransferState


async def offers_of(session: AsyncSession, business_id: str) -> list[TransferView]:
    """A business's offers, newest first."""
    rows = await session.scalars(
        select(OwnershipTransfer)
        .where(OwnershipTransfer.business_id == business_id)
        .order_by(OwnershipTransfer.id.desc())
    )
    return [await show_transfer(session, row) for row in rows]


async def open_offers_to(session: AsyncSession, user_id: str) -> list[TransferView]:
    """The offers that a user can answer, newest first."""
    rows: Sequence[OwnershipTransfer] = (
        await session.scalars(
            select(OwnershipTransfer)
            .where(
                OwnershipTransfer.to_user_id == user_id,
                OwnershipTransfer.state == TransferState.OFFERED.value,
            )
            .order_by(OwnershipTransfer.id.desc())
        )
    ).all()
    return [await show_offer(session, row, user_id) for row in rows]


async def show_offer(session: AsyncSession, row: OwnershipTransfer, user_id: str) -> TransferView:
    """An offer for the user it was made to, who has to see who makes it."""
    await enter(session, Scope.of_business(row.business_id, user_id))
    return await show_transfer(session, row)


async def show_transfer(session: AsyncSession, row: OwnershipTransfer) -> TransferView:
    """An offer as the tables have it now."""
    business = await session.get_one(Business, row.business_id)
    giver = await session.get_one(KnownPerson, row.from_user_id)
    taker = await session.get_one(KnownPerson, row.to_user_id)
    return TransferView(
        id=row.id,
        business=BusinessName(id=business.id, name=business.name),
        offered_by=show_person(giver),
        offered_to=show_person(taker),
        state=TransferState(row.state),
        offered_at=row.offered_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
    )
