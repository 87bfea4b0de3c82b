"""The owner of blocked data is told what of it was opened, when and why (contract S17)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Document, DocumentOpening, OrderedLetter, User
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, assert_tame

AT = datetime(2027, 3, 10, 9, 30, tzinfo=UTC)


@pytest.mark.rule("S17")
@pytest.mark.parametrize(("language", "when"), [("es", "10 de marzo de 2027"), ("en", "10 March 2027")])
async def test_the_owner_reads_ground_case_and_reason(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, when: str
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    async with database.transaction() as session:
        documents = select(Document.id).where(Document.business_id == sent.business_id)
        document_id = (await session.scalars(documents)).first()
    opening_id, letter_id = new_id(Prefix.OPENING), new_id(Prefix.LETTER)
    opening = DocumentOpening(
        id=opening_id,
        business_id=sent.business_id,
        document_id=document_id,
        opened_by=sent.user_id,
        role="dpo",
        reason="Requerimiento del juzgado.\nVer <b>página 2</b>",
        legal_ground="LOPDGDD art. 32",
        case_id="DP 123/2027",
        asked_at=AT,
        state="closed",
        expires_at=AT + timedelta(minutes=15),
        opened_at=AT,
    )
    words = {"opening_id": opening_id}
    letter = OrderedLetter(
        id=letter_id, user_id=sent.user_id, purpose="document-opened", words=words, ordered_at=AT
    )
    async with database.transaction() as session:
        (await session.get_one(User, sent.user_id)).language = language
        session.add_all([opening, letter])
    purpose = Purpose.DOCUMENT_OPENED
    await mailer.send(MailOrder(f"letter-{letter_id}", purpose, user_id=sent.user_id, about_id=letter_id))
    (message,) = sink.messages(sent.sender_address)
    assert_tame(message)
    text = " ".join(message["text"].split())
    for said in (when, "LOPDGDD art. 32", "DP 123/2027", document_id or "-", "Requerimiento del juzgado."):
        assert said in text
