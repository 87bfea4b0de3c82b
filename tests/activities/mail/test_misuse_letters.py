"""Letters about misuse, in both languages, with hostile names, as they arrive (contract A8)."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Business, MisuseAppeal, MisuseDecision, MisuseReport
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import SentEnvelope, sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, Elements, assert_tame

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TO_OWNER = (Purpose.MISUSE_STATEMENT, Purpose.MISUSE_REVOKED, Purpose.MISUSE_ENDED, Purpose.MISUSE_UPHELD)


async def decided(
    database: Database, sent: SentEnvelope, address: str, language: str, state: str
) -> tuple[str, str]:
    report_id, decision_id = new_id(Prefix.MISUSE_REPORT), new_id(Prefix.MISUSE_DECISION)
    rows = [
        MisuseReport(
            id=report_id, reporter="anybody", ground="fraud", words="x", reply_to=address, language=language,
            received_at=NOW, document_ids=[], state=state, sequence=1,
        ),
        MisuseDecision(
            id=decision_id, report_id=report_id, business_id=sent.business_id, verdict="revoke",
            ground="fraud",
            facts="<script>alert(1)</script>\r\nPide pagar dos veces", reason="secreto interno",
            user_id=sent.user_id, reach="business", terms_version="2026-11-22", proposed_by="usr_r",
            proposed_at=NOW, state="in_force", in_force_at=NOW, appeal_until=NOW + timedelta(days=180),
        ),
        MisuseAppeal(
            id=new_id(Prefix.MISUSE_APPEAL), decision_id=decision_id, business_id=sent.business_id,
            filed_by=sent.user_id, words="x", filed_at=NOW, state="rejected", decided_at=NOW,
            decided_by="usr_r", reason="No hay pruebas nuevas",
        ),
    ]  # fmt: skip
    async with database.transaction() as session:
        for row in rows:
            session.add(row)
            await session.flush()
    return report_id, decision_id


@pytest.mark.parametrize("language", ["es", "en"])
async def test_each_says_what_was_decided_why_and_how_to_appeal(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    report_id, decision_id = await decided(database, sent, "x@example.com", language, "sanctioned")
    for purpose in TO_OWNER:
        await mailer.send(MailOrder(f"{report_id}:{purpose.value}", purpose, about_id=decision_id))
    messages = sink.messages(sent.sender_address)
    assert len(messages) == len(TO_OWNER)
    for message in messages:
        assert_tame(message)
        assert "secreto interno" not in message["text"] + message["html"]
    statement = next(message for message in messages if "4.2, 4.4" in message["text"])
    said = Elements(statement["html"]).text
    for words in ("Pide pagar dos veces", "2026-11-22", decision_id, "<script>alert(1)</script>"):
        assert words in said
    assert statement["links"] == ["https://firma.example/app/misuse"]
    assert [message for message in messages if "No hay pruebas nuevas" in message["text"]]


@pytest.mark.parametrize(
    ("state", "reason", "said", "unsaid"),
    [
        ("lifted", None, "siguen su curso", "pruebas nuevas"),
        ("reversed", None, "No hay pruebas nuevas", "levantado"),
        ("lifted", "unpaid", "sigue limitado por otra causa", "siguen su curso"),
    ],
)
async def test_what_ends_is_told_with_what_still_limits(
    database: Database,
    mailer: Mailer,
    sink: RunningSink,
    state: str,
    reason: str | None,
    said: str,
    unsaid: str,
) -> None:
    sent = await sent_envelope(database)
    report_id, decision_id = await decided(database, sent, "x@example.com", "es", "sanctioned")
    standing = "download_only" if reason else "active"
    async with database.transaction() as session:
        decision = await session.get_one(MisuseDecision, decision_id)
        decision.verdict, decision.user_id, decision.reach, decision.state = "suspend", None, None, state
        business = await session.get_one(Business, sent.business_id)
        business.standing, business.standing_reason = standing, reason
    await mailer.send(MailOrder(f"{report_id}:ended", Purpose.MISUSE_ENDED, about_id=decision_id))
    (message,) = sink.messages(sent.sender_address)
    text = " ".join(message["text"].split())
    assert said in text
    assert unsaid not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("sanctioned", "hemos tomado medidas"),
        ("dismissed", "no ha encontrado"),
        ("not_found", "No hemos encontrado"),
    ],
)
async def test_who_reported_learns_the_outcome_and_nothing_of_the_customer(
    database: Database, mailer: Mailer, sink: RunningSink, state: str, words: str
) -> None:
    sent = await sent_envelope(database)
    address = f"{new_id(Prefix.USER)}@example.com".lower()
    report_id, _ = await decided(database, sent, address, "es", state)
    for purpose in (Purpose.MISUSE_RECEIVED, Purpose.MISUSE_OUTCOME):
        await mailer.send(MailOrder(f"{report_id}:{purpose.value}", purpose, about_id=report_id))
    messages = sink.messages(address)
    assert len(messages) == 2
    assert any(words in " ".join(message["text"].split()) for message in messages)
    for message in messages:
        assert_tame(message)
        assert "Gestoría" not in message["text"]
