"""Each ordered message leaves once, and only with clause, consent and a text that holds nothing sensitive."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from temporalio.exceptions import ApplicationError

from activities.mail.links import LinkTokens
from activities.messenger.messages import MessageOrder, MessageReceipt
from activities.messenger.messenger import Messenger
from activities.messenger.notices import Notices
from activities.messenger.provider import Twilio
from activities.records.ledger import read_chain
from activities.webhooks.message_events import MessageEvents
from activities.webhooks.signature import WebhookRefusedError
from models import ChannelClause, ChannelConsent, Envelope, Message, SigningLink, Subprocessor
from models.database import Database, make_engine
from models.scope import PUBLIC
from terms.messaging import Channel, MessagePurpose, MessageState
from tests.activities.mail.envelopes import SentEnvelope, Wording, sent_envelope
from tests.activities.mail.orders import to_sender, to_signer
from tests.activities.messenger.conftest import REPORT_URL, messenger_on
from tests.activities.messenger.consents import clause, consent, new_phone
from tests.activities.messenger.running_sink import SIGNING, RunningMessageSink, signature_of
from tests.databases import OwnDatabase

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def order_for(sent: SentEnvelope, channel: Channel = Channel.SMS) -> MessageOrder:
    """As the envelope's workflow orders it."""
    key = f"envelope-{sent.envelope_id}:sign-request:{sent.signer_id}:1:{channel.value}"
    return MessageOrder(key, MessagePurpose.SIGN_REQUEST, channel, sent.envelope_id, sent.signer_id)


async def until_told(messenger: Messenger, order: MessageOrder, seconds: float = 20) -> MessageReceipt:
    """Retries as Temporal does, after the delay that an error asks for."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                return await messenger.send(order)
            except ApplicationError as error:
                if error.non_retryable:
                    raise
                await asyncio.sleep(
                    error.next_retry_delay.total_seconds() if error.next_retry_delay else 0.05
                )


async def row_of(database: Database, order: MessageOrder) -> Message:
    """The message of an order."""
    async with database.transaction() as session:
        return (await session.scalars(select(Message).where(Message.key == order.key))).one()


async def events_of(database: Database, sent: SentEnvelope) -> list[str]:
    """The kinds in the envelope's evidence."""
    async with database.transaction() as session:
        return [event.kind for event in await read_chain(session, sent.envelope_id)]


@pytest.mark.parametrize("channel", list(Channel))
async def test_a_consented_notice_leaves_once_with_a_link_that_works(
    messages_database: Database,
    messenger: Messenger,
    message_sink: RunningMessageSink,
    sent: SentEnvelope,
    channel: Channel,
) -> None:
    await clause(messages_database, sent, channel)
    given = await consent(messages_database, sent, channel)
    order = order_for(sent, channel)
    receipts = [await messenger.send(order) for _ in range(3)]
    assert {receipt.state for receipt in receipts} == {MessageState.ACCEPTED}

    (message,) = message_sink.messages(given.phone)
    assert message["to"].endswith(given.phone)
    assert message["body"].startswith(
        "Gestoría Martínez & Hijos te pide que firmes «Contrato de arrendamiento»"
    )
    token = re.search(r"https://firma\.example/sign/([\w-]+)", message["body"])
    assert token is not None
    async with messages_database.transaction() as session:
        link = await session.scalar(
            select(SigningLink).where(SigningLink.token_sha256 == LinkTokens.sha256(token[1]))
        )
    assert link is not None
    assert (link.signer_id, link.revoked_at) == (sent.signer_id, None)
    row = await row_of(messages_database, order)
    assert (row.phone, row.consent_id, row.attempts) == (given.phone, given.id, 1)
    assert row.provider_message_id == message["sid"]
    assert await events_of(messages_database, sent) == ["link:issued", "message:accepted"]


@pytest.mark.rule("W1")
@pytest.mark.parametrize(
    ("with_clause", "given", "reasons"),
    [
        (True, None, ("no_consent",)),
        (True, {"confirmed_at": None}, ("no_consent",)),
        (True, {"revoked_at": NOW}, ("no_consent",)),
        (False, {}, ("no_clause",)),
        (False, None, ("no_clause", "no_consent")),
    ],
)
async def test_without_clause_and_confirmed_consent_nothing_leaves(
    messages_database: Database,
    messenger: Messenger,
    message_sink: RunningMessageSink,
    sent: SentEnvelope,
    with_clause: bool,
    given: dict[str, object] | None,
    reasons: tuple[str, ...],
) -> None:
    phone = new_phone()
    if with_clause:
        await clause(messages_database, sent)
    if given is not None:
        await consent(messages_database, sent, **({"phone": phone} | given))
    receipt = await messenger.send(order_for(sent))
    assert (receipt.state, receipt.reasons) == (MessageState.REFUSED, reasons)
    assert message_sink.messages(phone) == []
    assert await events_of(messages_database, sent) == ["message:refused"]


@pytest.mark.rule("W2")
@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Pago a ES91 2100 0418 4502 0005 1332", "bank_account"),
        ("DNI 12345678Z", "identity_number"),
        ("Informe oncológico", "health"),
        ("Ver en malo.example", "foreign_link"),
    ],
)
async def test_a_sensitive_title_stays_here_and_the_reason_is_evidence(
    messages_database: Database,
    messenger: Messenger,
    message_sink: RunningMessageSink,
    title: str,
    reason: str,
) -> None:
    sent = await sent_envelope(messages_database, Wording(title=title))
    await clause(messages_database, sent)
    given = await consent(messages_database, sent)
    receipt = await messenger.send(order_for(sent))
    assert receipt.state is MessageState.REFUSED
    assert reason in receipt.reasons
    assert message_sink.messages(given.phone) == []
    async with messages_database.transaction() as session:
        (event,) = await read_chain(session, sent.envelope_id)
    assert event.kind == "message:refused"
    assert reason in event.data["reasons"]
    assert title not in str(event.data)


@pytest.mark.rule("W1")
async def test_another_businesss_consent_does_not_count(
    messages_database: Database, messenger: Messenger, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    other = await sent_envelope(messages_database)
    await consent(messages_database, replace(other, signer_address=sent.signer_address))
    assert (await messenger.send(order_for(sent))).reasons == ("no_consent",)


@pytest.mark.rule("P4")
async def test_a_provider_objected_to_gets_nothing(
    messages_database: Database, messenger: Messenger, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    await consent(messages_database, sent)
    async with messages_database.transaction() as session:
        await session.execute(update(Subprocessor).values(state="ended"))
    try:
        assert (await messenger.send(order_for(sent))).reasons == ("no_subprocessor",)
    finally:
        async with messages_database.transaction() as session:
            await session.execute(update(Subprocessor).values(state="current"))


async def test_an_envelope_that_ended_tells_nobody(
    messages_database: Database, messenger: Messenger, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    await consent(messages_database, sent)
    async with messages_database.transaction() as session:
        await session.execute(update(Envelope).where(Envelope.id == sent.envelope_id).values(state="voided"))
    assert (await messenger.send(order_for(sent))).reasons == ("over",)


async def test_with_messaging_off_nothing_leaves_and_no_mail_names_a_channel(
    messages_database: Database, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    await consent(messages_database, sent)
    receipt = await messenger_on(messages_database, None).send(order_for(sent))
    assert receipt.reasons == ("channel_off",)
    assert await Notices(messages_database, ()).channels(to_signer(sent)) == ()


async def test_a_mail_names_the_channels_to_tell_besides(
    messages_database: Database, sent: SentEnvelope
) -> None:
    notices = Notices(messages_database, tuple(Channel))
    assert await notices.channels(to_signer(sent)) == ()
    clause_id = await clause(messages_database, sent)
    await consent(messages_database, sent)
    assert await notices.channels(to_signer(sent)) == (Channel.SMS,)
    assert await notices.channels(to_sender(sent, to_signer(sent).purpose)) == ()
    async with messages_database.transaction() as session:
        await session.execute(
            update(ChannelClause).where(ChannelClause.id == clause_id).values(revoked_at=NOW)
        )
    assert await notices.channels(to_signer(sent)) == ()


async def test_a_lost_answer_is_found_again_and_not_doubled(
    messages_database: Database, messenger: Messenger, message_sink: RunningMessageSink, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    given = await consent(messages_database, sent)
    message_sink.faults(lose_answers=1)
    with pytest.raises(ApplicationError):
        await messenger.send(order_for(sent))
    assert (await until_told(messenger, order_for(sent))).state is MessageState.ACCEPTED
    (message,) = message_sink.messages(given.phone)
    row = await row_of(messages_database, order_for(sent))
    assert (row.attempts, row.provider_message_id) == (1, message["sid"])


@pytest.mark.parametrize("status", [429, 503])
async def test_a_provider_that_turns_away_is_asked_again(
    messages_database: Database,
    messenger: Messenger,
    message_sink: RunningMessageSink,
    sent: SentEnvelope,
    status: int,
) -> None:
    await clause(messages_database, sent)
    given = await consent(messages_database, sent)
    message_sink.faults(refuse_next=2, refuse_status=status)
    assert (await until_told(messenger, order_for(sent))).state is MessageState.ACCEPTED
    assert len(message_sink.messages(given.phone)) == 1


async def test_after_a_server_error_it_is_sent_again_once_the_provider_does_not_know_it(
    messages_database: Database, messenger: Messenger, message_sink: RunningMessageSink, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    given = await consent(messages_database, sent)
    message_sink.faults(refuse_next=1, refuse_status=500)
    assert (await until_told(messenger, order_for(sent))).state is MessageState.ACCEPTED
    assert len(message_sink.messages(given.phone)) == 1
    assert (await row_of(messages_database, order_for(sent))).attempts == 2


async def test_orders_at_the_same_time_send_one(
    messages_database: Database, twilio: Twilio, message_sink: RunningMessageSink, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    given = await consent(messages_database, sent)
    processes = [messenger_on(messages_database, twilio) for _ in range(5)]
    receipts = await asyncio.gather(*(until_told(one, order_for(sent)) for one in processes))
    assert len({receipt.message_id for receipt in receipts}) == 1
    assert len(message_sink.messages(given.phone)) == 1


async def test_a_number_that_is_none_is_refused_for_good(
    messages_database: Database, messenger: Messenger, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    await consent(messages_database, sent, phone=new_phone("0021"))
    receipt = await messenger.send(order_for(sent))
    assert (receipt.state, receipt.reasons) == (MessageState.REFUSED, ("provider",))


@pytest.mark.rule("W1")
async def test_who_told_the_channel_to_stop_has_revoked(
    messages_database: Database, messenger: Messenger, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    given = await consent(messages_database, sent, phone=new_phone("0610"))
    assert (await messenger.send(order_for(sent))).state is MessageState.REFUSED
    async with messages_database.transaction() as session:
        row = await session.get_one(ChannelConsent, given.id)
        assert (row.revoked_at is not None, row.revoked_how) == (True, "stopped")


async def test_a_code_goes_to_the_number_not_yet_confirmed(
    messages_database: Database, messenger: Messenger, message_sink: RunningMessageSink, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    given = await consent(messages_database, sent, confirmed_at=None)
    order = MessageOrder(
        f"channel-consent-{given.id}:code",
        MessagePurpose.CODE,
        Channel.SMS,
        sent.envelope_id,
        sent.signer_id,
        given.id,
    )
    assert (await messenger.send(order)).state is MessageState.ACCEPTED
    (message,) = message_sink.messages(given.phone)
    assert re.match(r"\d{6} es tu código", message["body"])
    assert "http" not in message["body"]


async def test_only_signed_reports_count_and_each_is_evidence_once(
    messages_database: Database, own: OwnDatabase, messenger: Messenger, sent: SentEnvelope
) -> None:
    await clause(messages_database, sent)
    await consent(messages_database, sent)
    receipt = await messenger.send(order_for(sent))
    api = Database(make_engine(own.app), PUBLIC)
    events = MessageEvents(api, SIGNING, REPORT_URL)
    form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}
    with pytest.raises(WebhookRefusedError):
        await events.receive(receipt.message_id, form, "forged", NOW)
    with pytest.raises(WebhookRefusedError):
        await events.receive(receipt.message_id, form, None, NOW)
    for state in ("sent", "undelivered", "undelivered", "sent"):
        told = form | {"MessageStatus": state}
        url = f"{REPORT_URL}/{receipt.message_id}"
        signature = signature_of(url, told)
        await events.receive(receipt.message_id, told, signature, NOW)
        with pytest.raises(WebhookRefusedError):
            await events.receive("msg_other", told, signature, NOW)
    await api.close()
    row = await row_of(messages_database, order_for(sent))
    assert (row.state, row.ended_at) == ("undelivered", NOW)
    assert await events_of(messages_database, sent) == [
        "link:issued",
        "message:accepted",
        "message:undelivered",
    ]
