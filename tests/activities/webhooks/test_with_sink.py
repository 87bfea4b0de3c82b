"""The whole way of a mail: ordered, taken by the provider, and what became of it reported back."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from activities.mail.assembly import mailer_from_settings
from activities.mail.mailer import Mailer
from activities.records.ledger import read_chain
from activities.webhooks.mail_events import MailEvents, UndeliveredMail
from activities.webhooks.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, WebhookSignature
from deploy.stack.ports import free_port
from models.database import Database
from settings import Settings
from tests.activities.mail.envelopes import SentEnvelope, sent_envelope
from tests.activities.mail.orders import ledger_row, to_signer
from tests.activities.mail.running_sink import RunningSink
from tests.waiting import until_given

KEY = base64.b64encode(bytes(32)).decode()


class Service:
    """The service's end of the webhook, as its API has it, with the workflows' notices in a list."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.port = free_port()
        self.events: MailEvents | None = None
        self.notices: list[UndeliveredMail] = []
        app = Starlette(routes=[Route("/hook", self.hook, methods=["POST"])])
        config = uvicorn.Config(app, port=self.port, log_level="warning", lifespan="off")
        self.server = uvicorn.Server(config)

    async def hook(self, request: Request) -> Response:
        """Takes in a request and tells the workflows."""
        assert self.events is not None
        headers, now = request.headers, datetime.now(UTC)
        notices = await self.events.receive(
            await request.body(), headers.get(SIGNATURE_HEADER), headers.get(TIMESTAMP_HEADER), now
        )
        self.notices += notices
        await self.events.handled(notices, now)
        return Response(status_code=204)


@pytest.fixture
async def service(database: Database) -> AsyncIterator[Service]:
    """A running webhook on the loop of the database."""
    service = Service(database)
    running = asyncio.create_task(service.server.serve())
    yield service
    service.server.should_exit = True
    await running


@pytest.fixture
async def sink(tmp_path: Path, service: Service, database: Database) -> AsyncIterator[RunningSink]:
    """A sink that reports to the service, unruly all the time."""
    sink = RunningSink(tmp_path / "sink", f"http://127.0.0.1:{service.port}/hook")
    service.events = MailEvents(database, WebhookSignature(sink.webhook_public_key))
    sink.faults(repeat_webhooks=1, reverse_webhooks=True, webhooks_one_by_one=True)
    yield sink
    await asyncio.to_thread(sink.stop)


@pytest.fixture
def mailer(database: Database, database_url: str, sink: RunningSink) -> Mailer:
    """The mailer as worker and API put it together."""
    settings = Settings.model_validate(
        {
            "database_url": database_url,
            "retention_database_url": database_url,
            "temporal_address": "-",
            "link_key": KEY,
            "master_key": KEY,
            "storage_url": "file:///-",
            "sendgrid_api_key": sink.BEARER,
            "sendgrid_host": sink.url,
            "tsa_url": "-",
            "ca_url": "-",
            "trust_anchors_file": "-",
            "stripe_api_key": "-",
        }
    )
    return mailer_from_settings(settings, database)


async def _kinds(database: Database, sent: SentEnvelope) -> list[str]:
    async with database.transaction() as session:
        return sorted(event.kind for event in await read_chain(session, sent.envelope_id))


async def test_mail_is_delivered_and_opened(
    database: Database, mailer: Mailer, sink: RunningSink, service: Service
) -> None:
    sent = await sent_envelope(database)
    await mailer.send(to_signer(sent))
    (message,) = await asyncio.to_thread(sink.messages, sent.signer_address)
    await asyncio.to_thread(sink.open, message["id"])
    expected = ["link:issued", "mail:accepted", "mail:delivered", "mail:opened"]

    async def all_told() -> bool:
        return await _kinds(database, sent) == expected

    await until_given(all_told, 20)
    mail = await ledger_row(database, to_signer(sent))
    assert (mail.state, mail.opened_at is not None) == ("delivered", True)
    assert mail.provider_message_id == message["id"]
    assert service.notices == []


async def test_bounce_reaches_the_envelope_once(
    database: Database, mailer: Mailer, sink: RunningSink, service: Service
) -> None:
    sent = await sent_envelope(database, host="bounce.test")
    receipt = await mailer.send(to_signer(sent))

    async def all_told() -> bool:
        health = await asyncio.to_thread(sink.http.get, "/health")
        return bool(service.notices) and not health.json()["events_waiting"]

    await until_given(all_told, 20)
    (notice,) = service.notices
    assert (notice.envelope_id, notice.signer_id, notice.mail_id) == (
        sent.envelope_id,
        sent.signer_id,
        receipt.mail_id,
    )
    assert (await ledger_row(database, to_signer(sent))).state == "bounced"
    assert await _kinds(database, sent) == ["link:issued", "mail:accepted", "mail:bounced"]
