"""Events reach the service signed, again until taken, and unruly on demand."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sendgrid import SendGridAPIClient
from sendgrid.helpers.eventwebhook import EventWebhook

from tests.activities.mail.running_sink import RunningSink


@dataclass
class Receiver:
    """A webhook that refuses so many requests and keeps the rest once SendGrid's helper agrees."""

    url: str = ""
    public_key: str = ""
    refuse: int = 0
    batches: list[list[dict[str, Any]]] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        """Kinds of all events, in order of arrival."""
        return [event["event"] for batch in self.batches for event in batch]

    def take(self, body: str, headers: Any) -> int:
        """The status to answer with."""
        if self.refuse > 0:
            self.refuse -= 1
            return 503
        signature = headers["X-Twilio-Email-Event-Webhook-Signature"]
        timestamp = headers["X-Twilio-Email-Event-Webhook-Timestamp"]
        if not EventWebhook(self.public_key).verify_signature(body, signature, timestamp):
            return 403
        assert abs(time.time() - int(timestamp)) < 60
        self.batches.append(json.loads(body))
        return 204


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on a port of its own."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.send_response(kept.take(body, self.headers))
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture
def sink(tmp_path: Path, receiver: Receiver) -> Iterator[RunningSink]:
    """A sink that reports to the receiver."""
    sink = RunningSink(tmp_path / "sink", receiver.url)
    receiver.public_key = sink.webhook_public_key
    yield sink
    sink.stop()


@pytest.fixture
def send(sink: RunningSink, request_body: dict[str, Any]) -> Callable[[str], None]:
    """Sends a mail to an address."""

    def to(address: str) -> None:
        request_body["personalizations"][0]["to"] = [{"email": address}]
        SendGridAPIClient(sink.BEARER, host=sink.url).send(request_body)

    return to


def wait_until_quiet(sink: RunningSink) -> None:
    """Until no event is on its way."""
    deadline = time.monotonic() + 20
    while sink.http.get("/health").json()["events_waiting"]:
        assert time.monotonic() < deadline, "events do not arrive"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("address", "kinds"),
    [
        ("lucia@example.com", ["processed", "delivered"]),
        ("bounce@example.com", ["processed", "bounce"]),
        ("lucia@bounce.test", ["processed", "bounce"]),
        ("block@example.com", ["processed", "bounce"]),
        ("drop+1@example.com", ["dropped"]),
        ("spam@example.com", ["processed", "delivered", "spamreport"]),
        ("defer@example.com", ["processed", "deferred", "delivered"]),
    ],
)
def test_address_decides_the_fate(
    sink: RunningSink, receiver: Receiver, send: Callable[[str], None], address: str, kinds: list[str]
) -> None:
    send(address)
    wait_until_quiet(sink)
    assert receiver.kinds == kinds
    events = [event for batch in receiver.batches for event in batch]
    assert len({event["sg_event_id"] for event in events}) == len(events)
    for event in events:
        assert (event["email"], event["mail_id"]) == (address, "mai_1")
        assert event["smtp-id"] == "<mai_1@example.com>"
        assert isinstance(event["timestamp"], int)


def test_opening_is_reported(sink: RunningSink, receiver: Receiver, send: Callable[[str], None]) -> None:
    send("lucia@example.com")
    sink.open(sink.messages("lucia")[0]["id"])
    wait_until_quiet(sink)
    opened = receiver.batches[-1][-1]
    assert (opened["event"], opened["useragent"], opened["ip"]) == ("open", "Correo/1.0", "127.0.0.1")


def test_events_come_again_until_taken(
    sink: RunningSink, receiver: Receiver, send: Callable[[str], None]
) -> None:
    receiver.refuse = 2
    send("lucia@example.com")
    wait_until_quiet(sink)
    assert receiver.kinds == ["processed", "delivered"]


def test_events_survive_a_restart(sink: RunningSink, receiver: Receiver, send: Callable[[str], None]) -> None:
    sink.faults(hold_webhooks=True)
    send("lucia@example.com")
    time.sleep(0.3)
    assert receiver.kinds == []
    sink.stop()
    sink.start()
    wait_until_quiet(sink)
    assert receiver.kinds == ["processed", "delivered"]


def test_unruly_on_demand(sink: RunningSink, receiver: Receiver, send: Callable[[str], None]) -> None:
    sink.faults(repeat_webhooks=1, reverse_webhooks=True, webhooks_one_by_one=True)
    send("lucia@example.com")
    wait_until_quiet(sink)
    assert receiver.kinds == ["delivered", "delivered", "processed", "processed"]
