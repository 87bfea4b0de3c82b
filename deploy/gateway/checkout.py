"""Checkout Sessions: the gateway's own hosted page, where a card is saved or a charge is paid."""

from typing import Annotated, Any, Literal

from pydantic import Field

from deploy.gateway.cards import Card, Outcome
from deploy.gateway.customers import save_card
from deploy.gateway.events import tell
from deploy.gateway.intents import IntentParams, new_intent, succeed
from deploy.gateway.params import Params
from deploy.gateway.refusals import Refusal
from deploy.gateway.store import Body, Store

DAY_SECONDS = 86_400
HALF_HOUR_SECONDS = 1_800


class ProductData(Params):
    """What is bought."""

    name: str
    description: str | None = None


class PriceData(Params):
    """What it costs, in cents."""

    currency: Literal["eur"]
    unit_amount: Annotated[int, Field(ge=0)]
    product_data: ProductData


class LineItem(Params):
    """A line of the page."""

    quantity: Annotated[int, Field(ge=1)] = 1
    price_data: PriceData


class IntentData(Params):
    """What the session's payment intent gets."""

    setup_future_usage: Literal["off_session"] | None = None
    description: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


class SetupData(Params):
    """What the session's setup intent gets."""

    description: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


class SessionParams(Params):
    """Of `POST /v1/checkout/sessions`."""

    mode: Literal["payment", "setup"]
    customer: str
    currency: Literal["eur"] | None = None
    success_url: str
    cancel_url: str | None = None
    line_items: list[LineItem] | None = None
    payment_intent_data: IntentData | None = None
    setup_intent_data: SetupData | None = None
    client_reference_id: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    locale: str | None = None
    expires_at: int | None = None


def create_session(store: Store, base_url: str, given: SessionParams) -> Body:
    """A session with the address of its page, open for a day unless it says otherwise."""
    store.get("customer", given.customer)
    now = int(store.clock())
    expires_at = given.expires_at or now + DAY_SECONDS
    if not now + HALF_HOUR_SECONDS <= expires_at <= now + DAY_SECONDS:
        raise Refusal(400, "expires_at must be 30 minutes to 24 hours from now.", param="expires_at")
    if (given.mode == "payment") != bool(given.line_items):
        raise Refusal(400, "line_items go with mode payment.", param="line_items")
    total = sum(line.quantity * line.price_data.unit_amount for line in given.line_items or ())
    session = store.make(
        "checkout.session",
        "cs_test",
        mode=given.mode,
        customer=given.customer,
        success_url=given.success_url,
        cancel_url=given.cancel_url,
        client_reference_id=given.client_reference_id,
        metadata=given.metadata,
        locale=given.locale,
        expires_at=expires_at,
        amount_total=total if given.mode == "payment" else None,
        currency="eur",
        payment_intent=None,
        setup_intent=None,
        status="open",
        payment_status="unpaid" if given.mode == "payment" else "no_payment_required",
        lines=[line.model_dump() for line in given.line_items or ()],
        intent_data=(given.payment_intent_data or IntentData()).model_dump(),
        setup_data=(given.setup_intent_data or SetupData()).model_dump(),
    )
    return store.save(session | {"url": f"{base_url}/c/pay/{session['id']}"})


def read_session(store: Store, session_id: str) -> Body:
    """A session; one whose time has passed has expired."""
    session = store.get("checkout.session", session_id)
    if session["status"] == "open" and session["expires_at"] <= store.clock():
        return _expire(store, session)
    return session


def expire_session(store: Store, session_id: str, _given: Params) -> Body:
    """Ends an open session."""
    session = read_session(store, session_id)
    if session["status"] != "open":
        words = f'Only Checkout Sessions with a status in ["open"] can be expired, not {session["status"]}.'
        raise Refusal(400, words)
    return _expire(store, session)


def _expire(store: Store, session: Body) -> Body:
    ended = store.save(session | {"status": "expired", "url": None})
    tell(store, "checkout.session.expired", ended)
    return ended


def declines(card: Card, session: Body) -> bool:
    """Whether the page refuses a card that its owner enters."""
    paying = session["mode"] == "payment" and card.charging is Outcome.DECLINED
    return card.saving is Outcome.DECLINED or paying


def asks_owner(card: Card, session: Body) -> bool:
    """Whether the bank asks the card's owner to confirm."""
    paying = session["mode"] == "payment" and card.charging is Outcome.NEEDS_AUTHENTICATION
    return card.saving is Outcome.NEEDS_AUTHENTICATION or paying


def complete(store: Store, session: Body, card: Card) -> Body:
    """The page did its job: the card is saved, and the charge paid where there is one."""
    method = save_card(store, card, session["customer"])
    tell(store, "payment_method.attached", method)
    made = _paid(store, session, method) if session["mode"] == "payment" else _set_up(store, session, method)
    done = store.save(session | made | {"status": "complete", "url": None})
    tell(store, "checkout.session.completed", done)
    return done


def _paid(store: Store, session: Body, method: Body) -> dict[str, Any]:
    data = session["intent_data"]
    params = IntentParams(
        amount=session["amount_total"],
        currency="eur",
        customer=session["customer"],
        setup_future_usage=data["setup_future_usage"],
        description=data["description"],
        metadata=data["metadata"],
    )
    intent = succeed(store, new_intent(store, params) | {"payment_method": method["id"]})
    return {"payment_intent": intent["id"], "payment_status": "paid"}


def _set_up(store: Store, session: Body, method: Body) -> dict[str, Any]:
    data = session["setup_data"]
    intent = store.make(
        "setup_intent",
        "seti",
        customer=session["customer"],
        payment_method=method["id"],
        usage="off_session",
        description=data["description"],
        metadata=data["metadata"],
        status="succeeded",
        last_setup_error=None,
        next_action=None,
    )
    tell(store, "setup_intent.succeeded", intent)
    return {"setup_intent": intent["id"]}
