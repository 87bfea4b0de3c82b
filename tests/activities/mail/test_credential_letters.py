"""Letters about lost credentials, in both languages, as they arrive (contract A7)."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Business, CredentialReport, Membership, User
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, assert_tame

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


async def report(
    database: Database, tokens: LinkTokens, email: str, user_id: str | None, language: str
) -> str:
    report_id = new_id(Prefix.CREDENTIAL_REPORT)
    async with database.transaction() as session:
        session.add(
            CredentialReport(
                id=report_id,
                email=email,
                user_id=user_id,
                trouble="theft",
                language=language,
                token_sha256=tokens.sha256(tokens.token(report_id)),
                reported_at=NOW,
                expires_at=NOW + timedelta(hours=24),
            )
        )
    return report_id


@pytest.mark.parametrize(("language", "trouble"), [("es", "robo"), ("en", "theft")])
async def test_the_reported_user_and_the_owner_are_told(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, language: str, trouble: str
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    member_id = new_id(Prefix.USER)
    email = f"{member_id}@example.com".lower()
    async with database.transaction() as session:
        session.add(
            User(
                id=member_id,
                email=email,
                password_hash="-",
                email_verified_at=NOW,
                created_at=NOW,
                name="<b>Eva</b>\r\nBcc: x@example.com",
                language=language,
            )
        )
        await session.flush()
        for user_id, role in ((sent.user_id, "owner"), (member_id, "guest")):
            place = Membership(business_id=sent.business_id, user_id=user_id, role=role, created_at=NOW)
            session.add(place)
    report_id = await report(database, tokens, email, member_id, language)
    for purpose in (Purpose.CREDENTIAL_REPORT_CONFIRM, Purpose.CREDENTIALS_SECURED):
        await mailer.send(MailOrder(f"{report_id}:{purpose.value}", purpose, about_id=report_id))
    to_owner = Purpose.CREDENTIALS_REPORTED
    await mailer.send(MailOrder(f"{report_id}:owner", to_owner, user_id=sent.user_id, about_id=report_id))

    confirm, secured = sorted(sink.messages(email), key=lambda message: "reset" in message["links"][0])
    assert confirm["links"] == [f"https://firma.example/credential-report#{tokens.token(report_id)}"]
    assert secured["links"] == ["https://firma.example/reset"]
    (owner,) = sink.messages(sent.sender_address)
    assert "Acme Bcc: victim@example.com" in " ".join(owner["text"].split())
    for message in (confirm, secured, owner):
        assert_tame(message)
        assert trouble in message["text"]
        assert message["headers"]["Content-Language"] == language


@pytest.mark.rule("W3")
@pytest.mark.parametrize(
    ("language", "told"), [("es", "cierra también todas sus demás sesiones"), ("en", "closes all your other")]
)
async def test_a_member_whose_owner_reported_them_learns_what_ended_and_how_to_end_the_rest(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, language: str, told: str
) -> None:
    sent = await sent_envelope(database, language=language)
    async with database.transaction() as session:
        (await session.get_one(User, sent.user_id)).language = language
        name = (await session.get_one(Business, sent.business_id)).name
    report_id = await report(database, tokens, sent.sender_address, sent.user_id, language)
    async with database.transaction() as session:
        (await session.get_one(CredentialReport, report_id)).within = sent.business_id
    purpose = Purpose.CREDENTIALS_SECURED
    await mailer.send(MailOrder(f"{report_id}:secured", purpose, about_id=report_id))
    (message,) = sink.messages(sent.sender_address)
    text = " ".join(message["text"].split())
    assert name in text
    assert told in text
    assert message["links"] == ["https://firma.example/reset"]
    assert_tame(message)


async def test_an_address_without_account_is_told_about_its_links(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens
) -> None:
    email = f"{new_id(Prefix.SIGNER)}@example.com".lower()
    report_id = await report(database, tokens, email, None, "en")
    purpose = Purpose.CREDENTIALS_SECURED
    await mailer.send(MailOrder(f"{report_id}:secured", purpose, about_id=report_id))
    (message,) = sink.messages(email)
    assert "signing links" in message["text"]
    assert "password" not in message["text"]
    assert_tame(message)
