"""Letters about the way back into an account, in both languages, as they arrive (contract M3, A7)."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import AccountRecovery, User
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import assert_tame

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PURPOSES = {
    "awaiting_confirmation": Purpose.RECOVERY_CONFIRM,
    "awaiting_identity": Purpose.RECOVERY_IDENTITY,
    "waiting": Purpose.RECOVERY_AHEAD,
    "done": Purpose.RECOVERY_DONE,
    "stopped": Purpose.RECOVERY_ENDED,
    "refused": Purpose.RECOVERY_ENDED,
    "expired": Purpose.RECOVERY_ENDED,
}


async def user(database: Database, language: str, name: str = "<b>Eva</b>\r\nBcc: x@example.com") -> User:
    user_id = new_id(Prefix.USER)
    row = User(
        id=user_id,
        email=f"{user_id}@example.com".lower(),
        password_hash="-",
        email_verified_at=NOW,
        created_at=NOW,
        name=name,
        language=language,
    )
    async with database.transaction() as session:
        session.add(row)
    return row


async def recovery(database: Database, tokens: LinkTokens, account: User, state: str) -> str:
    recovery_id = new_id(Prefix.ACCOUNT_RECOVERY)
    pau, nora = await user(database, "es", "Pau Ribes"), await user(database, "es", "Nora Gil")
    async with database.transaction() as session:
        session.add(
            AccountRecovery(
                id=recovery_id,
                email=account.email,
                user_id=account.id,
                language="es",
                token_sha256=tokens.sha256(tokens.token(recovery_id)),
                asked_at=NOW,
                state=state,
                expires_at=NOW + timedelta(hours=72),
                confirmed_at=NOW,
                proof="video_call",
                identity_reason="Documento <b>a la vista</b>",
                identified_by=pau.id,
                decided_by=nora.id,
            )
        )
    return recovery_id


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("state", PURPOSES)
async def test_the_account_is_told(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, language: str, state: str
) -> None:
    account = await user(database, language)
    recovery_id = await recovery(database, tokens, account, state)
    await mailer.send(MailOrder(f"{recovery_id}:{state}", PURPOSES[state], about_id=recovery_id))
    (message,) = sink.messages(account.email)
    assert_tame(message)
    assert message["headers"]["Content-Language"] == language
    link = {
        "awaiting_confirmation": f"/recovery#{tokens.token(recovery_id)}",
        "awaiting_identity": f"/recovery#{tokens.token(recovery_id)}",
        "waiting": f"/recovery#{tokens.token(recovery_id)}",
        "done": "/reset",
    }.get(state, "/recovery")
    assert message["links"] == [f"https://firma.example{link}"]
    if state == "waiting":
        assert "25" in message["subject"], "the day on which it takes place"


@pytest.mark.parametrize("purpose", [Purpose.STAFF_DECISION_ASKED, Purpose.STAFF_DECISION_TAKEN])
@pytest.mark.parametrize(("language", "word"), [("es", "devolver el acceso"), ("en", "giving access back")])
async def test_the_staff_is_asked_and_told_without_naming_the_account(
    database: Database,
    mailer: Mailer,
    sink: RunningSink,
    tokens: LinkTokens,
    language: str,
    word: str,
    purpose: Purpose,
) -> None:
    account, second = await user(database, "es"), await user(database, language, "Ana Soler")
    state = "awaiting_approval" if purpose is Purpose.STAFF_DECISION_ASKED else "waiting"
    recovery_id = await recovery(database, tokens, account, state)
    order = MailOrder(f"{recovery_id}:{purpose}", purpose, user_id=second.id, about_id=recovery_id)
    await mailer.send(order)
    (message,) = sink.messages(second.email)
    assert_tame(message)
    assert word in message["subject"]
    assert account.email not in message["text"]
    assert recovery_id in message["text"]
    assert message["links"] == ["https://firma.example/app/staff/recoveries"]


async def test_what_has_gone_on_is_not_told_any_more(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens
) -> None:
    account = await user(database, "es")
    recovery_id = await recovery(database, tokens, account, "stopped")
    order = MailOrder(f"{recovery_id}:late", Purpose.RECOVERY_AHEAD, about_id=recovery_id)
    with pytest.raises(Exception, match="has gone on"):
        await mailer.send(order)
    assert sink.messages(account.email) == []
