"""Whose key is about to end, and that they were told, once (contract M3)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from activities.mail.messages import Purpose
from activities.records.staff_key_records import StaffKeyRecords
from models import Activity, Mail, StaffMember, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.activity import EntryClass

NOW = datetime(2027, 7, 3, 9, tzinfo=UTC)


@pytest.fixture
async def records(database: Database) -> StaffKeyRecords:
    """Nobody is employed but those of the test."""
    async with database.transaction() as session:
        await session.execute(update(StaffMember).where(StaffMember.left_at.is_(None)).values(left_at=NOW))
    return StaffKeyRecords(database, "Europe/Madrid")


async def employed(database: Database, changed_at: datetime, left_at: datetime | None = None) -> str:
    user_id = new_id(Prefix.USER)
    async with database.transaction() as session:
        session.add(
            User(
                id=user_id,
                email=f"{uuid4().hex}@example.com",
                password_hash="-",
                email_verified_at=NOW,
                created_at=NOW,
                password_changed_at=changed_at,
            )
        )
        await session.flush()
        session.add(StaffMember(user_id=user_id, roles=["support"], joined_at=NOW, left_at=left_at))
    return user_id


async def test_staff_with_old_keys_are_told_once(database: Database, records: StaffKeyRecords) -> None:
    old = await employed(database, datetime(2027, 1, 10, tzinfo=UTC))
    await employed(database, NOW)
    await employed(database, datetime(2027, 1, 10, tzinfo=UTC), left_at=NOW)
    (notice,) = await records.due(NOW)
    assert (notice.user_id, notice.days) == (old, 7)
    assert await records.figures(NOW) == {"staff": 2, "in_time": 2, "ended": 0}
    assert await records.figures(NOW + timedelta(days=7)) == {"staff": 2, "in_time": 1, "ended": 1}
    assert notice == (await records.due(NOW + timedelta(days=1)))[0]
    async with database.transaction() as session:
        session.add(
            Mail(
                id=new_id(Prefix.MAIL),
                key=notice.key,
                purpose=Purpose.STAFF_KEY_CHANGE.value,
                language="es",
                user_id=old,
                address="x@example.com",
                state="accepted",
                created_at=NOW,
            )
        )
    assert await records.due(NOW) == []
    assert [later.days for later in await records.due(NOW + timedelta(days=7))] == [0]


async def test_what_they_were_told_is_in_the_log_as_long_as_what_concerns_staff(
    database: Database, records: StaffKeyRecords
) -> None:
    user_id = await employed(database, datetime(2027, 1, 10, tzinfo=UTC))
    for moment in (NOW, NOW + timedelta(days=7)):
        (notice,) = await records.due(moment)
        for _ in range(2):
            await records.note_told(notice, moment)
    async with database.transaction() as session:
        rows = await session.scalars(
            select(Activity).where(Activity.user_id == user_id).order_by(Activity.id)
        )
        entries = rows.all()
    assert [(entry.action, entry.at) for entry in entries] == [
        ("workflow:staff.keys:remind", NOW),
        ("workflow:staff.keys:expire", NOW + timedelta(days=7)),
    ]
    assert {entry.retention for entry in entries} == {EntryClass.STAFF}
