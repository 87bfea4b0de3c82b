"""Mails about trainings say what is so when they are written (contract P5)."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError

from activities.mail.mailer import GROUND_GONE, Mailer
from activities.mail.messages import MailOrder, Purpose
from models import StaffMember
from models.database import Database
from tests.activities.mail.envelopes import sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, LANGUAGES, assert_tame
from tests.duties import passed_test


async def hired(
    database: Database, language: str, trained_at: datetime | None
) -> tuple[str, str, datetime | None]:
    """Somebody of the staff: id, address, and until when their training holds."""
    user = await sent_envelope(database, HOSTILE, language=language)
    async with database.transaction() as session:
        session.add(StaffMember(user_id=user.user_id, roles=["support"], joined_at=datetime.now(UTC)))
        await session.flush()
        row = passed_test(user.user_id, trained_at) if trained_at else None
        session.add_all([row] if row else [])
    return user.user_id, user.sender_address, row.valid_until if row else None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trained", [True, False])
async def test_it_says_until_when_the_training_holds_or_that_none_does(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, trained: bool
) -> None:
    user_id, address, until = await hired(
        database, language, datetime.now(UTC) - timedelta(days=345) if trained else None
    )
    about = until.isoformat() if until else None
    await mailer.send(MailOrder(f"training:{user_id}", Purpose.TRAINING_DUE, user_id=user_id, about_id=about))
    (message,) = sink.messages(address)
    assert_tame(message)
    assert message["links"] == ["https://firma.example/app/staff/duties"]
    assert (str(until.year) in message["subject"]) if until else ("20" not in message["subject"])


async def test_who_was_trained_meanwhile_is_not_told(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    user_id, address, _ = await hired(database, "es", datetime.now(UTC))
    with pytest.raises(ApplicationError) as gone:
        await mailer.send(MailOrder(f"training:{user_id}", Purpose.TRAINING_DUE, user_id=user_id))
    assert gone.value.type == GROUND_GONE
    assert sink.messages(address) == []
