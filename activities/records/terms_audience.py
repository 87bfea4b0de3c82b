"""Users who still have to accept a version of a text (contract A3)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import now
from activities.records.staff_at_work import at_work
from models import Acceptance, Business, StaffMember, User
from terms.accounts import Document
from terms.terms_change import AUDIENCES, Audience


async def users_to_ask(
    session: AsyncSession, kind: Document, version: str, after: str | None, limit: int
) -> list[str]:
    """Ids of users whom the version concerns and who have not accepted it, nor a later one; in order."""
    query = select(User.id).where(_CONCERNED[AUDIENCES[kind]](kind, version)).order_by(User.id).limit(limit)
    if after is not None:
        query = query.where(User.id > after)
    return list(await session.scalars(query))


async def has_to_accept(session: AsyncSession, kind: Document, version: str, user_id: str) -> bool:
    """Whether the version concerns this user, who has not accepted it."""
    concerned = _CONCERNED[AUDIENCES[kind]](kind, version)
    return await session.scalar(select(User.id).where(User.id == user_id, concerned)) is not None


def _accepted(kind: Document, version: str, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        Acceptance.user_id == User.id,
        Acceptance.document == kind.value,
        Acceptance.version >= version,
        *where,
    )


def _user(kind: Document, version: str) -> ColumnElement[bool]:
    return ~_accepted(kind, version)


def _owner(kind: Document, version: str) -> ColumnElement[bool]:
    return exists().where(
        Business.owner_id == User.id, ~_accepted(kind, version, Acceptance.business_id == Business.id)
    )


def _staff(kind: Document, version: str) -> ColumnElement[bool]:
    works = exists().where(StaffMember.user_id == User.id, *at_work(now()))
    return works & ~_accepted(kind, version)


_CONCERNED: Mapping[Audience, Callable[[Document, str], ColumnElement[bool]]] = MappingProxyType(
    {Audience.USERS: _user, Audience.OWNERS: _owner, Audience.STAFF: _staff}
)
