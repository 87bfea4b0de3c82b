"""Test cards by Stripe's numbers: what each does when it is saved and when it is charged."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of a charge or of saving a card."""

    SUCCEEDS = "succeeds"
    DECLINED = "declined"
    NEEDS_AUTHENTICATION = "needs_authentication"


@dataclass(frozen=True)
class Card:
    """A card's conduct. `decline` is the code and decline code of its refusals."""

    number: str
    brand: str = "visa"
    saving: Outcome = Outcome.SUCCEEDS
    charging: Outcome = Outcome.SUCCEEDS
    code: str = "card_declined"
    decline_code: str = "generic_decline"


_D, _A = Outcome.DECLINED, Outcome.NEEDS_AUTHENTICATION
CARDS = {
    card.number: card
    for card in (
        Card("4242424242424242"),
        Card("5555555555554444", "mastercard"),
        Card("4000000000000002", saving=_D, charging=_D),
        Card("4000000000009995", saving=_D, charging=_D, decline_code="insufficient_funds"),
        Card("4000000000009987", saving=_D, charging=_D, decline_code="lost_card"),
        Card("4000000000009979", saving=_D, charging=_D, decline_code="stolen_card"),
        Card("4000000000000069", saving=_D, charging=_D, code="expired_card", decline_code="expired_card"),
        Card("4100000000000019", charging=_D, decline_code="fraudulent"),
        Card("4000000000000341", charging=_D),
        Card("4000002500003155", saving=_A),
        Card("4000002760003184", saving=_A, charging=_A, decline_code="authentication_required"),
    )
}
"""As in Stripe's list of test cards; 0341 is saved and fails afterwards, 3155 asks once, 3184 each time."""

TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_authenticationRequired": "4000002760003184",
}
"""Ready-made payment methods."""


def card_of(number: str) -> Card | None:
    """The test card with that number."""
    return CARDS.get("".join(number.split()))
