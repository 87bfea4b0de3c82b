"""A new data protection officer is told to every controller once, whatever fails meanwhile (contract P10)."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from activities.mail.mailer import Mailer
from activities.mail.rounds import NOT_YET
from activities.records.officer_changes import OfficerChanges
from deploy.stack.postgres import PostgresCluster
from models import Business, HolderVersion, Mail
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from tests.activities.mail.running_sink import RunningSink
from tests.crowd import crowd
from tests.databases import own_database

DOMAIN = f"{uuid4().hex[:8]}.example"
LATER = f"later-{DOMAIN}"
CONTROLLERS = 7


@pytest.fixture(scope="module")
async def database(postgres: PostgresCluster) -> AsyncIterator[Database]:
    """One of these tests' own: everybody in it is told."""
    database = Database(make_engine(own_database(postgres, "officers").worker))
    yield database
    await database.close()


@pytest.fixture
async def version(database: Database) -> str:
    """Controllers, a change of officer, and a controller that came after it."""
    await crowd(database, CONTROLLERS, DOMAIN)
    now = datetime.now(UTC)
    rows = [
        HolderVersion(
            id=new_id(Prefix.HOLDER_VERSION), since=since, facts={"dpo_email": email}, sha256=email[0] * 64
        )
        for since, email in ((now - timedelta(days=9), "a@firma.example"), (now, "vera@firma.example"))
    ]
    async with database.transaction() as session:
        session.add_all(rows)
    await crowd(database, 1, LATER)
    return rows[1].id


@pytest.mark.rule("P10")
async def test_every_controller_is_told_once_though_the_provider_fails(
    database: Database, mailer: Mailer, sink: RunningSink, version: str
) -> None:
    changes = OfficerChanges(database, mailer)
    assert await changes.find(datetime.now(UTC)) == version
    sink.faults(refuse_next=2)
    with pytest.raises(ApplicationError) as left:
        await changes.tell(version)
    assert (left.value.type, left.value.message) == (NOT_YET, "2 could not be told yet: ApplicationError")
    for _ in range(2):
        await changes.tell(version)
    listed = sink.http.get("/inbox/messages", params={"to": f"@{DOMAIN}"}).json()["messages"]
    assert Counter(message["to"].lower() for message in listed) == Counter(
        f"owner-{number}@{DOMAIN}" for number in range(CONTROLLERS)
    )
    subjects = {message["subject"] for message in listed}
    assert subjects == {"Nuevo delegado de protección de datos", "New data protection officer"}
    (message,) = sink.messages(f"owner-1@{DOMAIN}")
    assert "vera@firma.example" in message["text"]
    assert "Negocio 1" in message["text"]
    assert sink.messages(f"@{LATER}") == []

    await _what_comes_back_goes_to_the_second_address(database, changes, sink, version)


async def _what_comes_back_goes_to_the_second_address(
    database: Database, changes: OfficerChanges, sink: RunningSink, version: str
) -> None:
    second = f"dpd-{uuid4().hex[:8]}@{DOMAIN}"
    async with database.transaction() as session:
        mails = await session.scalars(select(Mail).where(Mail.key.startswith("officer:")).order_by(Mail.id))
        returned = mails.all()[:2]
        for mail in returned:
            mail.state = "bounced"
        business = await session.get_one(Business, returned[0].key.split(":")[1])
        business.privacy_contacts = {"dpo": {"name": "Vera", "email": second}}
    for _ in range(2):
        assert await changes.reach(version) == 1
    (message,) = sink.messages(second)
    assert "vera@firma.example" in message["text"]
