"""The jobs a sandboxed process can do: one question over its socket, one answer, nothing else."""

import socket
from collections.abc import Callable
from typing import Any

from activities.documents.attachments import embedded_files
from activities.documents.errors import DocumentRefused, PageNotRendered
from activities.documents.framing import HEAD, decode_header, encode_header, head_of
from activities.documents.inspection import inspect
from activities.documents.rendering import render_page
from activities.documents.watermark import warm_up as draw_watermark
from activities.documents.watermark import watermark
from terms.uploads import RefusalCause, UploadRules

Answer = tuple[dict[str, Any], bytes]


def serve(talk: socket.socket) -> None:
    """Reads one job, does it, writes its answer. A document's fault is an answer, never an exception."""
    arguments, data = _receive(talk)
    _send(talk, *_answered(arguments, data))


def preload() -> None:
    """Imports lazily loaded parts before the first fork, so that each job finds them there."""
    from activities.documents.trial import warm_up

    warm_up()
    draw_watermark()


def _answered(arguments: dict[str, Any], data: bytes) -> Answer:
    try:
        return JOBS[arguments.pop("job")](data, **arguments)
    except DocumentRefused as refusal:
        return {"refused": refusal.cause.value, "detail": refusal.detail}, b""
    except PageNotRendered as failure:
        return {"not_rendered": str(failure)}, b""
    except (MemoryError, RecursionError):
        return {"refused": RefusalCause.TOO_COMPLEX.value, "detail": "reading it takes too much memory"}, b""
    except Exception as surprise:  # noqa: BLE001 - a parser may raise anything on a hostile file
        return {"surprise": f"{type(surprise).__name__}: {surprise}"[:500]}, b""


def _examine(data: bytes, rules: dict[str, Any]) -> Answer:
    examination = inspect(data, UploadRules(**rules))
    return examination.facts(), examination.pdf


def _watermark(data: bytes) -> Answer:
    return {}, watermark(data)


def _attachments(data: bytes, most_bytes: int) -> Answer:
    files = list(embedded_files(data, most_bytes))
    return {"sizes": [len(file) for file in files]}, b"".join(files)


def _render(data: bytes, number: int, width: int) -> Answer:
    return {}, render_page(data, number, width)


JOBS: dict[str, Callable[..., Answer]] = {
    "examine": _examine,
    "attachments": _attachments,
    "render": _render,
    "watermark": _watermark,
}


def _receive(talk: socket.socket) -> tuple[dict[str, Any], bytes]:
    header_size, blob_size = HEAD.unpack(_exactly(talk, HEAD.size))
    return decode_header(_exactly(talk, header_size)), _exactly(talk, blob_size)


def _exactly(talk: socket.socket, size: int) -> bytes:
    buffer = bytearray(size)
    view = memoryview(buffer)
    filled = 0
    while filled < size:
        count = talk.recv_into(view[filled:])
        if count == 0:
            raise EOFError("the question broke off")
        filled += count
    return bytes(buffer)


def _send(talk: socket.socket, values: dict[str, Any], blob: bytes) -> None:
    header = encode_header(values)
    talk.sendall(head_of(header, blob) + header)
    talk.sendall(blob)
