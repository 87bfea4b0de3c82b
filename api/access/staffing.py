"""Whether somebody works for the holder now, and as what (contract M2, P5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.staff_at_work import at_work
from activities.records.staff_duties import done_columns
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Acceptance, StaffMember
from terms import texts
from terms.accounts import Document
from terms.people import Done, Duty
from terms.roles import StaffRole

DUTIES_PATH = "/app/staff/duties"


@dataclass(frozen=True)
class PlaceAtHolder:
    """Roles, whether the current commitments are accepted, and what was signed and learned."""

    roles: frozenset[StaffRole]
    accepted: bool
    done: Done


async def place_at_holder(session: AsyncSession, user_id: str, at: datetime) -> PlaceAtHolder | None:
    """Somebody's place, in the scope of their own rows; nothing for who does not work here."""
    version = texts.versions(Document.STAFF_COMMITMENTS)[-1]
    query = select(StaffMember.roles, _accepted(version), *done_columns()).where(
        StaffMember.user_id == user_id, *at_work(at)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    roles, accepted, *until = row
    return PlaceAtHolder(frozenset(StaffRole(role) for role in roles), bool(accepted), Done(*until))


async def working_roles(session: AsyncSession, user_id: str, at: datetime) -> frozenset[StaffRole]:
    """The roles of a member of staff whose access has not ended, in the scope of their own rows.

    To whoever is not one, nothing is there (404). Raises 403 until they have accepted the current version of
    the confidentiality commitments, and until they have signed them and been trained, from the instant at
    which either ends (contract P5).
    """
    place = await place_at_holder(session, user_id, at)
    if place is None:
        raise Problem(Kind.NOT_FOUND)
    if not place.accepted:
        raise Problem(Kind.COMMITMENTS_REQUIRED)
    bars = place.done.bars(at)
    if bars:
        raise Problem(Kind.STAFF_DUTIES_MISSING, errors=[_missing(duty) for duty in Duty if duty in bars])
    return place.roles


def _missing(duty: Duty) -> dict[str, str]:
    """What is missing, and the page on which it is done."""
    return {"code": duty.value, "detail": DUTIES_PATH}


def _accepted(version: str) -> Exists:
    return exists().where(
        Acceptance.user_id == StaffMember.user_id,
        Acceptance.document == Document.STAFF_COMMITMENTS.value,
        Acceptance.version == version,
    )
