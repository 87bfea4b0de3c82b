"""What awaits the data protection officer awaits somebody, also while nobody has that role (contract P1)."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.records.duty_holders import dpos_or_stand_ins
from deploy.stack.postgres import PostgresCluster
from models import StaffMember, User
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from tests.databases import own_database

BEFORE = datetime(2026, 1, 2, tzinfo=UTC)


async def member(database: Database, *roles: str, left_at: datetime | None = None) -> str:
    user = User(
        id=new_id(Prefix.USER),
        email=f"{new_id(Prefix.USER)}@example.com".lower(),
        password_hash="-",
        email_verified_at=BEFORE,
        created_at=BEFORE,
    )
    async with database.transaction() as session:
        session.add(user)
        await session.flush()
        session.add(StaffMember(user_id=user.id, roles=list(roles), joined_at=BEFORE, left_at=left_at))
    return user.id


@pytest.mark.rule("P1")
async def test_somebody_stands_in_for_the_dpo(postgres: PostgresCluster) -> None:
    database = Database(make_engine(own_database(postgres, "duty_holders").worker))

    async def told() -> list[str]:
        async with database.transaction() as session:
            return await dpos_or_stand_ins(session)

    assert await told() == []
    await member(database, "support", "billing")
    await member(database, "dpo", left_at=BEFORE + timedelta(days=1))
    runs = await member(database, "operations")
    assert await told() == [runs]
    guards = {await member(database, "security") for _ in range(2)}
    assert set(await told()) == guards
    officer = await member(database, "dpo", "security")
    assert await told() == [officer]
    await database.close()
