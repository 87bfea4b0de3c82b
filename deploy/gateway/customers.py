"""Customers and the cards they saved."""

from deploy.gateway.cards import TOKENS, Card, card_of
from deploy.gateway.events import tell
from deploy.gateway.params import Params
from deploy.gateway.refusals import Refusal, missing
from deploy.gateway.store import Body, Store


class CustomerParams(Params):
    """Of `POST /v1/customers` and `POST /v1/customers/{id}`."""

    email: str | None = None
    name: str | None = None
    description: str | None = None
    preferred_locales: list[str] | None = None
    address: dict[str, str] | None = None
    metadata: dict[str, str] | None = None
    invoice_settings: dict[str, str] | None = None


class AttachParams(Params):
    """Of `POST /v1/payment_methods/{id}/attach`."""

    customer: str


class Nothing(Params):
    """Of operations that take nothing."""


def create_customer(store: Store, given: CustomerParams) -> Body:
    """A new customer."""
    values: Body = {"invoice_settings": {}, "metadata": {}, "address": None, "email": None, "name": None}
    made = store.make("customer", "cus", **(values | given.model_dump(exclude_none=True)))
    tell(store, "customer.created", made)
    return made


def change_customer(store: Store, customer_id: str, given: CustomerParams) -> Body:
    """Changes what is given."""
    customer = store.get("customer", customer_id)
    return store.save(customer | given.model_dump(exclude_none=True))


def save_card(store: Store, card: Card, customer: str | None) -> Body:
    """A payment method of a card; the number's last digits alone can be read from it."""
    return store.make(
        "payment_method",
        "pm",
        type="card",
        customer=customer,
        billing_details={"address": None, "email": None, "name": None, "phone": None},
        metadata={},
        card={
            "brand": card.brand,
            "last4": card.number[-4:],
            "exp_month": 12,
            "exp_year": 2034,
            "country": "ES",
            "funding": "credit",
            "fingerprint": card.number[::-1],
        },
    )


def find_method(store: Store, method_id: str) -> Body:
    """A payment method; one of the ready-made tokens becomes a card."""
    if method_id in TOKENS:
        card = card_of(TOKENS[method_id])
        if card is None:
            raise missing("payment_method", method_id)
        return save_card(store, card, None)
    return store.get("payment_method", method_id)


def attach(store: Store, method_id: str, given: AttachParams) -> Body:
    """Saves a card for a customer."""
    customer = store.get("customer", given.customer)
    method = find_method(store, method_id)
    if method["customer"] not in (None, customer["id"]):
        raise Refusal(
            400, "The payment method you provided has already been attached.", param="payment_method"
        )
    attached = store.save(method | {"customer": customer["id"]})
    tell(store, "payment_method.attached", attached)
    return attached


def detach(store: Store, method_id: str, _given: Nothing) -> Body:
    """Forgets a saved card: it can never be charged again."""
    method = store.get("payment_method", method_id)
    if method["customer"] is None:
        raise Refusal(400, "The payment method you provided is not attached to a customer.")
    detached = store.save(method | {"customer": None, "detached": True})
    tell(store, "payment_method.detached", detached)
    return detached


def conduct_of(store: Store, method_id: str) -> Card:
    """How a payment method's card behaves now; a test may have changed it (`/cards`)."""
    method = store.get("payment_method", method_id)
    number = method.get("conduct") or method["card"]["fingerprint"][::-1]
    card = card_of(number)
    if card is None:
        raise missing("payment_method", method_id)
    return card
