"""The payment gateway's webhook: each event once in the inbox, and whose workflow is told of it (S5).

Nothing in an event is believed: it only makes the workflow ask the gateway what became of its pages.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe
from pydantic import SecretStr
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from activities.payments.gateway import SUBSCRIPTION
from activities.webhooks.provider_event import UnreadableEventsError
from activities.webhooks.signature import WebhookRefusedError
from models import GatewayEvent
from models.database import Database
from models.identifiers import Prefix
from models.scope import GATEWAY

SIGNATURE_HEADER = "Stripe-Signature"
KINDS = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "setup_intent.succeeded",
    }
)
"""Events after which there may be something to ask for; others are kept and mean nothing.

A page tells by its session. A charge of the saved card is not echoed: whoever made it asks until it is known.
"""
SWEEP, TEXT_MAX, ID_MAX = 200, 80, 40


@dataclass(frozen=True)
class PaymentNews:
    """Something happened at the gateway to a subscription. `number` names the inbox's row."""

    number: int
    subscription_id: str


class GatewayEvents:
    """Takes the webhook's requests. A row stays open until the workflow was told."""

    def __init__(self, database: Database, secret: SecretStr) -> None:
        self._database = database
        self._secret = secret

    async def receive(self, body: bytes, signature: str | None, now: datetime) -> list[PaymentNews]:
        """Takes one event in, once; what is to be told of it, if that was not done before.

        Raises `WebhookRefusedError` or `UnreadableEventsError`.
        """
        try:
            text = body.decode()
            stripe.WebhookSignature.verify_header(
                text, signature or "", self._secret.get_secret_value(), stripe.Webhook.DEFAULT_TOLERANCE
            )
        except (stripe.SignatureVerificationError, ValueError) as error:
            raise WebhookRefusedError("wrong signature") from error
        event = _read(text)
        async with self._database.transaction(GATEWAY) as session:
            await session.execute(
                insert(GatewayEvent)
                .values(
                    event_id=event["id"],
                    kind=event["kind"],
                    about=event["about"],
                    received_at=now,
                    handled_at=None if _tells(event) else now,
                    attempts=0,
                )
                .on_conflict_do_nothing(index_elements=[GatewayEvent.event_id])
            )
        return await self._open([event["id"]])

    async def sweep(self) -> list[PaymentNews]:
        """What a crash left untold, oldest first."""
        return await self._open(None)

    async def handled(self, news: Sequence[PaymentNews], now: datetime) -> None:
        """Closes the rows of what was told."""
        numbers = [one.number for one in news]
        async with self._database.transaction(GATEWAY) as session:
            await session.execute(
                update(GatewayEvent)
                .where(GatewayEvent.number.in_(numbers), GatewayEvent.handled_at.is_(None))
                .values(handled_at=now, attempts=GatewayEvent.attempts + 1)
            )

    async def _open(self, event_ids: Sequence[str] | None) -> list[PaymentNews]:
        query = select(GatewayEvent).where(GatewayEvent.handled_at.is_(None)).order_by(GatewayEvent.number)
        if event_ids is not None:
            query = query.where(GatewayEvent.event_id.in_(event_ids))
        async with self._database.transaction(GATEWAY) as session:
            rows = await session.scalars(query.limit(SWEEP))
            return [PaymentNews(row.number, str(row.about[SUBSCRIPTION])) for row in rows]


def _tells(event: dict[str, Any]) -> bool:
    return event["kind"] in KINDS and SUBSCRIPTION in event["about"]


def _read(text: str) -> dict[str, Any]:
    """Id, kind and the ids it is about; personal data that the gateway sends along is not kept."""
    try:
        event = json.loads(text)
        about = event["data"]["object"]
        metadata = about.get("metadata") or {}
        found = {"object": about.get("id"), SUBSCRIPTION: metadata.get(SUBSCRIPTION)}
        event_id, kind = event["id"], event["type"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableEventsError("not an event") from error
    if not isinstance(event_id, str) or not isinstance(kind, str) or not 0 < len(event_id) <= TEXT_MAX:
        raise UnreadableEventsError("not an event")
    kept = {name: value for name, value in found.items() if isinstance(value, str) and value.isascii()}
    subscription = kept.get(SUBSCRIPTION, "")
    if not subscription.startswith(f"{Prefix.SUBSCRIPTION.value}_") or len(subscription) > ID_MAX:
        kept.pop(SUBSCRIPTION, None)
    return {"id": event_id, "kind": kind[:TEXT_MAX], "about": {k: v[:TEXT_MAX] for k, v in kept.items()}}
