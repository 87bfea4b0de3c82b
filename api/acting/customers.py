"""Businesses towards which the holder acts: those that contracted with it."""

from sqlalchemy import select

from api.access.callers import Staff
from api.access.scopes import owner_scope
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Business


async def require_customer(parts: Parts, caller: Staff, business_id: str) -> None:
    """Raises 404 for a business there is not, and for the holder's own, which nobody owns: it exists for the
    commitments of the staff alone. Asked as the owner would: not all of the staff see businesses.
    """
    async with parts.database.transaction(owner_scope(business_id, caller.user_id)) as session:
        owner_id = await session.scalar(select(Business.owner_id).where(Business.id == business_id))
    if owner_id is None:
        raise Problem(Kind.NOT_FOUND)
