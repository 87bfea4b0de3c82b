"""Payments (contract S5, S7): what a bank's refusal means for the attempts that follow."""

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

SMALLEST_CHARGE = Decimal("0.50")
"""Euros, VAT included; the gateway takes no less."""
VOIDED, CLAIMED, WAIVED = "voided", "claimed", "waived"
"""How a bill ends that is charged no more: it is not owed, is claimed as a debt, or the holder gave it up."""
PAGE_LIFE = timedelta(hours=24)
"""How long a hosted page can be finished."""


class Decline(StrEnum):
    """What a refused charge asks for."""

    RETRY = "retry"
    """It can pass another day: too little money, a limit, a bank that did not answer."""
    NEW_CARD = "new_card"
    """This card will not do: it is tried no more until another one is saved."""
    CONFIRM = "confirm"
    """The bank wants the card's owner to confirm: a link is mailed (contract S5)."""


_NEW_CARD = frozenset(
    {
        "expired_card",
        "incorrect_number",
        "invalid_account",
        "invalid_expiry_month",
        "invalid_expiry_year",
        "invalid_number",
        "lost_card",
        "stolen_card",
        "pickup_card",
        "restricted_card",
        "revocation_of_all_authorizations",
        "revocation_of_authorization",
        "stop_payment_order",
        "fraudulent",
        "merchant_blacklist",
        "card_not_supported",
        "currency_not_supported",
        "new_account_information_available",
    }
)
"""Refusals that the card schemes ask not to repeat; retrying them costs fees and never passes."""
_CONFIRM = frozenset({"authentication_required", "authentication_not_handled", "offline_pin_required"})


def decline_kind(code: str, decline_code: str | None) -> Decline:
    """The kind of a refusal by the gateway's codes; an unknown one may pass another day.

    `code` tells the gateway's cause, `decline_code` that of the bank.
    """
    codes = {code, decline_code or ""}
    if codes & _CONFIRM:
        return Decline.CONFIRM
    return Decline.NEW_CARD if codes & _NEW_CARD else Decline.RETRY


def is_waived(gross: Decimal) -> bool:
    """Whether it is too little for the gateway to take: then it is not owed."""
    return gross < SMALLEST_CHARGE


def cents_of(gross: Decimal) -> int:
    """Euros as the gateway counts them; raises `ValueError` for an amount that is no whole cents."""
    cents = gross * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"not whole cents: {gross}")
    return int(cents)
