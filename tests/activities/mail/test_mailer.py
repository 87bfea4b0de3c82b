"""Each ordered mail is accepted once: ordered twice, at the same time, refused, or while others are busy."""

import asyncio
import hashlib
import logging
import time

import pytest
from temporalio.exceptions import ApplicationError

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.mail.provider import SendGrid
from activities.records.ledger import read_chain
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.evidence import canonical_json
from terms.mail import MailState
from tests.activities.mail.conftest import MailerOf
from tests.activities.mail.envelopes import sent_envelope
from tests.activities.mail.orders import ledger_row, to_sender, to_signer, until_sent
from tests.activities.mail.running_sink import RunningSink
from tests.waiting import until


async def test_accepted_mail_is_in_ledger_and_evidence(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    order = to_signer(sent)
    receipt = await mailer.send(order)

    (message,) = sink.messages(sent.signer_address)
    mail = await ledger_row(database, order)
    assert mail.id == receipt.mail_id
    assert (mail.state, mail.attempts, mail.provider_message_id) == ("accepted", 1, message["id"])
    assert message["custom_args"] == {"mail_id": mail.id}
    assert message["headers"]["Message-ID"] == f"<{mail.id}@firma.example>"
    content = {name: message[name] for name in ("subject", "html", "text")}
    assert mail.content_sha256 == hashlib.sha256(canonical_json(content)).hexdigest()

    async with database.transaction() as session:
        events = await read_chain(session, sent.envelope_id)
    assert [event.kind for event in events] == ["link:issued", "mail:accepted"]
    assert events[1].data["content_sha256"] == mail.content_sha256
    assert events[1].data["provider_message_id"] == message["id"]
    assert sent.signer_address not in str(events[1].data)
    assert events[1].personal == {"address": sent.signer_address}


async def test_repeated_order_sends_nothing_more(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    receipts = [await mailer.send(to_signer(sent)) for _ in range(3)]
    assert len(set(receipts)) == 1
    assert len(sink.messages(sent.signer_address)) == 1


async def test_orders_at_the_same_time_send_one(
    database: Database, mailer_of: MailerOf, provider: SendGrid, sink: RunningSink
) -> None:
    sink.faults(delay_seconds=0.2)
    sent = await sent_envelope(database)
    processes = [mailer_of(provider) for _ in range(6)]
    receipts = await asyncio.gather(*(until_sent(mailer, to_signer(sent)) for mailer in processes))
    assert len(set(receipts)) == 1
    assert len(sink.messages(sent.signer_address)) == 1
    async with database.transaction() as session:
        assert [event.kind for event in await read_chain(session, sent.envelope_id)] == [
            "link:issued",
            "mail:accepted",
        ]


async def test_rate_limit_is_waited_for_as_long_as_the_provider_says(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sink.faults(refuse_next=1, refuse_status=429, retry_after="2")
    sent = await sent_envelope(database)
    before = time.monotonic()
    with pytest.raises(ApplicationError) as refused:
        await mailer.send(to_signer(sent))
    assert refused.value.type == "MailProviderUnavailable"
    assert not refused.value.non_retryable
    assert refused.value.next_retry_delay is not None
    assert refused.value.next_retry_delay.total_seconds() == 2
    assert (await ledger_row(database, to_signer(sent))).state == "queued"

    await mailer.send(to_signer(sent))
    assert time.monotonic() - before >= 2, "everybody pauses when the provider asks for it"
    assert len(sink.messages(sent.signer_address)) == 1


@pytest.mark.parametrize("status", [401, 403, 413, 503])
async def test_provider_that_refuses_us_is_tried_again(
    database: Database, mailer: Mailer, sink: RunningSink, status: int
) -> None:
    sink.faults(refuse_next=2, refuse_status=status)
    sent = await sent_envelope(database)
    with pytest.raises(ApplicationError) as refused:
        await mailer.send(to_signer(sent))
    assert not refused.value.non_retryable
    assert str(status) in str(refused.value)
    await until_sent(mailer, to_signer(sent))
    assert len(sink.messages(sent.signer_address)) == 1


async def test_provider_that_is_down_is_tried_again(
    database: Database, mailer_of: MailerOf, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    nowhere = SendGrid(sink.BEARER, "http://127.0.0.1:9")
    with pytest.raises(ApplicationError, match="cannot be reached") as refused:
        await mailer_of(nowhere).send(to_signer(sent))
    assert not refused.value.non_retryable
    await mailer.send(to_signer(sent))
    assert len(sink.messages(sent.signer_address)) == 1


async def test_address_refused_for_good_is_like_a_bounce(
    database: Database, mailer: Mailer, sink: RunningSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sent = await sent_envelope(database, host="refuse.test")
    for _ in range(2):
        with pytest.raises(ApplicationError) as refused:
            await mailer.send(to_signer(sent))
        assert (refused.value.type, refused.value.non_retryable) == ("MailRefused", True)
        assert "@" not in str(refused.value)
    mail = await ledger_row(database, to_signer(sent))
    assert (mail.state, mail.attempts) == (MailState.REFUSED.value, 1)
    assert sink.messages(sent.signer_address) == []
    assert sent.signer_address not in caplog.text
    assert sink.BEARER not in caplog.text


async def test_cancelled_attempt_under_way_is_still_recorded(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sink.faults(delay_answer_seconds=1)
    sent = await sent_envelope(database)
    sending = asyncio.create_task(mailer.send(to_signer(sent)))
    await until(lambda: sink.messages(sent.signer_address), 10)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert (await ledger_row(database, to_signer(sent))).state == "accepted"


async def test_order_for_nobody_is_never_retried(database: Database, mailer: Mailer) -> None:
    sent = await sent_envelope(database)
    missing = MailOrder("k:" + new_id(Prefix.ACT), Purpose.SIGN_REQUEST, sent.envelope_id, "sgn_missing")
    with pytest.raises(ApplicationError) as refused:
        await mailer.send(missing)
    assert (refused.value.type, refused.value.non_retryable) == ("MailOrderUnknown", True)


async def test_key_of_another_mail_is_refused(database: Database, mailer: Mailer, sink: RunningSink) -> None:
    sent = await sent_envelope(database)
    order = to_signer(sent)
    await mailer.send(order)
    other = MailOrder(order.key, Purpose.ENVELOPE_VOIDED, sent.envelope_id, sent.signer_id)
    with pytest.raises(ApplicationError) as refused:
        await mailer.send(other)
    assert refused.value.type == "MailOrderUnknown"
    assert len(sink.messages(sent.signer_address)) == 1


async def test_sender_never_gets_a_signers_link(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    told = [purpose for purpose in Purpose if purpose.value.startswith(("envelope-", "signer-"))]
    for purpose in told:
        await mailer.send(to_sender(sent, purpose))
    messages = sink.messages(sent.sender_address)
    assert len(messages) == len(told) >= 6
    for message in messages:
        assert message["links"] == [f"https://firma.example/envelopes/{sent.envelope_id}"]
        assert "/sign/" not in message["html"] + message["text"]
