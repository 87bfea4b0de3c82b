"""What the shared fixtures hand to tests."""

import asyncio
from dataclasses import dataclass

from pydantic import SecretStr
from temporalio.client import Client
from temporalio.converter import DataConverter

from deploy.stack.temporal import TemporalServer


@dataclass(frozen=True)
class RunningTemporal:
    """A real Temporal server whose workflows' clocks can be moved (`temporalio.testing.TimeSkipper`).

    `payload_keys` is the setting with which another process would read this client's payloads.
    """

    address: str
    namespace: str
    payload_keys: dict[str, SecretStr]
    client: Client


async def connected(server: TemporalServer, converter: DataConverter) -> Client:
    """A client of a server whose port answers: it may still be starting."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await Client.connect(
                    server.address, namespace=server.namespace, data_converter=converter
                )
            except RuntimeError:
                await asyncio.sleep(0.1)
