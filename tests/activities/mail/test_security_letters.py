"""Letters about credentials, in both languages, as they arrive (contract M3, M7)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.mail.security_letters import WRITERS
from models import OrderedLetter, PasswordReset, User
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import SENT_AT, sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import assert_tame

HOSTILE = "<script>alert(1)</script>\r\nBcc: victim@example.com " + "x" * 400


async def ordered(database: Database, purpose: Purpose, language: str, **words: str) -> tuple[MailOrder, str]:
    """A letter as the API leaves it, to a new user; and their address."""
    sent = await sent_envelope(database, language=language)
    letter_id = new_id(Prefix.LETTER)
    async with database.transaction() as session:
        session.add(
            OrderedLetter(
                id=letter_id, user_id=sent.user_id, purpose=purpose.value, words=words, ordered_at=SENT_AT
            )
        )
    order = MailOrder(f"letter-{letter_id}", purpose, user_id=sent.user_id, about_id=letter_id)
    return order, sent.sender_address


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("purpose", [purpose for purpose in WRITERS if purpose is not Purpose.PASSWORD_RESET])
async def test_they_say_when_and_from_where_whatever_a_browser_calls_itself(
    database: Database, mailer: Mailer, sink: RunningSink, purpose: Purpose, language: str
) -> None:
    words = {"ip": "203.0.113.7", "user_agent": HOSTILE, "name": HOSTILE, "left": "7"}
    order, address = await ordered(database, purpose, language, **words)
    await mailer.send(order)
    (message,) = sink.messages(address)
    assert_tame(message)
    at = {"es": "22 de noviembre de 2026, 9:00", "en": "22 November 2026, 9:00"}[language]
    said = " ".join(message["text"].split()).replace("09:00", "9:00")
    assert at in said
    assert "203.0.113.7" in said
    assert len(said) < 3000


@pytest.mark.parametrize("language", ["es", "en"])
async def test_a_reset_is_by_a_derived_link_to_the_user_alone(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, language: str
) -> None:
    reset_id = new_id(Prefix.PASSWORD_RESET)
    order, address = await ordered(database, Purpose.PASSWORD_RESET, language, reset_id=reset_id)
    token = tokens.token(reset_id)
    async with database.transaction() as session:
        await session.execute(update(User).where(User.id == order.user_id).values(time_zone="Europe/Madrid"))
        session.add(
            PasswordReset(
                id=reset_id,
                user_id=order.user_id or "",
                token_sha256=tokens.sha256(token),
                requested_at=SENT_AT,
                expires_at=SENT_AT + timedelta(hours=1),
            )
        )
    await mailer.send(order)
    (message,) = sink.messages(address)
    assert_tame(message)
    assert message["links"] == [f"https://firma.example/reset#{token}"]
    assert "11:00 (Europe/Madrid)" in " ".join(message["text"].split())
