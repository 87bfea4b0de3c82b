"""Copies of what was accepted reach whoever accepted, byte for byte (contract A2)."""

import hashlib
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from activities.evidence.texts import TextArchive
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.records.acceptances import keep_acceptance
from models import Acceptance, OrderedLetter
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.accounts import OWNER_ACCEPTS, Document
from tests.activities.mail.conftest import HOLDER
from tests.activities.mail.envelopes import SentEnvelope, Wording, sent_envelope
from tests.activities.mail.running_sink import RunningSink

AT = datetime(2027, 1, 20, 9, tzinfo=UTC)


async def ordered(database: Database, sent: SentEnvelope, purpose: Purpose, language: str) -> MailOrder:
    """The letter about three texts and the declarations, accepted in one language."""
    archive = TextArchive(database, HOLDER)
    await archive.publish(AT)
    texts = {kind.value: archive.current(kind, language) for kind in OWNER_ACCEPTS}
    shown = {
        name: {"version": text.version, "language": language, "sha256": text.sha256}
        for name, text in texts.items()
    }
    shown["declarations"] = shown["terms"] | {"sha256": "d" * 64}
    letter_id = new_id(Prefix.LETTER)
    async with database.transaction() as session:
        for document, accepted in shown.items():
            await keep_acceptance(
                session,
                user_id=sent.user_id,
                business_id=sent.business_id,
                document=document,
                accepted=accepted,
                at=AT,
                ip=None,
                user_agent=None,
            )
        kept = await session.scalars(select(Acceptance.id).where(Acceptance.user_id == sent.user_id))
        words = {"acceptance_ids": ",".join(kept), "business_id": sent.business_id}
        session.add(
            OrderedLetter(
                id=letter_id, user_id=sent.user_id, purpose=purpose.value, words=words, ordered_at=AT
            )
        )
    return MailOrder(f"letter-{letter_id}", purpose, user_id=sent.user_id, about_id=letter_id)


@pytest.mark.parametrize("purpose", [Purpose.BUSINESS_REGISTERED, Purpose.TEXTS_ACCEPTED])
@pytest.mark.parametrize("language", ["es", "en"])
async def test_every_text_is_attached_as_it_was_shown(
    database: Database, mailer: Mailer, sink: RunningSink, purpose: Purpose, language: str
) -> None:
    sent = await sent_envelope(database, Wording(business="Acme <b>& Co</b>"), language=language)
    await mailer.send(await ordered(database, sent, purpose, language))
    (message,) = sink.messages(sent.sender_address)
    names = [one["filename"] for one in message["attachments"]]
    assert names == [f"{kind.value}-2026-11-22-{language}.txt" for kind in OWNER_ACCEPTS]
    for number in range(len(names)):
        file = sink.http.get(f"/inbox/messages/{message['id']}/attachments/{number}").content
        assert hashlib.sha256(file).hexdigest() in message["text"].replace("\n", " ")
    assert "d" * 64 in message["text"]
    assert "<b>" not in message["html"]
    assert message["links"] == ["https://firma.example/app/business"]


async def test_a_text_that_is_not_archived_yet_is_waited_for(database: Database, mailer: Mailer) -> None:
    sent = await sent_envelope(database)
    order = await ordered(database, sent, Purpose.TEXTS_ACCEPTED, "es")
    async with database.transaction() as session:
        unknown = Acceptance(
            id=new_id(Prefix.ACCEPTANCE),
            user_id=sent.user_id,
            document=Document.PRIVACY.value,
            version="2030-01-01",
            language="es",
            sha256="e" * 64,
            accepted_at=AT,
        )
        session.add(unknown)
        letter = await session.get_one(OrderedLetter, order.about_id)
        letter.words = {"acceptance_ids": unknown.id, "business_id": ""}
    with pytest.raises(LookupError, match="not in the archive yet"):
        await mailer.send(order)


async def test_nobody_gets_copies_of_what_another_accepted(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent, other = await sent_envelope(database), await sent_envelope(database)
    order = await ordered(database, sent, Purpose.TEXTS_ACCEPTED, "es")
    await mailer.send(
        MailOrder(
            "other-" + order.key, Purpose.TEXTS_ACCEPTED, user_id=other.user_id, about_id=order.about_id
        )
    )
    (message,) = sink.messages(other.sender_address)
    assert message["attachments"] == []
