"""The calls of Stripe's client that the service makes."""

import stripe
from stripe import StripeClient
from stripe.params.checkout import SessionCreateParams

SUCCESS = "https://firma.example/plan?session={CHECKOUT_SESSION_ID}"


def customer(client: StripeClient) -> stripe.Customer:
    """A customer as the service makes one: an id of ours, no personal data."""
    return client.v1.customers.create({"metadata": {"business": "biz_1"}, "preferred_locales": ["es"]})


def saving(customer_id: str) -> SessionCreateParams:
    """A session that saves a card."""
    return {
        "mode": "setup",
        "currency": "eur",
        "customer": customer_id,
        "success_url": SUCCESS,
        "cancel_url": "https://firma.example/plan",
        "locale": "es",
        "setup_intent_data": {"metadata": {"subscription": "sbc_1"}},
        "metadata": {"subscription": "sbc_1"},
    }


def paying(customer_id: str, cents: int = 1359) -> SessionCreateParams:
    """A session that pays a first charge and saves the card for the next ones."""
    return {
        "mode": "payment",
        "customer": customer_id,
        "success_url": SUCCESS,
        "cancel_url": "https://firma.example/plan",
        "locale": "es",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": cents,
                    "product_data": {"name": "Plan Pro, enero de 2027"},
                },
            }
        ],
        "payment_intent_data": {
            "setup_future_usage": "off_session",
            "description": "Plan Pro, enero de 2027",
            "metadata": {"charge": "chg_1"},
        },
        "metadata": {"subscription": "sbc_1"},
    }


def charge(
    client: StripeClient, customer_id: str, method: str, cents: int = 3509, key: str = "sbc_1:2027-02:1"
) -> stripe.PaymentIntent:
    """An off-session charge of a saved card."""
    return client.v1.payment_intents.create(
        {
            "amount": cents,
            "currency": "eur",
            "customer": customer_id,
            "payment_method": method,
            "off_session": True,
            "confirm": True,
            "description": "Plan Pro, febrero de 2027",
            "metadata": {"charge": "chg_2"},
        },
        {"idempotency_key": key},
    )
