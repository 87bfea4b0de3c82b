"""The log of interactions: filtered, newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.reading.cursors import cursor_after, position_of
from api.schemas.activity import ActivityView, ActorView
from api.schemas.common import Page
from models import Activity, ApiKey, KnownPerson, Signer
from terms.activity import READINGS, REFUSED_ACCESS, TAKEN_AWAY, Actor


@dataclass(frozen=True)
class ActivityFilter:
    """What to list. The range includes its beginning and excludes its end."""

    user: str | None = None
    actions: Sequence[str] = ()
    object: str | None = None
    begin: datetime | None = None
    end: datetime | None = None
    acts_only: bool = False
    """Leaves out what was only looked at, but for what took data away and what was refused."""


def of_business(business_id: str) -> ColumnElement[bool]:
    """What happened in a business."""
    return Activity.business_id == business_id


def of_user(user_id: str) -> ColumnElement[bool]:
    """What a user did, and what was tried in their name."""
    return Activity.user_id == user_id


async def list_activity(
    session: AsyncSession,
    whose: ColumnElement[bool],
    wanted: ActivityFilter,
    limit: int,
    after: str | None,
) -> Page[ActivityView]:
    """One page. Raises 422 for a cursor we did not make."""
    position = position_of(after) if after is not None else None
    rows = await read_activity(session, whose, wanted, limit + 1, position)
    shown = rows[:limit]
    return Page[ActivityView](
        items=await show_activity(session, shown),
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


async def read_activity(
    session: AsyncSession, whose: ColumnElement[bool], wanted: ActivityFilter, limit: int, before: str | None
) -> Sequence[Activity]:
    """At most `limit` entries, newest first, older than the entry `before`."""
    query = select(Activity).where(whose, *_conditions(wanted)).order_by(Activity.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Activity.id < before)
    return (await session.scalars(query)).all()


async def show_activity(session: AsyncSession, rows: Sequence[Activity]) -> list[ActivityView]:
    """The entries with the names of who acted, as far as the reader may know them."""
    names = await _names(session, rows)
    return [_view(row, names.get(row.actor_id or "")) for row in rows]


def _conditions(wanted: ActivityFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.user is not None:
        conditions.append(Activity.user_id == wanted.user)
    if wanted.actions:
        conditions.append(Activity.action.in_(wanted.actions))
    if wanted.object is not None:
        conditions.append(Activity.objects.contains([wanted.object]))
    if wanted.begin is not None:
        conditions.append(Activity.at >= wanted.begin)
    if wanted.end is not None:
        conditions.append(Activity.at < wanted.end)
    if wanted.acts_only:
        conditions.append(_is_act())
    return conditions


def _is_act() -> ColumnElement[bool]:
    subject, act = (func.split_part(Activity.action, ":", place) for place in (2, 3))
    return or_(act.not_in(READINGS), subject.in_(TAKEN_AWAY), Activity.status.in_(REFUSED_ACCESS))


async def _names(session: AsyncSession, rows: Sequence[Activity]) -> dict[str, str]:
    """Id → what it is called, for the actors of these entries; staff stay with their roles, unnamed."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        if row.actor_id:
            ids.setdefault(row.actor, set()).add(row.actor_id)
    queries = (
        (
            Actor.USER,
            select(KnownPerson.id, KnownPerson.name, KnownPerson.email).where(
                KnownPerson.id.in_(ids.get(Actor.USER, ()))
            ),
        ),
        (Actor.API_KEY, select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(ids.get(Actor.API_KEY, ())))),
        (Actor.SIGNER, select(Signer.id, Signer.name).where(Signer.id.in_(ids.get(Actor.SIGNER, ())))),
    )
    names: dict[str, str] = {}
    for actor, query in queries:
        if ids.get(actor):
            found = await session.execute(query)
            names |= {key: next(word for word in words if word) for key, *words in found}
    return names


def _view(row: Activity, name: str | None) -> ActivityView:
    return ActivityView(
        id=row.id,
        at=row.at,
        action=row.action,
        actor=ActorView(kind=Actor(row.actor), id=row.actor_id, name=name, roles=row.roles or []),
        objects=row.objects,
        status=row.status,
        problem=row.problem,
        ip=row.ip,
        user_agent=row.user_agent,
        request_id=row.request_id,
    )
