"""The stand-in as one ASGI application."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
from starlette.types import ASGIApp

from deploy.gateway.api import GatewayApi
from deploy.gateway.banks import Spell, add_spell
from deploy.gateway.cards import card_of
from deploy.gateway.faults import Faults, FaultSwitches
from deploy.gateway.pages import Pages
from deploy.gateway.postman import Postman
from deploy.gateway.refusals import Refusal
from deploy.gateway.store import Store
from deploy.standin.connection import CuttableConnections


class Conduct(BaseModel):
    """How a saved card behaves from now on: as the test card with this number."""

    payment_method: str
    number: str


def make_app(
    folder: Path,
    base_url: str,
    webhook_secret: str,
    webhook_url: str | None = None,
    api_key: str | None = None,
    clock: Callable[[], float] = time.time,
) -> ASGIApp:
    """A gateway that keeps its state in `folder`, shows its pages at `base_url`, reports to `webhook_url`.

    `clock` tells its time, in seconds since 1970.
    """
    store = Store(folder, clock)
    faults = FaultSwitches()
    postman = Postman(store, faults, webhook_secret, webhook_url)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        carrying = asyncio.create_task(postman.run())
        yield
        carrying.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await carrying
        store.close()

    app = FastAPI(title="Payment gateway's stand-in", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(GatewayApi(store, faults, base_url, api_key).router)
    app.include_router(Pages(store).router)

    @app.get("/health")
    async def health() -> dict[str, int]:
        return {"events_waiting": store.undelivered()}

    @app.post("/faults")
    async def set_faults(wanted: Faults) -> Faults:
        faults.now = wanted
        return faults.now

    @app.post("/cards", status_code=204)
    async def change_card(wanted: Conduct) -> None:
        if card_of(wanted.number) is None:
            raise HTTPException(422, "not a test card")
        store.save(store.get("payment_method", wanted.payment_method) | {"conduct": wanted.number})

    @app.post("/banks", status_code=204)
    async def change_bank(wanted: Spell) -> None:
        if card_of(wanted.number) is None:
            raise HTTPException(422, "not a test card")
        try:
            add_spell(store, wanted)
        except Refusal as refusal:
            raise HTTPException(refusal.status, refusal.body) from refusal

    return CuttableConnections(app)
