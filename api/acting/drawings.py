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
_BEGINNING = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_SIZE_END = len(_BEGINNING) + 8


def drawing_of(text: str) -> bytes:
    """The PNG that `text` holds in base64. Raises 422 unless it is one, whole, and of a sane size."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refused("base64", "It is not base64.") from error
    if len(data) > DRAWING_BYTES:
        raise _refused("too_large", f"At most {DRAWING_BYTES} bytes.")
    _require_png(data)
    return data


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


def _refused(code: str, detail: str) -> Problem:
    return Problem(Kind.VALIDATION, errors=[{"pointer": "/signature/png", "code": code, "detail": detail}])
