"""Whether somebody works for the holder now, and as what (contract M2, P5)."""

from datetime import datetime

from sqlalchemy import ColumnElement, Exists, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Acceptance, StaffMember
from terms import texts
from terms.accounts import Document
from terms.roles import StaffRole


async def place_at_holder(
    session: AsyncSession, user_id: str, at: datetime
) -> tuple[frozenset[StaffRole], bool] | None:
    """Roles, and whether the current commitments are accepted; nothing for who does not work here."""
    version = texts.versions(Document.STAFF_COMMITMENTS)[-1]
    query = select(StaffMember.roles, _accepted(version)).where(StaffMember.user_id == user_id, *works(at))
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    roles, accepted = row
    return frozenset(StaffRole(role) for role in roles), bool(accepted)


async def working_roles(session: AsyncSession, user_id: str, at: datetime) -> frozenset[StaffRole]:
    """The roles of a member of staff whose access has not ended, in the scope of their own rows.

    To whoever is not one, nothing is there (404). Raises 403 until they have accepted the current version of
    the confidentiality commitments.
    """
    place = await place_at_holder(session, user_id, at)
    if place is None:
        raise Problem(Kind.NOT_FOUND)
    roles, accepted = place
    if not accepted:
        raise Problem(Kind.COMMITMENTS_REQUIRED)
    return roles


def works(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions for those whose access has not ended, neither by somebody's act nor by its date."""
    return StaffMember.left_at.is_(None), or_(StaffMember.leaves_at.is_(None), StaffMember.leaves_at > at)


def _accepted(version: str) -> Exists:
    return exists().where(
        Acceptance.user_id == StaffMember.user_id,
        Acceptance.document == Document.STAFF_COMMITMENTS.value,
        Acceptance.version == version,
    )
