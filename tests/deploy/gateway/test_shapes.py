"""Our calls have the shapes that Stripe takes: stripe-mock, which holds Stripe's own description, judges."""

import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest
import stripe

from deploy.setup.stripe_mock import ensure_stripe_mock
from deploy.stack.ports import free_port
from tests.activities.payments.running_gateway import stripe_client
from tests.deploy.gateway.calls import charge, customer, paying, saving


@pytest.fixture(scope="module")
def judge() -> Iterator[stripe.StripeClient]:
    port = free_port()
    program = subprocess.Popen(
        [ensure_stripe_mock(), "-http-port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(url, trust_env=False)
            break
        except httpx.TransportError:
            assert time.monotonic() < deadline, "stripe-mock did not start"
            time.sleep(0.05)
    yield stripe_client(url, "sk_test_x")
    program.terminate()
    program.wait(10)


def test_stripe_takes_what_we_send(judge: stripe.StripeClient) -> None:
    owner = customer(judge).id
    assert judge.v1.checkout.sessions.create(saving(owner)).object == "checkout.session"
    session = judge.v1.checkout.sessions.create(paying(owner))
    assert judge.v1.checkout.sessions.retrieve(session.id).object == "checkout.session"
    assert judge.v1.checkout.sessions.expire(session.id).object == "checkout.session"
    intent = charge(judge, owner, "pm_card_visa")
    assert judge.v1.payment_intents.retrieve(intent.id).object == "payment_intent"
    assert judge.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"}).object
    assert judge.v1.payment_intents.list({"customer": owner}).object == "list"
    assert judge.v1.customers.payment_methods.list(owner, {"type": "card"}).object == "list"
    assert judge.v1.payment_methods.detach("pm_card_visa").object == "payment_method"
    refund = judge.v1.refunds.create(
        {
            "payment_intent": intent.id,
            "amount": 100,
            "reason": "requested_by_customer",
            "metadata": {"refund": "rfd_1"},
        }
    )
    assert refund.object == "refund"
    assert judge.v1.refunds.list({"payment_intent": intent.id, "limit": 100}).object == "list"
    assert judge.v1.events.list({"type": "payment_intent.succeeded"}).object == "list"


def test_the_judge_refuses_what_stripe_does(judge: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        judge.v1.payment_intents.create({"amount": 1, "currency": "eur", "ofsession": True})  # type: ignore[typeddict-unknown-key]
