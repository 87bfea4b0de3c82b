"""Stripe by its own client: what we ask, and its failures told apart by what they let us know.

Card data never passes here: cards are entered on the gateway's own page (contract S3).
"""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import stripe
from stripe import StripeClient
from stripe.params.checkout import SessionCreateParams

from activities.payments.messages import ChargeResult, Outcome
from terms.payments import decline_kind

CURRENCY = "eur"
ATTEMPT = "attempt"
"""Metadata by which an attempt's charge is found again when its answer was lost for long."""
REFUND = "refund"
"""Metadata by which a refund is found again when its answer was lost."""
SUBSCRIPTION = "subscription"
"""Metadata by which the webhook finds whose workflow has to be told."""
LIST_LIMIT = 100
_PENDING = frozenset({"processing", "requires_capture", "requires_confirmation", "requires_action"})
Answer = TypeVar("Answer")
Locale = Literal["es", "en"]


class GatewayAwayError(Exception):
    """The gateway did not answer, or with an error of its own: whether it acted is not known."""


class GatewayBusyError(Exception):
    """The gateway asks to slow down; it did not act."""


@dataclass(frozen=True)
class Charge:
    """A charge as asked for; frozen with its attempt, so that a repeated one is the same request."""

    key: str
    attempt_id: str
    subscription_id: str
    customer: str
    payment_method: str
    cents: int
    description: str


@dataclass(frozen=True)
class Found:
    """What the gateway says of a charge or a page: its result, the charge's id, and the card used."""

    result: ChargeResult
    payment_intent: str | None = None
    payment_method: str | None = None


@dataclass(frozen=True)
class HostedPage:
    """Where the customer goes, and the session's id."""

    session_id: str
    url: str


class Gateway:
    """Calls Stripe. Every change carries an idempotency key."""

    def __init__(self, api_key: str, base_url: str | None = None) -> None:
        """`base_url` leads to the stand-in; without it, to Stripe."""
        addresses: Any = {"api": base_url} if base_url else {}
        self._v1 = StripeClient(
            api_key,
            base_addresses=addresses,
            max_network_retries=0,
            http_client=stripe.HTTPXClient(timeout=30),
        ).v1

    async def make_customer(self, business_id: str, language: str) -> str:
        """The gateway's customer of a business; repeated within a day, the same one."""
        made = await _heard(
            self._v1.customers.create_async(
                {"metadata": {"business": business_id}, "preferred_locales": [language]},
                {"idempotency_key": f"customer-{business_id}-{language}"},
            )
        )
        return made.id

    async def charge(self, wanted: Charge) -> Found:
        """Charges a saved card while its owner is away. Raises when the outcome is not known."""
        try:
            intent = await _heard(
                self._v1.payment_intents.create_async(
                    {
                        "amount": wanted.cents,
                        "currency": CURRENCY,
                        "customer": wanted.customer,
                        "payment_method": wanted.payment_method,
                        "off_session": True,
                        "confirm": True,
                        "description": wanted.description,
                        "metadata": {ATTEMPT: wanted.attempt_id, SUBSCRIPTION: wanted.subscription_id},
                    },
                    {"idempotency_key": wanted.key},
                )
            )
        except stripe.CardError as error:
            return _declined(error)
        return _found(intent)

    async def read_charge(self, payment_intent: str) -> Found:
        """What became of a charge."""
        return _found(await _heard(self._v1.payment_intents.retrieve_async(payment_intent)))

    async def find_charge(self, customer: str, attempt_id: str) -> Found | None:
        """The charge of an attempt among the customer's; `None` when the gateway never took it."""
        after: str | None = None
        while True:
            page = await _heard(
                self._v1.payment_intents.list_async(
                    {
                        "customer": customer,
                        "limit": LIST_LIMIT,
                        **({"starting_after": after} if after else {}),
                    }
                )
            )
            for intent in page.data:
                if _metadata(intent).get(ATTEMPT) == attempt_id:
                    return _found(intent)
            if not page.has_more:
                return None
            after = page.data[-1].id

    async def open_payment_page(
        self,
        key: str,
        attempt_id: str,
        customer: str,
        cents: int,
        words: str,
        urls: tuple[str, str],
        locale: Locale,
        subscription_id: str,
    ) -> HostedPage:
        """A page that pays a bill and saves the card. `urls`: where it leads back to, paid and unpaid."""
        about = {ATTEMPT: attempt_id, SUBSCRIPTION: subscription_id}
        wanted: SessionCreateParams = {
            **_page(customer, urls, locale),
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": CURRENCY,
                        "unit_amount": cents,
                        "product_data": {"name": words},
                    },
                }
            ],
            "payment_intent_data": {
                "setup_future_usage": "off_session",
                "description": words,
                "metadata": about,
            },
            "metadata": about,
        }
        return await self._open(wanted, key)

    async def open_card_page(
        self, key: str, customer: str, subscription_id: str, urls: tuple[str, str], locale: Locale
    ) -> HostedPage:
        """A page that saves another card, charging nothing."""
        wanted: SessionCreateParams = {
            **_page(customer, urls, locale),
            "mode": "setup",
            "currency": CURRENCY,
            "metadata": {SUBSCRIPTION: subscription_id},
            "setup_intent_data": {"metadata": {SUBSCRIPTION: subscription_id}},
        }
        return await self._open(wanted, key)

    async def _open(self, wanted: SessionCreateParams, key: str) -> HostedPage:
        session = await _heard(self._v1.checkout.sessions.create_async(wanted, {"idempotency_key": key}))
        return HostedPage(session.id, session.url or "")

    async def close_page(self, session_id: str) -> Found:
        """Ends a page that nobody has finished; one that somebody did finish tells what it paid."""
        try:
            await _heard(self._v1.checkout.sessions.expire_async(session_id))
        except stripe.InvalidRequestError:
            return await self.read_page(session_id)
        return Found(ChargeResult(Outcome.EXPIRED))

    async def read_page(self, session_id: str) -> Found:
        """What became of a page."""
        session = await _heard(self._v1.checkout.sessions.retrieve_async(session_id))
        if session.status == "expired":
            return Found(ChargeResult(Outcome.EXPIRED))
        if session.status != "complete":
            return Found(ChargeResult(Outcome.UNKNOWN))
        if session.payment_intent is not None:
            return await self.read_charge(str(session.payment_intent))
        intent = await _heard(self._v1.setup_intents.retrieve_async(str(session.setup_intent)))
        return Found(ChargeResult(Outcome.SUCCEEDED), payment_method=str(intent.payment_method))

    async def read_card(self, payment_method: str) -> dict[str, Any]:
        """Brand, last four digits and expiry of a saved card."""
        card = (await _heard(self._v1.payment_methods.retrieve_async(payment_method))).card
        if card is None:
            return {}
        return {
            "brand": card.brand,
            "last4": card.last4,
            "expires": f"{card.exp_year:04d}-{card.exp_month:02d}",
        }

    async def refund(self, key: str, refund_id: str, payment_intent: str, cents: int) -> str | None:
        """Gives money back; the gateway's id of the refund.

        Where somebody gave back by hand so much that less than `cents` is left of the charge, it gives what
        is left: `None` when that is nothing.
        """
        try:
            return await self._refund(key, refund_id, payment_intent, cents)
        except stripe.InvalidRequestError:
            left = await self._left_of(payment_intent)
            if left >= cents:
                raise
        return await self._refund(f"{key}:left", refund_id, payment_intent, left) if left else None

    async def _left_of(self, payment_intent: str) -> int:
        """The cents of a charge that were not given back."""
        intent = await _heard(self._v1.payment_intents.retrieve_async(payment_intent))
        if intent.latest_charge is None:
            return 0
        charge = await _heard(self._v1.charges.retrieve_async(str(intent.latest_charge)))
        return charge.amount - charge.amount_refunded

    async def _refund(self, key: str, refund_id: str, payment_intent: str, cents: int) -> str:
        made = await _heard(
            self._v1.refunds.create_async(
                {
                    "payment_intent": payment_intent,
                    "amount": cents,
                    "reason": "requested_by_customer",
                    "metadata": {REFUND: refund_id},
                },
                {"idempotency_key": key},
            )
        )
        return made.id

    async def find_refund(self, payment_intent: str, refund_id: str) -> str | None:
        """The gateway's id of a refund ordered before; `None` when it never took the order."""
        after: str | None = None
        while True:
            page = await _heard(
                self._v1.refunds.list_async(
                    {
                        "payment_intent": payment_intent,
                        "limit": LIST_LIMIT,
                        **({"starting_after": after} if after else {}),
                    }
                )
            )
            for refund in page.data:
                if _metadata(refund).get(REFUND) == refund_id:
                    return refund.id
            if not page.has_more:
                return None
            after = page.data[-1].id

    async def saved_cards(self, customer: str) -> list[str]:
        """The customer's cards that can be charged, the newest first."""
        page = await _heard(
            self._v1.customers.payment_methods.list_async(customer, {"type": "card", "limit": LIST_LIMIT})
        )
        return [method.id for method in page.data]

    async def forget_card(self, payment_method: str) -> None:
        """Detaches a card: nobody can charge it any more. One that is forgotten already is no failure."""
        try:
            await _heard(self._v1.payment_methods.detach_async(payment_method))
        except stripe.InvalidRequestError:
            if (await _heard(self._v1.payment_methods.retrieve_async(payment_method))).customer is not None:
                raise


def _page(customer: str, urls: tuple[str, str], locale: Locale) -> SessionCreateParams:
    return {
        "customer": customer,
        "success_url": urls[0],
        "cancel_url": urls[1],
        "locale": locale,
    }


async def _heard(call: Awaitable[Answer]) -> Answer:
    """The answer. Raises `GatewayAwayError` or `GatewayBusyError` where trying again may tell more."""
    try:
        return await call
    except stripe.RateLimitError as error:
        raise GatewayBusyError("the payment gateway asks to slow down") from error
    except (stripe.APIConnectionError, stripe.APIError) as error:
        if isinstance(error, stripe.APIConnectionError) or (error.http_status or 500) >= 500:
            raise GatewayAwayError("the payment gateway's answer is not known") from error
        raise


def _found(intent: stripe.PaymentIntent) -> Found:
    method = str(intent.payment_method) if intent.payment_method else None
    if intent.status == "succeeded":
        return Found(ChargeResult(Outcome.SUCCEEDED), intent.id, method)
    if intent.status in _PENDING:
        return Found(ChargeResult(Outcome.UNKNOWN), intent.id, method)
    error = intent.last_payment_error
    code = (error.code if error else None) or intent.status
    decline = decline_kind(code, error.decline_code if error else None)
    return Found(ChargeResult(Outcome.DECLINED, decline, code), intent.id, method)


def _declined(error: stripe.CardError) -> Found:
    told = error.error
    decline_code = told.decline_code if told else None
    code = error.code or "card_declined"
    intent = told.payment_intent if told else None
    return Found(
        ChargeResult(Outcome.DECLINED, decline_kind(code, decline_code), decline_code or code),
        intent["id"] if intent else None,
    )


def _metadata(found: stripe.PaymentIntent | stripe.Refund) -> Mapping[str, str]:
    return found.metadata.to_dict() if found.metadata else {}
