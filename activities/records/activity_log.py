"""Writing the log of interactions (contract M7), each entry in the transaction of what it tells of."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models import Activity, ActivityBegun
from models.identifiers import Prefix, new_id
from terms.activity import ACTION, BROKEN_OFF_AFTER, OBJECT_ID, Actor, entry_class, kept_until

BROKEN_OFF = "broken-off"
"""In the place of a problem: the process ended, or lost its database, before the outcome was written."""
_SWEPT_AT_ONCE = 500


@dataclass(frozen=True)
class Entry:
    """One interaction. Ids and closed vocabularies only; IP and user agent are the caller's own.

    With `business_id` the business's owner sees it, with `user_id` that user does. `objects` are the ids of
    what it is about; anything else in it is left out.
    """

    action: str
    actor: Actor
    actor_id: str | None = None
    roles: Sequence[str] | None = None
    business_id: str | None = None
    user_id: str | None = None
    objects: Sequence[str] = ()
    status: int | None = None
    problem: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    request_id: str | None = None
    fold: str | None = None

    def __post_init__(self) -> None:
        """Raises `ValueError` for an action that is not in the vocabulary's form."""
        if not ACTION.fullmatch(self.action):
            raise ValueError(f"not source:subject:action: {self.action!r}")


async def note(
    session: AsyncSession, entry: Entry, *, at: datetime | None = None, key: str | None = None
) -> str:
    """Adds an entry within the caller's transaction; returns its id.

    With `key`, the id of a request under way or of a workflow's step, a repeated step adds nothing.
    """
    instant = at or datetime.now(UTC)
    entry_id = key or new_id(Prefix.ACTIVITY)
    kind = entry_class(entry.action, entry.actor, entry.status)
    values = asdict(entry) | {
        "id": entry_id,
        "at": instant,
        "actor": entry.actor.value,
        "roles": sorted(entry.roles) if entry.roles is not None else None,
        "objects": _ids(entry.objects),
        "retention": kind.value,
        "keep_until": kept_until(kind, instant),
    }
    await session.execute(insert(Activity).values(values).on_conflict_do_nothing())
    return entry_id


async def begin(session: AsyncSession, entry_id: str, entry: Entry, at: datetime) -> None:
    """Remembers that a change is under way, before it has any effect."""
    await session.execute(insert(ActivityBegun).values(id=entry_id, at=at, entry=asdict(entry)))


async def settle_begun(session: AsyncSession, now: datetime) -> int:
    """Forgets changes that have an entry, and logs as broken off those that have had none for too long.

    Returns how many were broken off.
    """
    has_entry = select(Activity.id).where(Activity.id == ActivityBegun.id).exists()
    await session.execute(delete(ActivityBegun).where(has_entry))
    rows = await session.scalars(
        select(ActivityBegun)
        .where(ActivityBegun.at < now - BROKEN_OFF_AFTER)
        .order_by(ActivityBegun.id)
        .limit(_SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    broken_off = rows.all()
    for row in broken_off:
        await note(session, _restored(row.entry), at=row.at, key=row.id)
        await session.delete(row)
    return len(broken_off)


def _restored(values: dict[str, Any]) -> Entry:
    known: dict[str, Any] = {item.name: values.get(item.name) for item in fields(Entry)}
    return Entry(**known | {"actor": Actor(values["actor"]), "problem": BROKEN_OFF})


def _ids(objects: Sequence[str]) -> list[str]:
    """Each id once, in order."""
    return list(dict.fromkeys(item for item in objects if OBJECT_ID.fullmatch(item)))
