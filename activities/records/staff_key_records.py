"""Ages of the staff's keys, and who was told of them (contract M3)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from temporalio import activity
from ulid import ULID

from activities.records.activity_log import Entry, note
from activities.records.staff_at_work import at_work
from models import Mail, StaffMember, User
from models.database import Database
from models.identifiers import Prefix
from terms.activity import Actor
from terms.calendar import local_date
from terms.staff import password_expired, password_expires_at
from terms.staff_keys import key_stage


@dataclass(frozen=True)
class KeyNotice:
    """Somebody is to be told that their key ends in `days`; the mail has `key`."""

    user_id: str
    days: int
    key: str


class StaffKeyRecords:
    """Finds whose key is about to end."""

    def __init__(self, database: Database, zone: str) -> None:
        """`zone` is the holder's."""
        self._database = database
        self._zone = zone

    @activity.defn(name="Find staff keys to change")
    async def due(self, now: datetime) -> list[KeyNotice]:
        """Whoever has to be told and was not yet."""
        async with self._database.transaction() as session:
            rows = await session.execute(
                select(User.id, User.password_changed_at)
                .join(StaffMember, StaffMember.user_id == User.id)
                .where(*at_work(now))
                .order_by(User.id)
            )
            notices = [notice for row in rows if (notice := self._notice(row[0], row[1], now))]
            keys = [notice.key for notice in notices]
            told = set(await session.scalars(select(Mail.key).where(Mail.key.in_(keys))))
            return [notice for notice in notices if notice.key not in told]

    @activity.defn(name="Count staff keys")
    async def figures(self, now: datetime) -> dict[str, int]:
        """How many keys of those at work are no older than they may be, and how many open nothing."""
        async with self._database.transaction() as session:
            changed = await session.scalars(
                select(User.password_changed_at)
                .join(StaffMember, StaffMember.user_id == User.id)
                .where(*at_work(now))
            )
            ended = [password_expired(at, now, self._zone) for at in changed]
        return {"staff": len(ended), "in_time": ended.count(False), "ended": ended.count(True)}

    @activity.defn(name="Note staff key notice")
    async def note_told(self, notice: KeyNotice, at: datetime) -> None:
        """Keeps in the log that they were told, or that their access stopped; once."""
        entry = Entry(
            f"workflow:staff.keys:{'remind' if notice.days else 'expire'}",
            Actor.SERVICE,
            user_id=notice.user_id,
            objects=[notice.user_id],
        )
        digest = hashlib.sha256(notice.key.encode()).digest()
        moment = int(at.timestamp() * 1000).to_bytes(6, "big")
        async with self._database.transaction() as session:
            await note(session, entry, at=at, key=f"{Prefix.ACTIVITY.value}_{ULID(moment + digest[:10])}")

    def _notice(self, user_id: str, changed_at: datetime, now: datetime) -> KeyNotice | None:
        days = key_stage(changed_at, now, self._zone)
        if days is None:
            return None
        ends_on = local_date(password_expires_at(changed_at, self._zone), self._zone)
        return KeyNotice(user_id, days, f"staff-key:{user_id}:{ends_on.isoformat()}:{days}")
