"""Who is to sign and who is told of a training, on a database of its own (contract P5)."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.people.duties import PeopleDuties
from activities.people.own_business import own_business
from deploy.stack.postgres import PostgresCluster
from models import Base, ExternalTraining, StaffMember, User
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.people import commitment_until
from terms.texts import Holder
from tests.databases import own_database
from tests.duties import duties_done, only_signed, signed_commitment

NOW = datetime(2027, 3, 10, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=340)
_numbers = itertools.count(1)
HOLDER = Holder("Ejemplo, S.L.", "B1", "Calle 1", "hola@example.com", "dpo@example.com", "", "http://x")


@pytest.fixture
async def people(postgres: PostgresCluster) -> AsyncIterator[Database]:
    database = Database(make_engine(own_database(postgres, f"people{next(_numbers)}").worker))
    yield database
    await database.close()


async def member(database: Database, **changes: Any) -> str:
    user_id = new_id(Prefix.USER)
    async with database.transaction() as session:
        session.add(
            User(
                id=user_id,
                email=f"{user_id}@example.com".lower(),
                password_hash="-",
                email_verified_at=LONG_AGO,
                created_at=LONG_AGO,
            )
        )
        await session.flush()
        session.add(StaffMember(user_id=user_id, roles=["support"], joined_at=LONG_AGO, **changes))
    return user_id


async def put(database: Database, *rows: Base) -> None:
    async with database.transaction() as session:
        session.add_all(rows)


async def test_each_is_asked_for_what_they_lack(people: Database) -> None:
    new = await member(people)
    fine = await member(people)
    await put(people, *duties_done(fine, NOW))
    ending = await member(people)
    await put(people, *duties_done(ending, LONG_AGO))
    spared = await member(people, duties_due_at=NOW + timedelta(days=3))
    await put(people, *only_signed(spared, NOW))
    gone = await member(people, left_at=NOW)
    over = await member(people, leaves_at=NOW)
    asked = await member(people)
    row = signed_commitment(asked, NOW)
    row.state, row.valid_until = "sent", None
    declined = await member(people)
    no = signed_commitment(declined, NOW)
    no.state, no.valid_until = "declined", None
    await put(people, row, no)
    look = await PeopleDuties(people, "Europe/Madrid").look(NOW)
    assert set(look.to_sign) == {new, ending}
    told = {due.user_id: due for due in look.to_train}
    assert set(told) == {new, ending, spared, asked, declined}
    assert not {gone, over} & set(told)
    assert told[ending].key.endswith(":30")
    assert told[ending].until is not None
    assert (told[new].until, told[new].key) == (None, f"training:{new}:none:2027-W10")
    assert look.figures == {"people": 6, "signed": 3, "trained": 2, "with_access": 3, "in_grace": 1}
    later = await PeopleDuties(people, "Europe/Madrid").look(NOW + timedelta(days=3))
    assert declined in later.to_sign
    assert asked not in later.to_sign


async def test_a_training_from_elsewhere_counts_when_agreed(people: Database) -> None:
    user_id = await member(people)
    await put(
        people,
        signed_commitment(user_id, NOW),
        ExternalTraining(
            id=new_id(Prefix.EXTERNAL_TRAINING),
            user_id=user_id,
            course="data-protection",
            title="x",
            provider="x",
            trained_on=NOW.date(),
            evidence="x",
            recorded_by="usr_a",
            recorded_at=NOW,
            state="applied",
            decided_by="usr_b",
            decided_at=NOW,
            valid_until=commitment_until(NOW),
        ),
    )
    look = await PeopleDuties(people, "Europe/Madrid").look(NOW)
    assert user_id not in [*look.to_sign, *(due.user_id for due in look.to_train)]


async def test_the_holder_has_one_business_named_as_it_is_now(people: Database) -> None:
    first = await own_business(people, HOLDER, NOW)
    again = await own_business(people, Holder("Otro, S.L.", "B2", "Calle 2", "a@b.es", "c@b.es", "", ""), NOW)
    assert first == again
