"""Payment intents: one charge each, from its request to a final state."""

from typing import Annotated, Literal

from pydantic import Field

from deploy.gateway.banks import bank_conduct
from deploy.gateway.cards import Card, Outcome
from deploy.gateway.customers import conduct_of, find_method
from deploy.gateway.events import tell
from deploy.gateway.faults import FaultSwitches
from deploy.gateway.params import Params
from deploy.gateway.refusals import Refusal
from deploy.gateway.store import Body, Store

_FINAL = frozenset({"succeeded", "canceled"})


class IntentParams(Params):
    """Of `POST /v1/payment_intents`."""

    amount: Annotated[int, Field(ge=50, le=99_999_999)]
    currency: Literal["eur"]
    customer: str | None = None
    payment_method: str | None = None
    off_session: bool = False
    confirm: bool = False
    setup_future_usage: Literal["off_session"] | None = None
    description: str | None = None
    statement_descriptor_suffix: str | None = None
    receipt_email: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    error_on_requires_action: bool = False


class CancelParams(Params):
    """Of `POST /v1/payment_intents/{id}/cancel`."""

    cancellation_reason: Literal["abandoned", "duplicate", "fraudulent", "requested_by_customer"] | None = (
        None
    )


def create_intent(store: Store, faults: FaultSwitches, given: IntentParams) -> Body:
    """A payment intent; with `confirm` its charge is tried at once. Raises a card error, which is kept."""
    if given.off_session and not given.confirm:
        raise Refusal(400, "off_session needs confirm", code="parameter_missing", param="confirm")
    if given.customer:
        store.get("customer", given.customer)
    intent = new_intent(store, given)
    if not given.confirm:
        return intent
    if given.payment_method is None:
        raise Refusal(400, "There is no payment method to charge.", code="parameter_missing")
    method = find_method(store, given.payment_method)
    if given.customer and method["customer"] != given.customer:
        words = "The provided PaymentMethod cannot be charged: attach it to the customer first."
        raise Refusal(400, words, code="payment_method_unactivated", param="payment_method")
    card = bank_conduct(store, given.customer) if given.off_session else None
    card = card or conduct_of(store, method["id"])
    charged = charge(store, faults, intent, method["id"], card, given.off_session)
    if charged["status"] == "requires_payment_method":
        error = charged["last_payment_error"]
        raise Refusal(
            402,
            error["message"],
            kind="card_error",
            code=error["code"],
            decline_code=error["decline_code"],
            payment_intent=charged,
            payment_method=method,
        )
    return charged


def new_intent(store: Store, given: IntentParams) -> Body:
    """The object, not yet charged."""
    return store.make(
        "payment_intent",
        "pi",
        amount=given.amount,
        amount_received=0,
        currency=given.currency,
        customer=given.customer,
        payment_method=given.payment_method,
        payment_method_types=["card"],
        setup_future_usage=given.setup_future_usage,
        description=given.description,
        receipt_email=given.receipt_email,
        metadata=given.metadata,
        latest_charge=None,
        last_payment_error=None,
        next_action=None,
        status="requires_payment_method" if given.payment_method is None else "requires_confirmation",
    )


def charge(
    store: Store, faults: FaultSwitches, intent: Body, method_id: str, card: Card, off_session: bool
) -> Body:
    """Tries a charge; the intent says what became of it."""
    outcome = card.charging
    if outcome is Outcome.NEEDS_AUTHENTICATION and not off_session:
        waiting = store.save(intent | {"status": "requires_action", "payment_method": method_id})
        tell(store, "payment_intent.requires_action", waiting)
        return waiting
    if outcome is not Outcome.SUCCEEDS:
        return decline(store, intent, method_id, card)
    if settle := faults.now.settle_seconds:
        return store.save(
            intent
            | {"status": "processing", "payment_method": method_id, "settles_at": store.clock() + settle}
        )
    return succeed(store, intent | {"payment_method": method_id})


def succeed(store: Store, intent: Body) -> Body:
    """The money is on its way."""
    made = store.make(
        "charge",
        "ch",
        amount=intent["amount"],
        amount_refunded=0,
        currency=intent["currency"],
        customer=intent["customer"],
        payment_intent=intent["id"],
        payment_method=intent["payment_method"],
        paid=True,
        refunded=False,
        status="succeeded",
        metadata=intent["metadata"],
    )
    done = store.save(
        intent
        | {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": made["id"],
            "last_payment_error": None,
            "next_action": None,
        }
    )
    tell(store, "charge.succeeded", made)
    tell(store, "payment_intent.succeeded", done)
    return done


def decline(store: Store, intent: Body, method_id: str, card: Card) -> Body:
    """The bank refuses, or asks for the card's owner, who is not there."""
    needs_owner = card.charging is Outcome.NEEDS_AUTHENTICATION
    code = "authentication_required" if needs_owner else card.code
    message = "This transaction requires authentication." if needs_owner else "Your card was declined."
    error = {
        "type": "card_error",
        "code": code,
        "decline_code": card.decline_code,
        "message": message,
        "payment_method": store.get("payment_method", method_id),
    }
    refused = store.save(
        intent | {"status": "requires_payment_method", "payment_method": None, "last_payment_error": error}
    )
    tell(store, "payment_intent.payment_failed", refused)
    return refused


def read_intent(store: Store, intent_id: str) -> Body:
    """An intent; one that was processing and has settled meanwhile is final now."""
    intent = store.get("payment_intent", intent_id)
    if intent["status"] == "processing" and intent["settles_at"] <= store.clock():
        return succeed(store, intent)
    return intent


def cancel_intent(store: Store, intent_id: str, given: CancelParams) -> Body:
    """Ends an intent that was not paid."""
    intent = read_intent(store, intent_id)
    if intent["status"] in _FINAL or intent["status"] == "processing":
        words = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
        raise Refusal(400, words, code="payment_intent_unexpected_state", payment_intent=intent)
    ended = store.save(intent | {"status": "canceled", "cancellation_reason": given.cancellation_reason})
    tell(store, "payment_intent.canceled", ended)
    return ended
