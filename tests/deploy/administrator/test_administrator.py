"""The first administrator comes from a command, never from a default (contract M2, M3)."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from activities.mail.links import LinkTokens
from deploy.administrator.__main__ import environment
from deploy.administrator.invitation import Administrator, NotInvited, invite_administrator
from deploy.stack.postgres import OWNER, WORKER, PostgresCluster
from models import StaffInvitation, StaffMember, User
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from models.migrations import upgrade
from terms.staff import ADMINISTRATOR_LINK

TOKENS = LinkTokens(b"k" * 32)
ANA = Administrator("Ana.Soler@Holder.example", "Ana Soler", "es", "puesta en marcha")
NOW = datetime.now(UTC)


@pytest.fixture
async def clean(postgres: PostgresCluster) -> AsyncIterator[Database]:
    """A database as migrations leave it."""
    name = f"clean_{uuid4().hex[:8]}"
    await asyncio.to_thread(postgres.create_database, name)
    await asyncio.to_thread(upgrade, postgres.url(OWNER, name))
    database = Database(make_engine(postgres.url(WORKER, name)))
    yield database
    await database.close()


async def invite(
    database: Database, person: Administrator = ANA, *, another: bool = False
) -> StaffInvitation:
    made = await invite_administrator(database, TOKENS, "https://firma.example/", person, another=another)
    assert made.link == f"https://firma.example/staff-invitation#{TOKENS.token(made.invitation_id)}"
    async with database.transaction() as session:
        return await session.get_one(StaffInvitation, made.invitation_id)


async def joins(database: Database, invitation: StaffInvitation, *roles: str) -> None:
    user_id = new_id(Prefix.USER)
    user = User(id=user_id, email=invitation.email, password_hash="-", email_verified_at=NOW, created_at=NOW)
    async with database.transaction() as session:
        session.add(user)
        await session.flush()
        session.add(StaffMember(user_id=user_id, roles=list(roles), joined_at=NOW))


@pytest.mark.rule("M3")
async def test_a_clean_database_has_nobody_and_no_password(clean: Database) -> None:
    async with clean.transaction() as session:
        for model in (User, StaffMember, StaffInvitation):
            assert await session.scalar(select(func.count()).select_from(model)) == 0


async def test_the_first_administrator_gets_a_short_link_that_is_kept_as_a_hash(clean: Database) -> None:
    row = await invite(clean)
    assert (row.email, row.roles, row.state) == ("ana.soler@holder.example", ["security"], "invited")
    assert (row.asked_by, row.needs_second) == (None, False)
    assert row.token_sha256 == LinkTokens.sha256(TOKENS.token(row.id))
    assert row.expires_at - row.asked_at == ADMINISTRATOR_LINK <= timedelta(hours=1)


async def test_run_again_the_older_link_is_good_for_nothing(clean: Database) -> None:
    first, second = await invite(clean), await invite(clean)
    async with clean.transaction() as session:
        states = {row.id: row.state for row in await session.scalars(select(StaffInvitation))}
    assert states == {first.id: "withdrawn", second.id: "invited"}


async def test_with_an_administrator_it_refuses_unless_told_so(clean: Database) -> None:
    await joins(clean, await invite(clean), "security")
    other = Administrator("luis.ferrer@holder.example", "Luis Ferrer", "es", "segunda persona")
    with pytest.raises(NotInvited, match="--another"):
        await invite(clean, other)
    assert (await invite(clean, other, another=True)).state == "invited"


async def test_staff_without_administrator_do_not_count(clean: Database) -> None:
    await joins(clean, await invite(clean), "support")
    other = Administrator("luis.ferrer@holder.example", "Luis Ferrer", "es", "primera persona")
    assert (await invite(clean, other)).state == "invited"


@pytest.mark.rule("M2")
@pytest.mark.parametrize("email", ["admin@holder.example", "security.team@holder.example", "nobody"])
async def test_it_names_a_person(clean: Database, email: str) -> None:
    with pytest.raises(NotInvited, match=r"person's own|no e-mail"):
        await invite(clean, Administrator(email, "Admin", "es", "x"))


async def test_who_works_here_is_not_invited(clean: Database) -> None:
    await joins(clean, await invite(clean), "support")
    with pytest.raises(NotInvited, match="works here"):
        await invite(clean, another=True)


def test_settings_come_from_the_environment_or_the_running_stack(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql+psycopg://real"}
    assert environment(given, tmp_path) == given
    with pytest.raises(NotInvited, match="make dev"):
        environment({}, tmp_path)
    (tmp_path / "stack.json").write_text(json.dumps({"env": {"DATABASE_URL": "postgresql+psycopg://local"}}))
    assert environment({}, tmp_path) == {"DATABASE_URL": "postgresql+psycopg://local"}
