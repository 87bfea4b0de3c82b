"""A sub-processor works only for controllers that a mail about it reached, and 30 days from then (P4)."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from activities.mail.mailer import Mailer
from activities.mail.messages import Purpose
from activities.records.deadlines import Seat
from activities.records.subprocessor_messages import ControllersPage
from activities.records.subprocessor_reach import SubprocessorReach, announcement
from activities.records.subprocessor_records import SubprocessorRecords
from activities.records.subprocessor_register import may_work_for, require_in_force_for_all
from deploy.stack.postgres import PostgresCluster
from models import Business, Deadline, Mail, Subprocessor, User
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.calendar import HOLDER_ZONE
from terms.deadlines import DeadlineKind, due_at
from terms.working_days import WorkingCalendar
from tests.activities.mail.running_sink import RunningSink
from tests.crowd import crowd
from tests.databases import own_database

DOMAIN = f"{uuid4().hex[:8]}.example"
SEAT = Seat(HOLDER_ZONE, WorkingCalendar())
REACHED, REFUSES, RETURNS, RETURNS_ALONE, REFUSES_ALONE = range(5)


@pytest.fixture(scope="module")
async def database(postgres: PostgresCluster) -> AsyncIterator[Database]:
    """One of these tests' own: everybody in it is told."""
    database = Database(make_engine(own_database(postgres, "subprocessors").worker))
    yield database
    await database.close()


@pytest.fixture
async def businesses(database: Database) -> Sequence[str]:
    """Controllers: two have a second address, two have addresses that refuse mail."""
    made = await crowd(database, 5, DOMAIN)
    async with database.transaction() as session:
        for number in (REFUSES, RETURNS):
            business = await session.get_one(Business, made[number])
            business.privacy_contacts = {"dpo": {"name": "Vera", "email": f"dpd-{number}@{DOMAIN}"}}
        for number in (REFUSES, REFUSES_ALONE):
            business = await session.get_one(Business, made[number])
            owner = await session.get_one(User, business.owner_id)
            owner.email = f"owner-{number}-{DOMAIN.partition('.')[0]}@refuse.test"
    return made


@pytest.fixture
async def subprocessor_id(database: Database, businesses: Sequence[str]) -> str:
    """A sub-processor to be announced."""
    subprocessor_id, both = new_id(Prefix.SUBPROCESSOR), {"es": "x", "en": "x"}
    async with database.transaction() as session:
        owner_id = (await session.get_one(Business, businesses[REACHED])).owner_id
        row = Subprocessor(
            id=subprocessor_id,
            name="Nube, S.L.",
            purpose=both,
            data=both,
            country="ES",
            safeguards=both,
            contact="privacidad@nube.example",
            entered_by=owner_id,
            entered_at=datetime.now(UTC),
        )
        session.add(row)
    return subprocessor_id


@pytest.mark.rule("P4")
async def test_who_was_not_reached_is_told_at_the_second_address_or_left_out(
    database: Database, mailer: Mailer, sink: RunningSink, businesses: Sequence[str], subprocessor_id: str
) -> None:
    records = SubprocessorRecords(database, mailer, SEAT)
    told = await records.announce(ControllersPage(subprocessor_id))
    assert (told.told, told.unreached) == (4, 1)
    assert len(sink.messages(f"dpd-{REFUSES}@{DOMAIN}")) == 1
    begun = datetime.now(UTC) - timedelta(days=2)
    async with database.transaction() as session:
        of_owners = [
            announcement(subprocessor_id, businesses[number], "").key for number in (RETURNS, RETURNS_ALONE)
        ]
        await session.execute(update(Mail).where(Mail.key.in_(of_owners)).values(state="bounced"))
        await session.execute(
            update(Deadline)
            .where(Deadline.subject_id == subprocessor_id)
            .values(started_at=begun, due_at=due_at(DeadlineKind.SUBPROCESSOR_OBJECTION, begun))
        )

    reach = SubprocessorReach(database, mailer, SEAT)
    for _ in range(2):
        found = await reach.reach(subprocessor_id)
        assert (found.told, found.unreached) == (3, 2)
    assert len(sink.messages(f"dpd-{RETURNS}@{DOMAIN}")) == 1
    async with database.transaction() as session:
        rows = await session.scalars(select(Deadline).where(Deadline.subject_id == subprocessor_id))
        clocks = {businesses.index(row.business_id or ""): row for row in rows}
    for number in (REFUSES, RETURNS):
        mail_at = await _taken_at(database, subprocessor_id, businesses[number])
        assert clocks[number].due_at == due_at(DeadlineKind.SUBPROCESSOR_OBJECTION, mail_at)
    assert clocks[REACHED].started_at == begun
    assert found.due_at == clocks[RETURNS].due_at
    outcomes = [clocks[number].outcome for number in (RETURNS_ALONE, REFUSES_ALONE)]
    assert outcomes == ["undelivered", "undelivered"]

    later = datetime.now(UTC) + timedelta(days=40)
    async with database.transaction() as session:
        row = await session.get_one(Subprocessor, subprocessor_id)
        row.state = "current"
        works = [number for number in range(5) if await may_work_for(session, row, businesses[number], later)]
    assert works == [REACHED, REFUSES, RETURNS]

    await _refused_for_the_deployment(database, subprocessor_id, later)

    dropped = await records.drop(ControllersPage(subprocessor_id))
    assert (dropped.told, dropped.unreached) == (4, 1)
    for number in (REFUSES, RETURNS):
        assert len(sink.messages(f"dpd-{number}@{DOMAIN}")) == 2


async def _refused_for_the_deployment(database: Database, subprocessor_id: str, at: datetime) -> None:
    """A service that is one for all is not switched to whom two controllers were not told of."""
    async with database.transaction() as session:
        (await session.get_one(Subprocessor, subprocessor_id)).service = "mail"
    for configured, why in (
        ({"mail": subprocessor_id}, "0 object, 2 were not told in time"),
        ({"storage": subprocessor_id}, "no such entry"),
        ({"mail": "sbp_unknown"}, "no such entry"),
    ):
        with pytest.raises(ValueError, match=why):
            await require_in_force_for_all(database, configured, at)
    unreached = Deadline.outcome == "undelivered"
    async with database.transaction() as session:
        await session.execute(update(Deadline).where(unreached).values(outcome="kept"))
    await require_in_force_for_all(database, {"mail": subprocessor_id}, at)
    await require_in_force_for_all(database, {}, at)
    await _who_has_no_period_was_not_told(database, subprocessor_id, at)
    async with database.transaction() as session:
        (await session.get_one(Subprocessor, subprocessor_id)).state = "ended"
    with pytest.raises(ValueError, match="it is ended"):
        await require_in_force_for_all(database, {"mail": subprocessor_id}, at)


async def _who_has_no_period_was_not_told(database: Database, subprocessor_id: str, at: datetime) -> None:
    """As after an upgrade from before there were periods; who contracted afterwards needs none."""
    async with database.transaction() as session:
        clock = (
            await session.scalars(select(Deadline).where(Deadline.subject_id == subprocessor_id).limit(1))
        ).one()
        business_id = str(clock.business_id)
        clock.subject_id = "sbp_another"
    with pytest.raises(ValueError, match="0 object, 1 were not told in time"):
        await require_in_force_for_all(database, {"mail": subprocessor_id}, at)
    async with database.transaction() as session:
        business = await session.get_one(Business, business_id)
        since, business.created_at = business.created_at, at
    await require_in_force_for_all(database, {"mail": subprocessor_id}, at)
    async with database.transaction() as session:
        (await session.get_one(Business, business_id)).created_at = since
        (await session.get_one(Deadline, clock.id)).subject_id = subprocessor_id


async def _taken_at(database: Database, subprocessor_id: str, business_id: str) -> datetime:
    """When the second address took the announcement."""
    key = announcement(subprocessor_id, business_id, "", Purpose.SUBPROCESSOR_ANNOUNCED).key
    async with database.transaction() as session:
        taken = await session.scalar(select(Mail.accepted_at).where(Mail.key == f"{key}:second"))
    assert taken is not None
    return taken
