"""Which version of the terms of service governs what a business contracted (contract A3)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from terms.clauses import numbered


async def accepted_terms(session: AsyncSession, business_id: str) -> str:
    """The newest version that its owner accepted for the business: what it contracts now is under that one.

    An acceptance for another business of the same owner does not count.
    """
    return numbered(await session.scalar(select(func.accepted_terms(business_id))))


async def governing_terms(session: AsyncSession, business_id: str) -> str:
    """The version that the business's contract is under; without a contract, the one accepted for it."""
    return numbered(await session.scalar(select(func.governing_terms(business_id))))


async def take_up_terms(session: AsyncSession, business_id: str, at: datetime) -> None:
    """Has the contract living `at` governed by the version accepted, in the transaction of the acceptance.

    What has ended by then stays under the version that it ended with. The contract is locked: whoever locks
    the business too does so afterwards (`activities/records/business_standing.py`).
    """
    await session.execute(select(func.take_up_terms(business_id, at)))
