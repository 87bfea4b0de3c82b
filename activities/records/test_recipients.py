"""Whom a test may be mailed to: members of the business, and nobody else."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import KnownPerson, Membership, User


async def strangers(
    session: AsyncSession,
    business_id: str,
    addresses: Iterable[str],
    people: type[User] | type[KnownPerson] = User,
) -> frozenset[str]:
    """The addresses, as given, that belong to no member of the business; who was shut out is none (A8).

    `people` is where the transaction's role sees members: the application in its view of them.
    """
    given = {address: address.lower() for address in addresses}
    rows = await session.scalars(
        select(people.email)
        .join(Membership, Membership.user_id == people.id)
        .where(
            Membership.business_id == business_id,
            Membership.revoked_at.is_(None),
            people.email.in_(given.values()),
        )
    )
    members = set(rows)
    return frozenset(address for address, lower in given.items() if lower not in members)
