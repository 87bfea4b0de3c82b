"""What goes over the socket between us and a sandboxed process: a JSON object, then bytes.

JSON and not pickle: whoever takes over the process that parses a hostile document can send any bytes, and
these must stay data.
"""

import json
import struct
from typing import Any

HEAD = struct.Struct("!IQ")
HEADER_MAX = 16 * 1024 * 1024


def head_of(header: bytes, blob: bytes) -> bytes:
    """The fixed-size start of a frame."""
    return HEAD.pack(len(header), len(blob))


def encode_header(values: dict[str, Any]) -> bytes:
    """The JSON of a frame."""
    return json.dumps(values).encode()


def decode_header(data: bytes) -> dict[str, Any]:
    """The values of a frame; raises `ValueError` for anything that is not a JSON object."""
    values = json.loads(data)
    if not isinstance(values, dict):
        raise ValueError("a frame's header is a JSON object")  # noqa: TRY004 - the peer's fault, not a caller's
    return values
