"""Events reach the webhook signed as Stripe signs them, and again until they are taken."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import stripe

from tests.activities.payments.running_gateway import RunningGateway
from tests.deploy.gateway.calls import charge, customer


class Hook:
    """A webhook that verifies with Stripe's own code, and refuses as often as it is told."""

    def __init__(self) -> None:
        self.events: list[stripe.Event] = []
        self.refuse = 0
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                refused, hook.refuse = hook.refuse > 0, max(0, hook.refuse - 1)
                if not refused:
                    signed = self.headers["Stripe-Signature"]
                    event = stripe.Webhook.construct_event(body, signed, RunningGateway.SECRET)
                    hook.events.append(event)
                self.send_response(500 if refused else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def until(self, count: int) -> list[stripe.Event]:
        deadline = time.monotonic() + 20
        while len(self.events) < count:
            assert time.monotonic() < deadline, [event.type for event in self.events]
            time.sleep(0.02)
        return self.events


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    yield hook
    hook.server.shutdown()


@pytest.fixture
def told(tmp_path: Path, hook: Hook) -> Iterator[RunningGateway]:
    gateway = RunningGateway(tmp_path / "told", hook.url)
    yield gateway
    gateway.stop()


def _charged(gateway: RunningGateway) -> str:
    owner = customer(gateway.client).id
    gateway.client.v1.payment_methods.attach("pm_card_visa", {"customer": owner})
    method = gateway.client.v1.customers.payment_methods.list(owner).data[0].id
    return charge(gateway.client, owner, method).id


def test_a_charge_is_told_once_it_is_final(told: RunningGateway, hook: Hook) -> None:
    intent = _charged(told)
    events = hook.until(4)
    assert [event.type for event in events] == [
        "customer.created",
        "payment_method.attached",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    assert events[-1].data.object["id"] == intent
    listed = told.client.v1.events.list({"type": "payment_intent.succeeded"}).data
    assert [event.id for event in listed] == [events[-1].id]


def test_an_event_comes_again_until_it_is_taken(told: RunningGateway, hook: Hook) -> None:
    hook.refuse = 2
    customer(told.client)
    assert [event.type for event in hook.until(1)] == ["customer.created"]


def test_events_may_come_twice_and_in_any_order(told: RunningGateway, hook: Hook) -> None:
    told.faults(hold_webhooks=True)
    _charged(told)
    told.faults(repeat_webhooks=1, reverse_webhooks=True)
    types = [event.type for event in hook.until(8)]
    assert types[:2] == ["payment_intent.succeeded"] * 2
    assert types[-2:] == ["customer.created"] * 2
