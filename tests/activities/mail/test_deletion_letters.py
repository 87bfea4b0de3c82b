"""Letters about the deletion of a business say what follows with its dates, in both languages (S18, S21)."""

from datetime import timedelta
from typing import Any

import pytest

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import BusinessDeletion
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import SENT_AT, SentEnvelope, sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, LANGUAGES, assert_tame

WAITING = (Purpose.BUSINESS_DELETION_ASKED, Purpose.BUSINESS_DELETION_AHEAD)


async def deletion(database: Database, business: SentEnvelope, **values: Any) -> BusinessDeletion:
    row = BusinessDeletion(
        id=new_id(Prefix.BUSINESS_DELETION),
        business_id=business.business_id,
        requested_by=business.user_id,
        requested_at=SENT_AT,
        **{"waived": False, "state": "waiting"} | values,
    )
    async with database.transaction() as session:
        session.add(row)
    return row


async def send(mailer: Mailer, row: BusinessDeletion, *purposes: Purpose) -> None:
    for purpose in purposes:
        await mailer.send(MailOrder(f"{row.id}:{purpose}", purpose, about_id=row.id))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_owner_reads_every_date_and_how_to_take_it_back(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    business = await sent_envelope(database, HOSTILE, language=language)
    await send(mailer, await deletion(database, business), *WAITING)
    done = await deletion(
        database, business, state="done", waived=True, ended_at=SENT_AT + timedelta(minutes=1)
    )
    back = await deletion(database, business, state="taken_back")
    await send(mailer, back, Purpose.BUSINESS_DELETION_TAKEN_BACK)
    await send(mailer, done, Purpose.BUSINESS_DELETED)
    messages = sink.messages(business.sender_address)
    assert len({message["subject"] for message in messages}) == len(messages) == 4
    for message in messages:
        assert_tame(message)
        assert message["headers"]["Content-Language"] == language
    years = {str(SENT_AT.year + years) for years in (1, 5, 6)}
    asked = next(message for message in messages if "/app/business/settings" in message["text"])
    assert asked["links"] == ["https://firma.example/app/business/settings"]
    closed = [message for message in messages if all(year in message["text"] for year in years)]
    assert len(closed) == 2, "what is destroyed when: with the request, and when it is done"


async def test_what_was_taken_back_meanwhile_is_not_announced(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    business = await sent_envelope(database, HOSTILE, language="es")
    row = await deletion(database, business, state="taken_back")
    with pytest.raises(Exception, match="no longer so"):
        await send(mailer, row, Purpose.BUSINESS_DELETION_AHEAD)
    assert sink.messages(business.sender_address) == []
