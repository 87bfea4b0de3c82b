"""Letters about data subjects' requests, in both languages, as they arrive (contract P6, P7)."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import RightsPart, RightsRequest, StaffMember
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import SentEnvelope, sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, assert_tame

FILED = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
WORDS = "Quiero mis datos\n\n\n<script>alert(1)</script>"
TO_PERSON = (Purpose.RIGHTS_RECEIVED, Purpose.RIGHTS_REMINDER, Purpose.RIGHTS_EXTENDED)


async def requested(
    database: Database, tokens: LinkTokens, sent: SentEnvelope, language: str, identity: str
) -> tuple[str, str, str]:
    """A request of the envelope's signer; ids of request, of the controller's part and of the holder's."""
    request_id = new_id(Prefix.RIGHTS_REQUEST)
    told = {
        "kind": "erasure",
        "email": sent.signer_address,
        "name": HOSTILE.signer,
        "words": WORDS,
        "language": language,
        "received_at": FILED,
        "identity": identity,
    }
    request = RightsRequest(
        id=request_id,
        channel="form",
        registered_at=FILED,
        token_sha256=tokens.sha256(tokens.token(request_id)),
        confirm_until=FILED + timedelta(days=5),
        extension_reason="Son muchos archivos",
        state="received",
        **told,
    )
    parts = [
        RightsPart(
            id=new_id(Prefix.RIGHTS_PART),
            request_id=request_id,
            business_id=business_id,
            envelopes=1,
            answer_due_at=FILED + timedelta(days=31),
            outcome=outcome,
            answer="No lo conservamos\r\nBcc: x@example.com",
            resolved_at=FILED,
            **told,
        )
        for business_id, outcome in ((sent.business_id, "refused"), (None, "granted"))
    ]
    async with database.transaction() as session:
        session.add(request)
        await session.flush()
        session.add_all(parts)
    return request_id, parts[0].id, parts[1].id


@pytest.mark.parametrize("language", ["es", "en"])
async def test_the_person_is_told_of_each_answer_alone(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, language: str
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    request_id, theirs, own = await requested(database, tokens, sent, language, "mailbox")
    for purpose in TO_PERSON:
        await mailer.send(MailOrder(f"rights:{request_id}:{purpose}", purpose, about_id=request_id))
    for part_id in (theirs, own):
        key = f"rights:{request_id}:{part_id}:answered"
        await mailer.send(MailOrder(key, Purpose.RIGHTS_ANSWERED, about_id=part_id))
    messages = sink.messages(sent.signer_address)
    assert len(messages) == len({message["subject"] for message in messages}) == 5
    link = f"https://firma.example/rights-request#{tokens.token(request_id)}"
    assert sum(message["links"] == [link] for message in messages) == 2
    for message in messages:
        assert_tame(message)
        assert message["headers"]["Content-Language"] == language
        assert request_id in message["text"]
    named = [message for message in messages if "Acme" in message["text"]]
    assert len(named) == 1
    assert "C/ Jorge Juan" in named[0]["text"]
    longer = {"es": "1 de marzo de 2027, 24:00", "en": "1 March 2027, 24:00"}[language]
    assert sum(longer in " ".join(message["text"].split()) for message in messages) == 1


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("identity", "es", "en"),
    [
        ("mailbox", "Hemos comprobado", "We have checked"),
        ("pending", "aún no ha confirmado", "has not confirmed"),
        ("refused", "no ha acreditado", "has not shown"),
    ],
)
async def test_the_controller_gets_what_helps_to_resolve(
    database: Database,
    mailer: Mailer,
    sink: RunningSink,
    tokens: LinkTokens,
    language: str,
    identity: str,
    es: str,
    en: str,
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    _, part_id, _ = await requested(database, tokens, sent, language, identity)
    for purpose in (Purpose.RIGHTS_NOTICE, Purpose.RIGHTS_NOTICE_REMINDER):
        key = f"rights:{sent.business_id}:{part_id}:{purpose}"
        await mailer.send(MailOrder(key, purpose, user_id=sent.user_id, about_id=part_id))
    due = {"es": "1 de enero de 2027, 23:00", "en": "1 January 2027, 23:00"}[language]
    for message in sink.messages(sent.sender_address):
        assert_tame(message)
        text = " ".join(message["text"].split())
        assert due in text
        assert sent.signer_address in text
        assert message["links"] == [f"https://firma.example/app/data-protection?business={sent.business_id}"]
    (notice,) = [one for one in sink.messages(sent.sender_address) if "Quiero mis datos" in one["text"]]
    text = " ".join(notice["text"].split())
    assert {"es": es, "en": en}[language] in text
    assert sent.envelope_id in text


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("role", ["dpo", "security"])
async def test_the_dpo_or_who_stands_in_is_warned_without_a_name(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, language: str, role: str
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    async with database.transaction() as session:
        session.add(StaffMember(user_id=sent.user_id, roles=[role], joined_at=FILED, left_at=FILED))
    request_id, _, _ = await requested(database, tokens, sent, language, "mailbox")
    steps = ("opened", "half", "three_quarters-extended", "overdue", "unreached-1", "extension_unreached")
    steps += ("answer_unreached",)
    for step in steps:
        order = MailOrder(
            f"rights:{request_id}:{step}:{sent.user_id}",
            Purpose.RIGHTS_WARNING,
            user_id=sent.user_id,
            about_id=f"{request_id}:{step}",
        )
        await mailer.send(order)
    messages = sink.messages(sent.sender_address)
    assert len({message["subject"] for message in messages}) == len(steps)
    for message in messages:
        assert_tame(message)
        assert sent.signer_address not in message["text"]
        assert message["links"] == [f"https://firma.example/app/staff/rights-requests#{request_id}"]
        named = {"es": "delegado de protección de datos", "en": "data protection officer"}[language]
        assert (named in " ".join(message["text"].split())) is (role == "security")
