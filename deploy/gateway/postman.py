"""Carries events to the webhook: signed as Stripe signs, one by one, again until they are taken."""

import asyncio
import contextlib
import hmac
import json
import logging
import time

import httpx

from deploy.gateway.faults import FaultSwitches
from deploy.gateway.store import Delivery, Store

SIGNATURE_HEADER = "Stripe-Signature"
BATCH = 100
POLL_SECONDS = 0.1
RETRY_MAX_SECONDS = 60

logger = logging.getLogger(__name__)


class Postman:
    """Sends what is due. Events outlive the process in the store; without a webhook they wait there."""

    def __init__(self, store: Store, faults: FaultSwitches, secret: str, url: str | None) -> None:
        self._store = store
        self._faults = faults
        self._secret = secret
        self._url = url

    async def run(self) -> None:
        """Until cancelled."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while True:
                await asyncio.sleep(POLL_SECONDS)
                if self._url and not self._faults.now.hold_webhooks:
                    await self._send_due(client, self._url)

    async def _send_due(self, client: httpx.AsyncClient, url: str) -> None:
        deliveries = self._store.due(time.time(), BATCH)
        if self._faults.now.reverse_webhooks:
            deliveries.reverse()
        for delivery in deliveries:
            await self._send(client, url, delivery)

    async def _send(self, client: httpx.AsyncClient, url: str, delivery: Delivery) -> None:
        taken = False
        for _ in range(1 + self._faults.now.repeat_webhooks):
            with contextlib.suppress(httpx.HTTPError):
                taken = await self._post(client, url, delivery) or taken
        if taken:
            self._store.delivered(delivery, time.time())
            return
        wait = min(0.5 * 2 ** min(delivery.attempts, 10), RETRY_MAX_SECONDS)
        logger.warning("webhook did not take an event, again in %.1f s", wait)
        self._store.postponed(delivery, time.time() + wait)

    async def _post(self, client: httpx.AsyncClient, url: str, delivery: Delivery) -> bool:
        body = json.dumps(delivery.event)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            SIGNATURE_HEADER: signature(self._secret, body, int(time.time())),
        }
        return (await client.post(url, content=body, headers=headers)).is_success


def signature(secret: str, body: str, at: int) -> str:
    """The header: the instant, and HMAC-SHA-256 over it and the body."""
    digest = hmac.digest(secret.encode(), f"{at}.{body}".encode(), "sha256").hex()
    return f"t={at},v1={digest}"
