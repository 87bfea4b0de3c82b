"""A crash or a lost answer between any two steps: the mail arrives once, and the ledger knows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.mail.provider import SendGrid
from activities.records.ledger import read_chain
from models import MailProviderEvent
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.conftest import SETTLE, MailerOf
from tests.activities.mail.envelopes import sent_envelope
from tests.activities.mail.orders import ledger_row, to_signer, until_sent
from tests.activities.mail.running_sink import RunningSink


class WorkerKilled(BaseException):
    """The process ends here."""


class KilledBeforeSending(SendGrid):
    """The worker dies after the claim was committed, before anything was sent."""

    async def send(self, message: Mapping[str, Any]) -> str:
        raise WorkerKilled


class KilledAfterSending(SendGrid):
    """The worker dies after the provider's answer, before it could be recorded."""

    async def send(self, message: Mapping[str, Any]) -> str:
        await super().send(message)
        raise WorkerKilled


async def _mails(database: Database, envelope_id: str) -> list[str]:
    async with database.transaction() as session:
        return [event.kind for event in await read_chain(session, envelope_id)]


async def test_killed_after_sending_is_not_sent_again(
    database: Database, mailer_of: MailerOf, provider: SendGrid, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    with pytest.raises(WorkerKilled):
        await mailer_of(KilledAfterSending(sink.BEARER, sink.url)).send(to_signer(sent))
    assert (await ledger_row(database, to_signer(sent))).state == "sending"

    await mailer_of(provider).send(to_signer(sent))
    (message,) = sink.messages(sent.signer_address)
    mail = await ledger_row(database, to_signer(sent))
    assert (mail.state, mail.provider_message_id, mail.attempts) == ("accepted", message["id"], 1)
    assert await _mails(database, sent.envelope_id) == ["link:issued", "mail:accepted"]


async def test_killed_before_sending_is_sent_once_it_is_sure(
    database: Database, mailer_of: MailerOf, provider: SendGrid, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    with pytest.raises(WorkerKilled):
        await mailer_of(KilledBeforeSending(sink.BEARER, sink.url)).send(to_signer(sent))

    with pytest.raises(ApplicationError) as unknown:
        await mailer_of(provider).send(to_signer(sent))
    assert unknown.value.type == "MailOutcomeUnknown"
    assert unknown.value.next_retry_delay is not None
    assert unknown.value.next_retry_delay <= SETTLE
    assert sink.messages(sent.signer_address) == []

    await until_sent(mailer_of(provider), to_signer(sent))
    (message,) = sink.messages(sent.signer_address)
    mail = await ledger_row(database, to_signer(sent))
    assert (mail.state, mail.attempts) == ("accepted", 2)
    assert message["headers"]["Message-ID"].startswith(f"<{mail.id}@")
    assert await _mails(database, sent.envelope_id) == ["link:issued", "mail:accepted"]


@pytest.mark.parametrize("fault", ["lose_answers", "drop_requests"])
async def test_lost_answer_is_asked_about(
    database: Database, mailer_of: MailerOf, provider: SendGrid, sink: RunningSink, fault: str
) -> None:
    sink.faults(**{fault: 1})
    sent = await sent_envelope(database)
    mailer = mailer_of(provider)
    with pytest.raises(ApplicationError, match="no answer") as unknown:
        await mailer.send(to_signer(sent))
    assert unknown.value.type == "MailOutcomeUnknown"
    await until_sent(mailer, to_signer(sent))
    assert len(sink.messages(sent.signer_address)) == 1


async def test_answer_that_does_not_tell_is_asked_about(
    database: Database, mailer_of: MailerOf, provider: SendGrid, sink: RunningSink
) -> None:
    sink.faults(refuse_next=1, refuse_status=500)
    sent = await sent_envelope(database)
    mailer = mailer_of(provider)
    with pytest.raises(ApplicationError, match="500") as unknown:
        await mailer.send(to_signer(sent))
    assert unknown.value.type == "MailOutcomeUnknown"
    assert (await ledger_row(database, to_signer(sent))).state == "sending"
    await until_sent(mailer, to_signer(sent))
    assert len(sink.messages(sent.signer_address)) == 1


async def test_feed_that_lags_behind_is_waited_for(
    database: Database, mailer_of: MailerOf, provider: SendGrid, sink: RunningSink
) -> None:
    sink.faults(lose_answers=1, hide_from_search_seconds=SETTLE.total_seconds() / 2)
    sent = await sent_envelope(database)
    await until_sent(mailer_of(provider), to_signer(sent))
    assert len(sink.messages(sent.signer_address)) == 1


async def test_feed_that_fails_makes_it_wait(
    database: Database, mailer_of: MailerOf, provider: SendGrid, sink: RunningSink
) -> None:
    sink.faults(lose_answers=1, search_status=500)
    sent = await sent_envelope(database)
    mailer = mailer_of(provider)
    for expected in ("MailOutcomeUnknown", "MailProviderUnavailable"):
        with pytest.raises(ApplicationError) as error:
            await mailer.send(to_signer(sent))
        assert error.value.type == expected
    sink.faults()
    await until_sent(mailer, to_signer(sent))
    assert len(sink.messages(sent.signer_address)) == 1


async def test_webhook_tells_where_the_account_has_no_feed(
    database: Database, mailer_of: MailerOf, provider: SendGrid, sink: RunningSink
) -> None:
    sink.faults(lose_answers=1, search_status=403)
    sent = await sent_envelope(database)
    mailer = mailer_of(provider)
    with pytest.raises(ApplicationError):
        await mailer.send(to_signer(sent))
    mail = await ledger_row(database, to_signer(sent))
    now = datetime.now(UTC)
    async with database.transaction() as session:
        session.add(
            MailProviderEvent(
                provider_event_id=new_id(Prefix.EVENT),
                mail_id=mail.id,
                kind="processed",
                at=now,
                received_at=now,
                handled_at=now,
                payload={},
            )
        )
    await mailer.send(to_signer(sent))
    assert len(sink.messages(sent.signer_address)) == 1
    assert (await ledger_row(database, to_signer(sent))).state == "accepted"
