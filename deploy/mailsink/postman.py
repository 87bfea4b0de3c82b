"""Carries events to the webhook: signed, in batches, again until they are taken."""

import asyncio
import contextlib
import json
import logging
import time

import httpx

from deploy.mailsink.faults import FaultSwitches
from deploy.mailsink.keys import WebhookKey
from deploy.mailsink.store import QueuedEvent, Store

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"
BATCH = 100
POLL_SECONDS = 0.1
RETRY_MAX_SECONDS = 60

logger = logging.getLogger(__name__)


class Postman:
    """Sends what is due. Events outlive the process in the store; without a webhook they wait there."""

    def __init__(self, store: Store, key: WebhookKey, faults: FaultSwitches, url: str | None) -> None:
        self._store = store
        self._key = key
        self._faults = faults
        self.url = url

    async def run(self) -> None:
        """Until cancelled."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while True:
                await asyncio.sleep(POLL_SECONDS)
                if self.url and not self._faults.now.hold_webhooks:
                    await self._send_due(client, self.url)

    async def _send_due(self, client: httpx.AsyncClient, url: str) -> None:
        events = self._store.due_events(time.time(), BATCH)
        if self._faults.now.reverse_webhooks:
            events.reverse()
        size = 1 if self._faults.now.webhooks_one_by_one else BATCH
        for start in range(0, len(events), size):
            await self._send(client, url, events[start : start + size])

    async def _send(self, client: httpx.AsyncClient, url: str, events: list[QueuedEvent]) -> None:
        taken = False
        for _ in range(1 + self._faults.now.repeat_webhooks):
            with contextlib.suppress(httpx.HTTPError):
                taken = await self._post(client, url, events) or taken
        if taken:
            self._store.events_delivered([event.number for event in events], time.time())
            return
        wait = min(0.5 * 2 ** min(events[0].attempts, 10), RETRY_MAX_SECONDS)
        logger.warning("webhook did not take %d events, again in %.1f s", len(events), wait)
        self._store.events_postponed(events, time.time() + wait)

    async def _post(self, client: httpx.AsyncClient, url: str, events: list[QueuedEvent]) -> bool:
        body = json.dumps([event.body for event in events]).encode()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "SendGrid Event API",
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: self._key.sign(timestamp, body),
        }
        return (await client.post(url, content=body, headers=headers)).is_success
