"""A mail sink for all tests of the area, and mailers that send to it with the official client."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from activities.mail.content import MailTemplates
from activities.mail.letters import Letters
from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.provider import SendGrid
from activities.mail.rate import ProviderRate
from activities.mail.request import MailSender
from models.database import Database
from terms.texts import Holder
from tests.activities.mail.running_sink import RunningSink

PUBLIC_URL = "https://firma.example"
HOLDER = Holder(
    name="Firmas Levante S.L.",
    tax_id="B12345678",
    address="Avenida Maisonnave 1, 03003 Alicante",
    email="legal@firma.example",
    dpo_email="dpd@firma.example",
    registry="",
    service_url=PUBLIC_URL,
)
SETTLE = timedelta(seconds=3)

MailerOf = Callable[[SendGrid], Mailer]


@pytest.fixture(scope="session")
def shared_sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSink]:
    """One sink per process."""
    sink = RunningSink(Path(tmp_path_factory.mktemp("mailsink")))
    yield sink
    sink.stop()


@pytest.fixture
def sink(shared_sink: RunningSink) -> Iterator[RunningSink]:
    """The sink without faults."""
    shared_sink.faults()
    yield shared_sink
    shared_sink.faults()


@pytest.fixture
def tokens() -> LinkTokens:
    """Derives the tests' links."""
    return LinkTokens(b"k" * 32)


@pytest.fixture
def provider(sink: RunningSink) -> Iterator[SendGrid]:
    """The official client, pointed at the sink."""
    client = SendGrid(sink.BEARER, sink.url)
    yield client
    client.close()


@pytest.fixture
def mailer_of(database: Database, tokens: LinkTokens) -> MailerOf:
    """Makes a mailer on a provider; a new one is a new process as far as mails are concerned."""

    def make(provider: SendGrid) -> Mailer:
        return Mailer(
            database,
            provider,
            Letters(tokens, PUBLIC_URL, "Europe/Madrid"),
            MailTemplates("Rúbrica", HOLDER),
            MailSender("firma@firma.example", "Rúbrica"),
            ProviderRate(200),
            SETTLE,
        )

    return make


@pytest.fixture
def mailer(mailer_of: MailerOf, provider: SendGrid) -> Mailer:
    """A mailer that sends to the sink."""
    return mailer_of(provider)
