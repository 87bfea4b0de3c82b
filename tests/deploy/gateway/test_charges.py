"""Charges by Stripe's own client: once per key, declined by kind, refunded to the cent and no further."""

from datetime import UTC, datetime, timedelta

import pytest
import stripe

from tests.activities.payments.running_gateway import RunningGateway
from tests.deploy.gateway.calls import charge, customer, paying, saving


def card_saved(gateway: RunningGateway, number: str = "4242424242424242") -> tuple[str, str]:
    """A customer, and the card saved on the hosted page."""
    owner = customer(gateway.client).id
    session = gateway.client.v1.checkout.sessions.create(saving(owner))
    assert gateway.pay(str(session.url), number).status_code == 303
    methods = gateway.client.v1.customers.payment_methods.list(owner, {"type": "card"}).data
    return owner, methods[0].id


def test_the_page_pays_the_first_charge_and_the_saved_card_the_next(gateway: RunningGateway) -> None:
    owner = customer(gateway.client).id
    session = gateway.client.v1.checkout.sessions.create(paying(owner))
    back = gateway.pay(str(session.url), "4242424242424242")
    assert back.headers["location"] == f"https://firma.example/plan?session={session.id}"
    done = gateway.client.v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status, done.amount_total) == ("complete", "paid", 1359)
    first = gateway.client.v1.payment_intents.retrieve(str(done.payment_intent))
    assert (first.status, first.amount_received, first.to_dict()["metadata"]) == (
        "succeeded",
        1359,
        {"charge": "chg_1"},
    )
    assert charge(gateway.client, owner, str(first.payment_method)).status == "succeeded"


def test_the_same_key_charges_once_also_when_the_answer_was_lost(gateway: RunningGateway) -> None:
    owner, method = card_saved(gateway)
    gateway.faults(lose_answers=1)
    with pytest.raises(stripe.APIConnectionError):
        charge(gateway.client, owner, method)
    gateway.faults()
    again = charge(gateway.client, owner, method)
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert [one.id for one in gateway.client.v1.payment_intents.list({"customer": owner}).data] == [again.id]


def test_a_key_belongs_to_its_request(gateway: RunningGateway) -> None:
    owner, method = card_saved(gateway)
    charge(gateway.client, owner, method)
    with pytest.raises(stripe.IdempotencyError):
        charge(gateway.client, owner, method, cents=3510)


def test_a_decline_is_an_answer_too(gateway: RunningGateway) -> None:
    owner, method = card_saved(gateway, "4000000000000341")
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refused:
            charge(gateway.client, owner, method)
        assert (refused.value.code, refused.value.error.decline_code) == ("card_declined", "generic_decline")
    assert len(gateway.client.v1.payment_intents.list({"customer": owner}).data) == 1


@pytest.mark.parametrize(
    ("number", "code", "decline_code"),
    [
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000009979", "card_declined", "stolen_card"),
        ("4000002760003184", "authentication_required", "authentication_required"),
    ],
)
def test_a_card_may_change_its_conduct(
    gateway: RunningGateway, number: str, code: str, decline_code: str
) -> None:
    owner, method = card_saved(gateway)
    gateway.http.post("/cards", json={"payment_method": method, "number": number}).raise_for_status()
    with pytest.raises(stripe.CardError) as refused:
        charge(gateway.client, owner, method)
    assert (refused.value.code, refused.value.error.decline_code) == (code, decline_code)
    intent = refused.value.error.payment_intent
    assert intent is not None
    ended = gateway.client.v1.payment_intents.cancel(intent["id"], {"cancellation_reason": "abandoned"})
    assert ended.status == "canceled"


def test_a_card_that_is_refused_is_not_saved(gateway: RunningGateway) -> None:
    owner = customer(gateway.client).id
    session = gateway.client.v1.checkout.sessions.create(saving(owner))
    for number in ("4000000000000002", "1234"):
        refused = gateway.pay(str(session.url), number)
        assert (refused.status_code, 'role="alert"' in refused.text) == (402, True)
    assert gateway.client.v1.customers.payment_methods.list(owner).data == []
    assert gateway.client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_the_bank_asks_for_the_owner_once(gateway: RunningGateway) -> None:
    owner, method = card_saved(gateway, "4000002500003155")
    assert charge(gateway.client, owner, method).status == "succeeded"


def test_an_expired_page_takes_nothing(gateway: RunningGateway) -> None:
    session = gateway.client.v1.checkout.sessions.create(paying(customer(gateway.client).id))
    url = str(session.url)
    assert gateway.client.v1.checkout.sessions.expire(session.id).status == "expired"
    assert gateway.pay(url, "4242424242424242").status_code == 404
    with pytest.raises(stripe.InvalidRequestError):
        gateway.client.v1.checkout.sessions.expire(session.id)


def test_an_outcome_may_stay_unknown_for_a_while(gateway: RunningGateway) -> None:
    owner, method = card_saved(gateway)
    gateway.faults(settle_seconds=0.3)
    intent = charge(gateway.client, owner, method)
    assert intent.status == "processing"
    with pytest.raises(stripe.InvalidRequestError):
        gateway.client.v1.payment_intents.cancel(intent.id)
    states = {gateway.client.v1.payment_intents.retrieve(intent.id).status for _ in range(200)}
    while "succeeded" not in states:
        states.add(gateway.client.v1.payment_intents.retrieve(intent.id).status)
    assert states <= {"processing", "succeeded"}


def test_no_more_is_refunded_than_was_paid(gateway: RunningGateway) -> None:
    owner, method = card_saved(gateway)
    intent = charge(gateway.client, owner, method, cents=3509)
    refund = gateway.client.v1.refunds.create
    part = refund({"payment_intent": intent.id, "amount": 1000}, {"idempotency_key": "part"})
    assert refund({"payment_intent": intent.id, "amount": 1000}, {"idempotency_key": "part"}).id == part.id
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        refund({"payment_intent": intent.id, "amount": 2510})
    assert refund({"payment_intent": intent.id}).amount == 2509
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refund({"payment_intent": intent.id})
    assert refused.value.code == "charge_already_refunded"


def test_what_it_was_told_survives_a_restart(gateway: RunningGateway) -> None:
    owner, method = card_saved(gateway)
    first = charge(gateway.client, owner, method)
    gateway.stop()
    gateway.start()
    assert charge(gateway.client, owner, method).id == first.id


def test_unknown_and_missing_parameters_are_refused(gateway: RunningGateway) -> None:
    call = gateway.http.post
    headers = {"Authorization": f"Bearer {gateway.KEY}"}
    unknown = call("/v1/customers", data={"nmae": "x"}, headers=headers)
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (400, "parameter_unknown")
    absent = call("/v1/refunds", data={"amount": "1"}, headers=headers)
    assert (absent.status_code, absent.json()["error"]["param"]) == (400, "payment_intent")
    assert call("/v1/customers", headers={"Authorization": "Bearer sk_other"}).status_code == 401


def test_a_bank_refuses_for_a_time_whichever_card_is_saved(gateway: RunningGateway) -> None:
    owner, method = card_saved(gateway)
    now = datetime.now(UTC)
    spell = {"customer": owner, "number": "4000002760003184", "begins": str(now - timedelta(days=2))}

    def change_bank(ends: datetime, **changes: str) -> int:
        return gateway.http.post("/banks", json=spell | {"ends": str(ends)} | changes).status_code

    assert change_bank(now - timedelta(days=1)) == 204
    assert charge(gateway.client, owner, method, key="past").status == "succeeded"
    assert change_bank(now + timedelta(days=1)) == 204
    with pytest.raises(stripe.CardError) as refused:
        charge(gateway.client, owner, method, key="now")
    assert refused.value.code == "authentication_required"
    session = gateway.client.v1.checkout.sessions.create(paying(owner))
    assert gateway.pay(str(session.url), "4242424242424242").status_code == 303, "its owner is there"
    assert change_bank(now, number="1234") == 422
    assert change_bank(now, customer="cus_unknown") == 404
