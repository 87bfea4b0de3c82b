"""Refunds: never more than what is left of a charge."""

from typing import Annotated, Literal

from pydantic import Field

from deploy.gateway.events import tell
from deploy.gateway.intents import read_intent
from deploy.gateway.params import Params
from deploy.gateway.refusals import Refusal
from deploy.gateway.store import Body, Store


class RefundParams(Params):
    """Of `POST /v1/refunds`."""

    payment_intent: str
    amount: Annotated[int, Field(ge=1)] | None = None
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


def create_refund(store: Store, given: RefundParams) -> Body:
    """Gives back a part or all of what is left."""
    intent = read_intent(store, given.payment_intent)
    if intent["latest_charge"] is None:
        raise Refusal(400, "This PaymentIntent does not have a successful charge to refund.")
    charge = store.get("charge", intent["latest_charge"])
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise Refusal(
            400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    amount = left if given.amount is None else given.amount
    if amount > left:
        words = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise Refusal(400, words, param="amount")
    refunded = charge["amount_refunded"] + amount
    charge = store.save(charge | {"amount_refunded": refunded, "refunded": refunded == charge["amount"]})
    made = store.make(
        "refund",
        "re",
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=intent["id"],
        reason=given.reason,
        metadata=given.metadata,
        status="succeeded",
    )
    tell(store, "refund.created", made)
    tell(store, "charge.refunded", charge)
    return made
