"""Which users go with a business: those whom nothing else of the service needs (contract S18)."""

from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, and_, delete, exists, insert, or_, select, true, union
from sqlalchemy.ext.asyncio import AsyncSession

from models import Base, Business, DepartingUser, Mail, Membership, User
from models.kept import KEPT
from terms.retention import PurgeStage

_NAMES = frozenset({"created_by", "user_id"})
"""Columns that name a user though no foreign key says so."""


async def name_departing(session: AsyncSession, business_id: str) -> None:
    """Writes down who goes, anew. The database refuses whoever belongs elsewhere or to the staff."""
    own = union(
        select(Business.owner_id.label("id")).where(Business.id == business_id),
        select(Membership.user_id.label("id")).where(Membership.business_id == business_id),
    ).subquery()
    needed = or_(*(_refers(column, business_id) for column in _columns()), _mailed_for_others())
    going = select(User.id).where(User.id.in_(select(own.c.id)), ~needed)
    await session.execute(delete(DepartingUser).where(DepartingUser.business_id == business_id))
    for user_id in await session.scalars(going):
        await session.execute(insert(DepartingUser).values(business_id=business_id, user_id=user_id))


def _columns() -> Iterator[Column[str]]:
    """Every column by which a row that stays, or is another business's, can name a user."""
    for table in Base.metadata.sorted_tables:
        if table.name in _ONES_OWN:
            continue
        for column in table.columns:
            if column.name in _NAMES or any(key.column.table.name == "users" for key in column.foreign_keys):
                yield column


def _refers(column: Column[str], business_id: str) -> ColumnElement[bool]:
    """Whether a row names the user that is not this business's own."""
    columns = column.table.columns
    of = columns.get("business_id") if column.table.name != "businesses" else columns["id"]
    elsewhere = of.is_distinct_from(business_id) if of is not None else true()
    if of is not None and of.nullable:
        elsewhere = and_(elsewhere, of.is_not(None))
    return exists().where(column == User.id, elsewhere)


def _mailed_for_others() -> ColumnElement[bool]:
    """Mails about envelopes: by then only other businesses' are left."""
    return exists().where(Mail.user_id == User.id, Mail.envelope_id.is_not(None))


def _of_users(table: str) -> bool:
    portions = KEPT[table]
    return all(kept.stage is PurgeStage.PEOPLE and "departing_users" in kept.where for kept in portions)


_ONES_OWN = frozenset({"activity", "departing_users", "mails", *filter(_of_users, KEPT)})
"""Tables of what is the user's own, which go along; the log is told apart by business."""
