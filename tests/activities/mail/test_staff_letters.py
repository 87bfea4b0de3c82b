"""Letters to the holder's staff, in both languages, with what hostile people might write."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Base, StaffEvent, StaffInvitation, StaffRoleChange, User
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, LANGUAGES, assert_tame

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
HOSTILE_NAME = HOSTILE.signer
STAFF_PURPOSES = {purpose for purpose in Purpose if purpose.value.startswith("staff-")}


@pytest.fixture(params=LANGUAGES)
async def reader(request: pytest.FixtureRequest, database: Database) -> User:
    """Whom the letters are for, and who asked for what they tell."""
    user_id = new_id(Prefix.USER)
    user = User(
        id=user_id,
        email=f"{user_id.lower()}@example.com",
        password_hash="-",
        email_verified_at=AT,
        created_at=AT,
        name=HOSTILE.sender,
        language=request.param,
    )
    await keep(database, user)
    return user


async def keep(database: Database, row: Base) -> None:
    async with database.transaction() as session:
        session.add(row)


def invitation(
    tokens: LinkTokens, asked_by: str | None, language: str = "es", **more: Any
) -> StaffInvitation:
    invitation_id = new_id(Prefix.STAFF_INVITATION)
    fields: dict[str, Any] = {
        "id": invitation_id,
        "email": f"{invitation_id.lower()}@example.com",
        "name": HOSTILE_NAME,
        "language": language,
        "roles": ["reviewer", "support"],
        "reason": HOSTILE.message,
        "asked_by": asked_by,
        "asked_at": AT,
        "needs_second": True,
        "token_sha256": tokens.sha256(tokens.token(invitation_id)),
        "state": "invited",
        "expires_at": AT + timedelta(days=7),
    }
    return StaffInvitation(**fields | more)


def change(user_id: str, state: str, **more: Any) -> StaffRoleChange:
    fields: dict[str, Any] = {
        "id": new_id(Prefix.STAFF_ROLE_CHANGE),
        "user_id": user_id,
        "roles_before": ["support"],
        "roles": ["dpo"],
        "reason": HOSTILE.reason,
        "asked_by": user_id,
        "asked_at": AT,
        "needs_second": True,
        "expires_at": AT + timedelta(days=3),
        "state": state,
    }
    return StaffRoleChange(**fields | more)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_invited_get_a_link_of_their_own_and_no_password(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, language: str
) -> None:
    row = invitation(tokens, None, language)
    await keep(database, row)
    await mailer.send(MailOrder(f"{row.id}:1", Purpose.STAFF_INVITATION, about_id=row.id))
    (message,) = sink.messages(row.email)
    assert_tame(message)
    assert message["links"] == [f"https://firma.example/staff-invitation#{tokens.token(row.id)}"]
    assert message["headers"]["Content-Language"] == language
    duty = {"es": "revisión de denuncias, soporte", "en": "review of reports, support"}[language]
    assert duty in " ".join(message["text"].split())


async def test_those_who_decide_read_who_asks_for_what_and_why(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink, tokens: LinkTokens
) -> None:
    rows = [
        invitation(tokens, reader.id),
        change(reader.id, "awaiting_confirmation"),
    ]
    for row in rows:
        await keep(database, row)
        order = MailOrder(f"{row.id}:1", Purpose.STAFF_DECISION_ASKED, user_id=reader.id, about_id=row.id)
        await mailer.send(order)
    messages = sink.messages(reader.email)
    assert len({message["subject"] for message in messages}) == len(messages) == 2
    for message in messages:
        assert_tame(message)
        assert message["links"] == ["https://firma.example/app/staff/members"]
    assert "alert(2)" in messages[0]["text"] + messages[1]["text"], "the reason"


@pytest.mark.parametrize("state", ["accepted", "refused", "expired"])
async def test_who_asked_reads_how_the_invitation_ended(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, state: str
) -> None:
    row = invitation(tokens, reader.id, state=state, ended_reason="No la conozco.")
    await keep(database, row)
    order = MailOrder(f"{row.id}:1", Purpose.STAFF_INVITATION_ENDED, user_id=reader.id, about_id=row.id)
    await mailer.send(order)
    (message,) = sink.messages(reader.email)
    assert_tame(message)
    assert "> No la conozco." in message["text"]


@pytest.mark.parametrize("state", ["applied", "refused", "expired"])
async def test_who_asked_reads_what_was_decided_about_roles(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink, state: str
) -> None:
    row = change(reader.id, state)
    await keep(database, row)
    for purpose in (Purpose.STAFF_DECISION_TAKEN, Purpose.STAFF_ROLES_CHANGED):
        order = MailOrder(f"{row.id}:{purpose}", purpose, user_id=reader.id, about_id=row.id)
        await mailer.send(order)
    messages = sink.messages(reader.email)
    assert len({message["subject"] for message in messages}) == 2
    for message in messages:
        assert_tame(message)


async def test_leavings_are_told_before_and_after(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink
) -> None:
    event = StaffEvent(
        id=new_id(Prefix.STAFF_EVENT),
        user_id=reader.id,
        at=AT,
        kind="leaving_set",
        by=reader.id,
        roles=["support"],
        reason="x",
        leaves_at=datetime(2027, 3, 28, 22, tzinfo=UTC),
    )
    await keep(database, event)
    for purpose in (Purpose.STAFF_LEAVING_SOON, Purpose.STAFF_LEFT):
        await mailer.send(MailOrder(f"{event.id}:{purpose}", purpose, user_id=reader.id, about_id=event.id))
    messages = sink.messages(reader.email)
    assert len({message["subject"] for message in messages}) == 2
    for message in messages:
        assert_tame(message)
        day = {"es": "28 de marzo de 2027, 24:00", "en": "28 March 2027, 24:00"}[reader.language]
        assert day in " ".join(message["text"].split()), "the last day, to its end"
