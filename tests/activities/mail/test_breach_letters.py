"""Warnings of a breach's clocks, in both languages, as they arrive (contract P8)."""

from datetime import UTC, datetime

import pytest

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Breach, Incident, User
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, assert_tame

AWARE = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
OF_AUTHORITY = ("authority-half", "authority", "authority-passed")
STEPS = ("opened", "half", "three-quarters", "unreached-2", "untold-3", "left-usr_1", *OF_AUTHORITY)


async def registered(database: Database, responsible_id: str) -> str:
    """A breach that this user is in charge of."""
    substitute_id, incident_id, breach_id = map(new_id, (Prefix.USER, Prefix.INCIDENT, Prefix.BREACH))
    substitute = User(
        id=substitute_id,
        email=f"{substitute_id}@example.com",
        password_hash="-",
        email_verified_at=AWARE,
        created_at=AWARE,
    )
    incident = Incident(
        id=incident_id,
        kind="disclosure",
        source="staff",
        title="x",
        aware_at=AWARE,
        opened_at=AWARE,
        state="open",
    )
    breach = Breach(
        id=breach_id,
        incident_id=incident_id,
        drill=False,
        responsible_id=responsible_id,
        substitute_id=substitute_id,
        registered_by=responsible_id,
        registered_at=AWARE,
        aware_at=AWARE,
        state="assessing",
    )
    async with database.transaction() as session:
        session.add_all([substitute, incident])
        await session.flush()
        session.add(breach)
    return breach_id


@pytest.mark.rule("P8")
@pytest.mark.parametrize("language", ["es", "en"])
async def test_each_warning_says_what_is_to_be_done(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    breach_id = await registered(database, sent.user_id)
    for step in STEPS:
        key, about = f"breach-{breach_id}:{step}:{sent.user_id}", f"{breach_id}:{step}"
        await mailer.send(MailOrder(key, Purpose.BREACH_WARNING, user_id=sent.user_id, about_id=about))
    messages = sink.messages(sent.sender_address)
    assert len({message["subject"] for message in messages}) == len(STEPS)
    for message in messages:
        assert_tame(message)
        assert message["links"] == [f"https://firma.example/app/staff/breaches/{breach_id}"]
    file_it = {"es": "anote", "en": "note"}[language]
    authority = {"es": "autoridad", "en": "authority"}[language]
    of_authority = [one for one in messages if authority in one["subject"]]
    assert len(of_authority) == len(OF_AUTHORITY)
    assert all(file_it in one["text"] for one in of_authority)
