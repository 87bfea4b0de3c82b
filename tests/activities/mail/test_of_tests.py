"""Mails about tests say so, and go to members of the business alone."""

import pytest
from sqlalchemy import update
from temporalio.exceptions import ApplicationError

from activities.mail.mailer import Mailer
from models import Envelope, Membership, User
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import SENT_AT, SentEnvelope, sent_envelope
from tests.activities.mail.orders import to_signer
from tests.activities.mail.running_sink import RunningSink


async def as_test(database: Database, language: str = "es") -> SentEnvelope:
    """An envelope of test mode, whose signer is nobody's member yet."""
    sent = await sent_envelope(database, language=language)
    async with database.transaction() as session:
        await session.execute(update(Envelope).where(Envelope.id == sent.envelope_id).values(test=True))
        session.add(
            Membership(business_id=sent.business_id, user_id=sent.user_id, role="owner", created_at=SENT_AT)
        )
    return sent


async def join(database: Database, sent: SentEnvelope) -> None:
    """The signer becomes a guest."""
    user = User(
        id=new_id(Prefix.USER),
        email=sent.signer_address.lower(),
        password_hash="-",
        email_verified_at=SENT_AT,
        created_at=SENT_AT,
    )
    async with database.transaction() as session:
        session.add(user)
        await session.flush()
        session.add(
            Membership(business_id=sent.business_id, user_id=user.id, role="guest", created_at=SENT_AT)
        )


@pytest.mark.parametrize(
    ("language", "mark", "words"), [("es", "[PRUEBA] ", "una prueba"), ("en", "[TEST] ", "a test")]
)
async def test_a_member_reads_first_that_it_is_a_test(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, mark: str, words: str
) -> None:
    sent = await as_test(database, language)
    await join(database, sent)
    await mailer.send(to_signer(sent))
    (message,) = sink.messages(sent.signer_address)
    assert message["subject"].startswith(mark)
    assert words in " ".join(message["text"].split())


async def test_nobody_else_gets_one(database: Database, mailer: Mailer, sink: RunningSink) -> None:
    sent = await as_test(database)
    with pytest.raises(ApplicationError) as refusal:
        await mailer.send(to_signer(sent))
    assert refusal.value.non_retryable
    assert sink.messages(sent.signer_address) == []


@pytest.mark.rule("A8")
async def test_nor_does_a_member_who_was_shut_out(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await as_test(database)
    await join(database, sent)
    async with database.transaction() as session:
        guests = Membership.business_id == sent.business_id, Membership.role == "guest"
        await session.execute(update(Membership).where(*guests).values(revoked_at=SENT_AT))
    with pytest.raises(ApplicationError):
        await mailer.send(to_signer(sent))
    assert sink.messages(sent.signer_address) == []


async def test_other_mails_do_not_speak_of_tests(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    await mailer.send(to_signer(sent))
    (message,) = sink.messages(sent.signer_address)
    assert "prueba" not in (message["subject"] + message["text"]).lower()
