"""Events: what changed, as webhooks tell it and `GET /v1/events` lists it."""

import time
from typing import Any

from deploy.gateway.store import Body, Store

API_VERSION = "2026-10-28.endive"


def tell(store: Store, kind: str, about: Body, *, due_in: float = 0) -> Body:
    """Records that something happened to an object, and puts it on its way to the webhook."""
    event = store.make(
        "event",
        "evt",
        type=kind,
        api_version=API_VERSION,
        data={"object": about},
        pending_webhooks=1,
        request={"id": None, "idempotency_key": None},
    )
    store.queue(event, time.time() + due_in)
    return event


def page(objects: list[Body], limit: int, url: str) -> dict[str, Any]:
    """A list in Stripe's form."""
    return {"object": "list", "data": objects[:limit], "has_more": len(objects) > limit, "url": url}
