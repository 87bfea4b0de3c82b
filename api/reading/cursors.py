"""Opaque cursors of lists: where the page before ended."""

import base64
import binascii
import re

from api.problems.kinds import Kind
from api.problems.problem import Problem

_POSITION = re.compile(r"[A-Za-z0-9_]{1,64}")


def cursor_after(position: str) -> str:
    """The cursor of the page that follows `position`."""
    return base64.urlsafe_b64encode(position.encode()).rstrip(b"=").decode()


def position_of(cursor: str) -> str:
    """The position a cursor stands for. Raises 422 for one we did not make."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        position = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeError, ValueError):
        position = ""
    if not _POSITION.fullmatch(position):
        error = {
            "parameter": "after",
            "in": "query",
            "code": "cursor",
            "detail": "Not a cursor of this list.",
        }
        raise Problem(Kind.VALIDATION, errors=[error])
    return position
