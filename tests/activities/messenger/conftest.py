"""A message sink, a messenger that sends to it with the official client, and a database of their own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from activities.mail.links import LinkTokens
from activities.mail.rate import ProviderRate
from activities.messenger.composing import Composing
from activities.messenger.messenger import Messenger
from activities.messenger.provider import Twilio
from activities.messenger.templates import Templates
from deploy.messagesink.app import TEMPLATE_PREFIX
from deploy.stack.postgres import PostgresCluster
from models.database import Database, make_engine
from terms.messaging import Channel
from tests.activities.mail.conftest import SETTLE
from tests.activities.mail.envelopes import SentEnvelope, sent_envelope
from tests.activities.messenger.consents import registered_provider
from tests.activities.messenger.running_sink import ACCOUNT, SIGNING, RunningMessageSink
from tests.databases import OwnDatabase, own_database

PUBLIC_URL = "https://firma.example"
REPORT_URL = "http://127.0.0.1:1/v1/webhooks/messages"
"""Nobody listens there: tests hand reports over themselves."""


@pytest.fixture(scope="session")
def own(postgres: PostgresCluster) -> OwnDatabase:
    """The register of sub-processors is these tests' alone."""
    return own_database(postgres, "messenger")


@pytest.fixture(scope="session")
async def messages_database(own: OwnDatabase) -> AsyncIterator[Database]:
    """All rows, as the worker sees them, with the messaging company in the register."""
    database = Database(make_engine(own.worker))
    await registered_provider(database, (await sent_envelope(database)).user_id)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def shared_message_sink() -> Iterator[RunningMessageSink]:
    """One sink per process."""
    sink = RunningMessageSink()
    yield sink
    sink.stop()


@pytest.fixture
def message_sink(shared_message_sink: RunningMessageSink) -> Iterator[RunningMessageSink]:
    """The sink without faults."""
    shared_message_sink.faults()
    yield shared_message_sink
    shared_message_sink.faults()


@pytest.fixture
def twilio(message_sink: RunningMessageSink) -> Twilio:
    """The official client, pointed at the sink."""
    senders = {Channel.SMS: "+34600000000", Channel.WHATSAPP: "+34600000000"}
    return Twilio(ACCOUNT, SIGNING, senders, message_sink.url)


@pytest.fixture
def messenger(messages_database: Database, twilio: Twilio) -> Messenger:
    """A messenger that sends to the sink."""
    return messenger_on(messages_database, twilio)


@pytest.fixture
async def sent(messages_database: Database) -> SentEnvelope:
    """An envelope under way."""
    return await sent_envelope(messages_database)


def messenger_on(database: Database, twilio: Twilio | None) -> Messenger:
    """A messenger on a provider, or one with messaging off."""
    channels = tuple(Channel) if twilio else ()
    return Messenger(
        database,
        twilio,
        Composing(LinkTokens(b"k" * 32), PUBLIC_URL, "Europe/Madrid", channels),
        Templates({name: TEMPLATE_PREFIX + name for name in Templates.NAMES}),
        REPORT_URL,
        ProviderRate(200),
        SETTLE,
    )
