"""Signatures drawn by hand: small PNG files, looked at before they are kept."""

import base64
import binascii
import io
import struct

from PIL import Image, UnidentifiedImageError

from api.problems.kinds import Kind
from api.problems.problem import Problem

DRAWING_BYTES = 200 * 1024
DRAWING_SIDE = 4096
DRAWING_PIXELS = 4_000_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BEGINNING = _SIGNATURE + b"\x00\x00\x00\rIHDR"
_SIZE_END = len(_BEGINNING) + 8
_CHUNK_BYTES = 12
"""Of a chunk besides its data: length, name and checksum."""
_OF_THE_PICTURE = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


def drawing_of(text: str) -> bytes:
    """The picture of the PNG that `text` holds in base64, and nothing that came with it (contract E2).

    Raises 422 unless it is one, whole, and of a sane size.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refused("base64", "It is not base64.") from error
    if len(data) > DRAWING_BYTES:
        raise _refused("too_large", f"At most {DRAWING_BYTES} bytes.")
    _require_png(data)
    return _picture_alone(data)


def _require_png(data: bytes) -> None:
    if not data.startswith(_BEGINNING) or len(data) < _SIZE_END:
        raise _refused("not_a_png", "It is not a PNG.")
    width, height = struct.unpack("!II", data[_SIZE_END - 8 : _SIZE_END])
    if max(width, height) > DRAWING_SIDE or width * height > DRAWING_PIXELS:
        raise _refused("too_many_pixels", f"At most {DRAWING_SIDE} pixels a side.")
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _refused("not_a_png", "It is not a PNG that can be read.") from error


def _picture_alone(data: bytes) -> bytes:
    """The chunks that make the picture: others can tell how, where and with what it was drawn."""
    kept, at = [data[: len(_SIGNATURE)]], len(_SIGNATURE)
    while at + _CHUNK_BYTES <= len(data):
        length, name = struct.unpack("!I4s", data[at : at + 8])
        if name in _OF_THE_PICTURE:
            kept.append(data[at : at + _CHUNK_BYTES + length])
        if name == b"IEND":
            return b"".join(kept)
        at += _CHUNK_BYTES + length
    raise _refused("not_a_png", "It is not a whole PNG.")


def _refused(code: str, detail: str) -> Problem:
    return Problem(Kind.VALIDATION, errors=[{"pointer": "/signature/png", "code": code, "detail": detail}])
