"""Ends a guest's access to a business (contract A5)."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import ApiKey, Departure, Membership
from terms.roles import BusinessRole


async def end_access(session: AsyncSession, departure: Departure) -> BusinessRole | None:
    """Ends membership and keys of the guest whom `departure` names, and keeps it, in one transaction.

    Returns the role they had: for an owner, and for somebody who is no member (`None`), nothing is done. Who
    was shut out for misuse is no member either, and keeps the place: they cannot be invited afresh (A8).
    `DepartureWorkflow` tells those concerned afterwards.
    """
    of_member = (
        Membership.business_id == departure.business_id,
        Membership.user_id == departure.user_id,
        Membership.revoked_at.is_(None),
    )
    found = await session.scalar(select(Membership.role).where(*of_member).with_for_update())
    role = BusinessRole(found) if found else None
    if role is not BusinessRole.GUEST:
        return role
    await session.execute(delete(Membership).where(*of_member))
    await session.execute(
        update(ApiKey)
        .where(
            ApiKey.business_id == departure.business_id,
            ApiKey.created_by == departure.user_id,
            ApiKey.revoked_at.is_(None),
        )
        .values(revoked_at=departure.at)
    )
    session.add(departure)
    return role
