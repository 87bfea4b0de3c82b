"""The service in this process by a simulated clock: API, worker, and the payment gateway's stand-in."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.types import Receive, Scope, Send
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.assembly import activities_of
from api.engine import Engine
from api.frame.context import CLOCK
from api.main import create_app
from api.parts import Parts
from deploy.gateway.app import make_app
from deploy.simulate.clock import SimulatedClock
from deploy.simulate.observer import Observer, Seen
from deploy.stack.ports import HOST
from deploy.waiting import until
from models.database import Database, make_engine
from settings import Settings
from worker import make_worker
from workflows.connection import connect

_FRESH = httpx.Limits(max_keepalive_connections=0)
"""A connection of the minutes before may just be ended by the other side."""
KEY = "sk_test_simulation"
SECRET = "whsec_simulation"  # noqa: S105 - of a gateway that lives as long as this process


@dataclass(frozen=True)
class Service:
    """Everything that a simulated customer meets, and what looks at it from outside."""

    app: FastAPI
    settings: Settings
    clock: SimulatedClock
    client: Client
    skipper: TimeSkipper
    seen: Seen
    records: Database
    """All rows, as the worker sees them."""
    gateway: httpx.AsyncClient
    inbox: httpx.AsyncClient

    async def asgi(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The API, for whose requests it is now by the simulated clock."""
        before = CLOCK.set(self.clock.now)
        try:
            await self.app(scope, receive, send)
        finally:
            CLOCK.reset(before)


@contextlib.asynccontextmanager
async def running_service(settings: Settings, folder: Path) -> AsyncIterator[Service]:
    """The service on its neighbours; `folder` holds the gateway's state."""
    clock = SimulatedClock()
    async with contextlib.AsyncExitStack() as closing:
        address = await closing.enter_async_context(_running_gateway(folder, clock))
        own: dict[str, Any] = {
            "stripe_base_url": address,
            "stripe_api_key": SecretStr(KEY),
            "stripe_webhook_secret": SecretStr(SECRET),
            "temporal_task_queue": f"simulation-{uuid4().hex[:12]}",
            "captcha_cost": 1,
            "signing_processes": 1,
            "public_url": f"http://{HOST}",
        }
        given = {name: getattr(settings, name) for name in Settings.model_fields}
        own_settings = Settings.model_construct(**(given | own))
        observer = Observer(clock)
        observer.client = await connect(own_settings)
        config = observer.client.config()
        config["interceptors"] = [*config["interceptors"], observer]
        client = Client(**config)
        app = create_app(own_settings)
        parts: Parts = app.state.parts
        app.state.parts = replace(parts, engine=Engine(own_settings, client))
        await closing.enter_async_context(app.router.lifespan_context(app))
        activities = await closing.enter_async_context(activities_of(own_settings))
        await closing.enter_async_context(make_worker(client, own_settings, activities))
        records = Database(make_engine(str(own_settings.worker_database_url)))
        closing.push_async_callback(records.close)
        gateway, inbox = (
            httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, limits=_FRESH)
            for url in (address, own_settings.sendgrid_host)
        )
        await closing.enter_async_context(gateway)
        await closing.enter_async_context(inbox)
        yield Service(
            app, own_settings, clock, client, TimeSkipper(client), observer.seen, records, gateway, inbox
        )


@contextlib.asynccontextmanager
async def _running_gateway(folder: Path, clock: SimulatedClock) -> AsyncIterator[str]:
    """Its address. No webhook: the workflow asks the gateway itself whenever something follows from it."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        address = f"http://{HOST}:{taken.getsockname()[1]}"
        app = make_app(folder, address, SECRET, api_key=KEY, clock=clock.seconds)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        serving = asyncio.create_task(server.serve(sockets=[taken]))
        await until(lambda: server.started)
        yield address
        server.should_exit = True
        await serving
