"""The sink as one ASGI application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from deploy.mailsink.faults import Faults, FaultSwitches
from deploy.mailsink.inbox import Inbox
from deploy.mailsink.keys import WebhookKey
from deploy.mailsink.postman import Postman
from deploy.mailsink.provider_api import ProviderApi
from deploy.mailsink.store import Store
from deploy.standin.connection import CuttableConnections


def make_app(folder: Path, webhook_url: str | None, api_key: str | None = None) -> ASGIApp:
    """A sink that keeps its mail, events and key in `folder` and reports to `webhook_url`."""
    store = Store(folder)
    faults = FaultSwitches()
    provider = ProviderApi(store, faults, api_key)
    postman = Postman(store, WebhookKey(folder), faults, webhook_url)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        carrying = asyncio.create_task(postman.run())
        yield
        carrying.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await carrying
        store.close()

    app = FastAPI(title="Mail sink", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(provider.router)
    app.include_router(Inbox(store, provider).router)

    @app.get("/health")
    async def health() -> dict[str, int]:
        return {"events_waiting": store.undelivered_events()}

    @app.get("/faults")
    async def read_faults() -> Faults:
        return faults.now

    @app.post("/faults")
    async def set_faults(wanted: Faults) -> Faults:
        faults.set(wanted)
        return faults.now

    @app.delete("/faults", status_code=204)
    async def clear_faults() -> None:
        faults.set(Faults())

    return CuttableConnections(app)
