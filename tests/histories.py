"""What Temporal keeps of workflows, in clear, for tests that look for what must not be there."""

from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload

from tests.running import RunningTemporal


def payloads_in(message: Message) -> Iterator[Payload]:
    """Every payload within a message of Temporal's."""
    if isinstance(message, Payload):
        yield message
        return
    for _, value in message.ListFields():
        for part in _parts_of(value):
            yield from payloads_in(part)


def _parts_of(value: Any) -> list[Message]:
    if isinstance(value, Message):
        return [value]
    if hasattr(value, "values") and not isinstance(value, (str, bytes)):
        return [one for one in value.values() if isinstance(one, Message)]
    if isinstance(value, (str, bytes, int, float)):
        return []
    return [one for one in value if isinstance(one, Message)]


async def history_of(temporal: RunningTemporal, workflow_id: str) -> bytes:
    """Everything that Temporal keeps of a workflow, decrypted."""
    codec = temporal.client.data_converter.payload_codec
    assert codec is not None
    said = b""
    async for event in temporal.client.get_workflow_handle(workflow_id).fetch_history_events():
        said += event.SerializeToString()
        for payload in await codec.decode(list(payloads_in(event))):
            said += payload.data
    return said
