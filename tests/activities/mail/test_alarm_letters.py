"""Alarms reach the staff in their language, with the incident to go to (contract M9)."""

import re
from datetime import UTC, datetime

import pytest

from activities.mail.alarm_letters import SUBJECTS
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Incident
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.alarms import AlarmKind
from terms.expiry import STAMPED_AGAIN, Expiring
from terms.measures import Measure
from tests.activities.mail.envelopes import SENT_AT, sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, LANGUAGES, assert_tame


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_says_what_it_is_about_and_where_to_go(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    staff = await sent_envelope(database, HOSTILE, language=language)
    incident = Incident(
        id=new_id(Prefix.INCIDENT),
        kind="other",
        source="monitoring",
        title="x",
        aware_at=SENT_AT,
        opened_at=SENT_AT,
        state="open",
    )
    async with database.transaction() as session:
        session.add(incident)
    orders = [(kind, subject) for kind in AlarmKind for subject in SUBJECTS[language]]
    for kind, subject in orders:
        about = f"{incident.id}:{kind.value}:{subject}"
        await mailer.send(
            MailOrder(f"alarm:{about}:{staff.user_id}", Purpose.ALARM, user_id=staff.user_id, about_id=about)
        )
    messages = sink.messages(staff.sender_address)
    assert len({message["subject"] for message in messages}) == len(messages) == len(orders)
    for message in messages:
        assert_tame(message)
        assert message["links"] == [f"https://firma.example/app/staff/incidents/{incident.id}"]
        assert incident.id in message["text"]


def test_every_measure_has_words_in_both_languages() -> None:
    assert set(SUBJECTS["es"]) == set(SUBJECTS["en"]) >= {measure.value for measure in Measure}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_expires_is_told_with_its_date(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    staff = await sent_envelope(database, HOSTILE, language=language)
    for what in Expiring:
        about = f"{what.value}/12/{SENT_AT.isoformat()}"
        key = f"expiry:{what.value}:{staff.user_id}"
        await mailer.send(MailOrder(key, Purpose.EXPIRY_WARNING, user_id=staff.user_id, about_id=about))
    messages = sink.messages(staff.sender_address)
    assert len({message["subject"] for message in messages}) == len(messages) == len(Expiring)
    for message in messages:
        assert_tame(message)
    told = [message for message in messages if re.search("12 (sobres|envelopes)", message["text"])]
    assert len(told) == 1, "how many documents, of archive timestamps alone"
    stamped = [message for message in messages if re.search(r"12\s(en\stotal|in\sall)", message["text"])]
    assert len(stamped) == len(STAMPED_AGAIN), "and nothing is signed with these"


@pytest.mark.rule("W4")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_review_of_channels_is_asked_for_with_its_last_day(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    staff = await sent_envelope(database, HOSTILE, language=language)
    due_at = datetime(2027, 3, 15, 8, tzinfo=UTC)
    key, purpose = f"review:{staff.user_id}", Purpose.CHANNEL_REVIEW
    await mailer.send(MailOrder(key, purpose, user_id=staff.user_id, about_id=due_at.isoformat()))
    (message,) = sink.messages(staff.sender_address)
    assert_tame(message)
    assert "14" in message["text"], "a month after the 15th of March"
