"""`python -m deploy.prepare`: brings the database's schema and Temporal's namespace to what the code needs.

For a deployment, before the new processes start. Settings: those of the service, and DATABASE_OWNER_URL of
the role that owns the tables. Safe to repeat.
"""

import asyncio
import os
import sys
from collections.abc import Mapping

from temporalio.client import Client

from models.migrations import upgrade
from settings import Settings
from workflows.connection import connect
from workflows.namespace import prepare_namespace
from workflows.schedules import prepare_schedules
from workflows.terms_change import announce_terms_changes

CONNECT_SECONDS = 60


def settings_from(env: Mapping[str, str]) -> Settings:
    """The settings that processes started with `env` would have."""
    return Settings.model_validate({name.lower(): value for name, value in env.items()})


def migrate(owner_url: str) -> None:
    """Brings the schema to the newest version. Not for use inside an event loop."""
    upgrade(owner_url)


def prepare_temporal(env: Mapping[str, str]) -> None:
    """Creates namespace, search attributes and schedules; announces new texts. Not for an event loop."""
    asyncio.run(_prepare(settings_from(env)))


def prepare_namespace_of(env: Mapping[str, str]) -> None:
    """Creates namespace and search attributes alone. Not for use inside an event loop."""
    asyncio.run(_prepare_namespace(settings_from(env)))


async def _prepare_namespace(settings: Settings) -> Client:
    """A server that was just started accepts connections before it answers."""
    async with asyncio.timeout(CONNECT_SECONDS):
        while True:
            try:
                client = await connect(settings)
            except RuntimeError:
                await asyncio.sleep(0.2)
            else:
                break
    await prepare_namespace(client)
    return client


async def _prepare(settings: Settings) -> None:
    client = await _prepare_namespace(settings)
    await prepare_schedules(client, settings.temporal_task_queue, settings.holder_zone)
    await announce_terms_changes(client, settings.temporal_task_queue)


def main() -> None:
    """Prepares what the environment names."""
    owner_url = os.environ.get("DATABASE_OWNER_URL")
    if not owner_url:
        sys.exit("prepare: Set DATABASE_OWNER_URL to the database URL of the role that owns the tables.")
    migrate(owner_url)
    prepare_temporal(os.environ)


if __name__ == "__main__":
    main()
