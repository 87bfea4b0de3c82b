"""What the shared fixtures hand to tests."""

from dataclasses import dataclass

from pydantic import SecretStr
from temporalio.client import Client


@dataclass(frozen=True)
class RunningTemporal:
    """A real Temporal server whose workflows' clocks can be moved (`temporalio.testing.TimeSkipper`).

    `payload_keys` is the setting with which another process would read this client's payloads.
    """

    address: str
    namespace: str
    payload_keys: dict[str, SecretStr]
    client: Client
